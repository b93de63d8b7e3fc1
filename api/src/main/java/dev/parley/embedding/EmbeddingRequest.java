package dev.parley.embedding;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.Timeouts;
import dev.parley.internal.OptionValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The texts that a model is to turn into vectors. Immutable. Only what is set is sent. */
public final class EmbeddingRequest {
  private final List<String> texts;
  private final @Nullable Integer dimensions;
  private final Timeouts timeouts;
  private final Map<String, Map<String, Object>> options;

  private EmbeddingRequest(Builder builder) {
    texts = List.copyOf(builder.texts);
    dimensions = builder.dimensions;
    timeouts = builder.timeouts;
    options = OptionValues.copy(builder.options);
  }

  /**
   * {@return a request for these texts}
   *
   * @throws IllegalArgumentException if there are none, or one is empty
   */
  public static EmbeddingRequest of(String... texts) {
    return builder().texts(List.of(texts)).build();
  }

  /** {@return a builder without texts} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return a builder that starts from this request} */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.texts.addAll(texts);
    builder.dimensions = dimensions;
    builder.timeouts = timeouts;
    options.forEach(
        (provider, values) -> builder.options.put(provider, new LinkedHashMap<>(values)));
    return builder;
  }

  /** {@return the texts; at least one, and none is empty} */
  public List<String> texts() {
    return texts;
  }

  /** {@return how many numbers each vector must have, if set} */
  public OptionalInt dimensions() {
    return dimensions == null ? OptionalInt.empty() : OptionalInt.of(dimensions);
  }

  /** {@return the time-outs; what they leave unset is the configuration's} */
  public Timeouts timeouts() {
    return timeouts;
  }

  /**
   * {@return what only the named provider instance understands, by name} Values are {@code String},
   * {@code Boolean}, {@code Number}, or {@code List} and {@code Map} of these.
   */
  public Map<String, Object> options(String provider) {
    return options.getOrDefault(provider, Map.of());
  }

  /** {@return the number of texts, never their content} */
  @Override
  public String toString() {
    return "EmbeddingRequest[" + texts.size() + " texts]";
  }

  /** Builds an {@link EmbeddingRequest}. Not thread-safe. */
  public static final class Builder {
    private final List<String> texts = new ArrayList<>();
    private @Nullable Integer dimensions;
    private Timeouts timeouts = Timeouts.UNSET;
    private final Map<String, Map<String, Object>> options = new LinkedHashMap<>();

    private Builder() {}

    /** Adds a text. */
    public Builder text(String text) {
      texts.add(requireNonNull(text, "text"));
      return this;
    }

    /** Adds texts in their order. */
    public Builder texts(List<String> more) {
      more.forEach(this::text);
      return this;
    }

    /**
     * Sets how many numbers each vector must have, at least 1. Vectors of another length are an
     * error, not an answer. Default: the model's own.
     *
     * @throws IllegalArgumentException if {@code value} is less than 1
     */
    public Builder dimensions(int value) {
      if (value < 1) {
        throw new IllegalArgumentException("dimensions must be at least 1: " + value);
      }
      dimensions = value;
      return this;
    }

    /** Sets the time-outs. Default: the configuration's. */
    public Builder timeouts(Timeouts value) {
      timeouts = requireNonNull(value, "timeouts");
      return this;
    }

    /**
     * Sets something only one provider understands; others never see it.
     *
     * @param provider the provider instance, as in the model's address
     * @param name a field of the provider's own request format
     * @param value a {@code String}, {@code Boolean}, {@code Number}, or {@code List} or {@code
     *     Map} of these
     * @throws IllegalArgumentException if {@code value} is anything else; on {@link #build()}
     */
    public Builder option(String provider, String name, Object value) {
      options
          .computeIfAbsent(requireNonNull(provider, "provider"), p -> new LinkedHashMap<>())
          .put(requireNonNull(name, "name"), requireNonNull(value, "value"));
      return this;
    }

    /**
     * {@return the request}
     *
     * @throws IllegalArgumentException if there is no text, or an empty one, which no model has a
     *     vector for
     */
    public EmbeddingRequest build() {
      if (texts.isEmpty()) {
        throw new IllegalArgumentException("A request needs at least one text");
      }
      int empty = texts.indexOf("");
      if (empty >= 0) {
        throw new IllegalArgumentException(
            "Text " + empty + " is empty, and there is no vector for it; leave it out");
      }
      return new EmbeddingRequest(this);
    }
  }
}
