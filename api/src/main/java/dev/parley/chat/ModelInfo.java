package dev.parley.chat;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What is known of a model without opening it. Immutable. */
public final class ModelInfo {
  private final ModelId id;
  private final String title;
  private final @Nullable Long sizeBytes;
  private final @Nullable String quantization;
  private final @Nullable Long contextTokens;
  private final @Nullable String problem;

  private ModelInfo(Builder builder) {
    id = builder.id;
    title = builder.title;
    sizeBytes = builder.sizeBytes;
    quantization = builder.quantization;
    contextTokens = builder.contextTokens;
    problem = builder.problem;
  }

  /** {@return a builder for what is known of the model at that address} */
  public static Builder builder(ModelId id) {
    return new Builder(id);
  }

  /** {@return the address that opens it} */
  public ModelId id() {
    return id;
  }

  /** {@return its name for people; empty if it has none} */
  public String title() {
    return title;
  }

  /** {@return how large its weights are, in bytes, where told} */
  public OptionalLong sizeBytes() {
    return sizeBytes == null ? OptionalLong.empty() : OptionalLong.of(sizeBytes);
  }

  /** {@return how its weights are stored, such as {@code Q4_K_M}, where told} */
  public Optional<String> quantization() {
    return Optional.ofNullable(quantization);
  }

  /** {@return the largest context it was made for, in tokens, where told} */
  public OptionalLong contextTokens() {
    return contextTokens == null ? OptionalLong.empty() : OptionalLong.of(contextTokens);
  }

  /** {@return why it cannot be used, if it cannot} */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  @Override
  public String toString() {
    return "ModelInfo[" + id + "]";
  }

  /** Builds a {@link ModelInfo}. Not thread-safe. */
  public static final class Builder {
    private final ModelId id;
    private String title = "";
    private @Nullable Long sizeBytes;
    private @Nullable String quantization;
    private @Nullable Long contextTokens;
    private @Nullable String problem;

    private Builder(ModelId id) {
      this.id = requireNonNull(id, "id");
    }

    /** Sets its name for people. Default: none. */
    public Builder title(String value) {
      title = requireNonNull(value, "title");
      return this;
    }

    /** Sets how large its weights are, in bytes. Default: not told. */
    public Builder sizeBytes(long value) {
      sizeBytes = value;
      return this;
    }

    /** Sets how its weights are stored. Default: not told. */
    public Builder quantization(@Nullable String value) {
      quantization = value;
      return this;
    }

    /** Sets the largest context it was made for, in tokens. Default: not told. */
    public Builder contextTokens(long value) {
      contextTokens = value;
      return this;
    }

    /** Sets why it cannot be used, in one sentence. Default: it can. */
    public Builder problem(@Nullable String value) {
      problem = value;
      return this;
    }

    /** {@return the information} */
    public ModelInfo build() {
      return new ModelInfo(this);
    }
  }
}
