package dev.parley.embedding;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.Usage;
import dev.parley.chat.Warning;
import java.util.List;

/** The vectors of the texts of one request. Immutable. */
public final class Embeddings {
  private final List<Embedding> vectors;
  private final String model;
  private final Usage usage;
  private final List<Warning> warnings;

  private Embeddings(Builder builder) {
    vectors = builder.vectors;
    model = builder.model;
    usage = builder.usage;
    warnings = builder.warnings;
  }

  /**
   * {@return a builder}
   *
   * @param vectors one for each text, in their order
   * @throws IllegalArgumentException if there are none, or they differ in length
   */
  public static Builder builder(List<Embedding> vectors) {
    return new Builder(vectors);
  }

  /** {@return a vector for each text, in the order of the texts, all of one length} */
  public List<Embedding> vectors() {
    return vectors;
  }

  /** {@return how many numbers each vector has} */
  public int dimensions() {
    return vectors.get(0).dimensions();
  }

  /**
   * {@return the provider's name of the model that answered, which may be more exact than the one
   * that was asked; empty if it told none}
   */
  public String model() {
    return model;
  }

  /** {@return what it cost, where told; of several exchanges the sum} */
  public Usage usage() {
    return usage;
  }

  /** {@return what was not done quite as asked} */
  public List<Warning> warnings() {
    return warnings;
  }

  /** {@return the numbers of vectors and dimensions, never the vectors} */
  @Override
  public String toString() {
    return "Embeddings[" + vectors.size() + " of " + dimensions() + ", " + usage + "]";
  }

  /** Builds {@link Embeddings}. Not thread-safe. */
  public static final class Builder {
    private final List<Embedding> vectors;
    private String model = "";
    private Usage usage = Usage.NONE;
    private List<Warning> warnings = List.of();

    private Builder(List<Embedding> vectors) {
      this.vectors = List.copyOf(vectors);
      if (vectors.isEmpty()) {
        throw new IllegalArgumentException("There is at least one vector");
      }
      int dimensions = this.vectors.get(0).dimensions();
      for (Embedding vector : this.vectors) {
        if (vector.dimensions() != dimensions) {
          throw new IllegalArgumentException(
              "Vectors of one answer have one length, not "
                  + dimensions
                  + " and "
                  + vector.dimensions());
        }
      }
    }

    /** Sets the provider's name of the model that answered. Default: not told. */
    public Builder model(String value) {
      model = requireNonNull(value, "model");
      return this;
    }

    /** Sets what it cost. Default {@link Usage#NONE}. */
    public Builder usage(Usage value) {
      usage = requireNonNull(value, "usage");
      return this;
    }

    /** Sets what was not done quite as asked. Default: nothing. */
    public Builder warnings(List<Warning> value) {
      warnings = List.copyOf(value);
      return this;
    }

    /** {@return the embeddings} */
    public Embeddings build() {
      return new Embeddings(this);
    }
  }
}
