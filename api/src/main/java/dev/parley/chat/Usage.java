package dev.parley.chat;

import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What an answer cost, in tokens. */
public final class Usage {
  /** Where the numbers come from. */
  public enum Source {
    /** The provider counted. */
    REPORTED,
    /** Parley guessed, because the provider did not get to tell: about four characters a token. */
    ESTIMATED,
    /** Nobody knows; all numbers are 0. */
    NONE
  }

  /** Nobody knows. */
  public static final Usage NONE = new Builder(Source.NONE).build();

  private final Source source;
  private final long inputTokens;
  private final long outputTokens;
  private final long totalTokens;
  private final @Nullable Long cachedInputTokens;
  private final @Nullable Long reasoningTokens;

  private Usage(Builder builder) {
    source = builder.source;
    inputTokens = builder.inputTokens;
    outputTokens = builder.outputTokens;
    totalTokens = builder.totalTokens == null ? inputTokens + outputTokens : builder.totalTokens;
    cachedInputTokens = builder.cachedInputTokens;
    reasoningTokens = builder.reasoningTokens;
  }

  /** {@return a builder for what the provider counted} */
  public static Builder reported() {
    return new Builder(Source.REPORTED);
  }

  /** {@return a guess} */
  public static Usage estimated(long inputTokens, long outputTokens) {
    return new Builder(Source.ESTIMATED).input(inputTokens).output(outputTokens).build();
  }

  /** {@return where the numbers come from} */
  public Source source() {
    return source;
  }

  /** {@return the tokens of the request, those from a cache included} */
  public long inputTokens() {
    return inputTokens;
  }

  /** {@return the tokens of the answer, those of thoughts included} */
  public long outputTokens() {
    return outputTokens;
  }

  /** {@return the total as the provider gave it, or the sum} */
  public long totalTokens() {
    return totalTokens;
  }

  /** {@return the input tokens that came from the provider's cache, where told} */
  public OptionalLong cachedInputTokens() {
    return optional(cachedInputTokens);
  }

  /** {@return the output tokens that were thoughts, where told} */
  public OptionalLong reasoningTokens() {
    return optional(reasoningTokens);
  }

  /** {@return the sum; unknown numbers count as nothing, and a guess makes the sum a guess} */
  public Usage plus(Usage other) {
    if (source == Source.NONE || other.source == Source.NONE) {
      return source == Source.NONE ? other : this;
    }
    Builder sum =
        new Builder(source == other.source ? source : Source.ESTIMATED)
            .input(inputTokens + other.inputTokens)
            .output(outputTokens + other.outputTokens)
            .total(totalTokens + other.totalTokens);
    sum.cachedInputTokens = sum(cachedInputTokens, other.cachedInputTokens);
    sum.reasoningTokens = sum(reasoningTokens, other.reasoningTokens);
    return sum.build();
  }

  private static @Nullable Long sum(@Nullable Long one, @Nullable Long other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one + other;
  }

  private static OptionalLong optional(@Nullable Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Usage that
        && source == that.source
        && inputTokens == that.inputTokens
        && outputTokens == that.outputTokens
        && totalTokens == that.totalTokens
        && Objects.equals(cachedInputTokens, that.cachedInputTokens)
        && Objects.equals(reasoningTokens, that.reasoningTokens);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        source, inputTokens, outputTokens, totalTokens, cachedInputTokens, reasoningTokens);
  }

  @Override
  public String toString() {
    return "Usage[" + source + ", in " + inputTokens + ", out " + outputTokens + "]";
  }

  /** Builds a {@link Usage}. Not thread-safe. */
  public static final class Builder {
    private final Source source;
    private long inputTokens;
    private long outputTokens;
    private @Nullable Long totalTokens;
    private @Nullable Long cachedInputTokens;
    private @Nullable Long reasoningTokens;

    private Builder(Source source) {
      this.source = source;
    }

    /** Sets the tokens of the request. Default 0. */
    public Builder input(long tokens) {
      inputTokens = tokens;
      return this;
    }

    /** Sets the tokens of the answer. Default 0. */
    public Builder output(long tokens) {
      outputTokens = tokens;
      return this;
    }

    /** Sets the total as the provider gave it. Default: the sum. */
    public Builder total(long tokens) {
      totalTokens = tokens;
      return this;
    }

    /** Sets the input tokens that came from a cache. Default: not told. */
    public Builder cachedInput(long tokens) {
      cachedInputTokens = tokens;
      return this;
    }

    /** Sets the output tokens that were thoughts. Default: not told. */
    public Builder reasoning(long tokens) {
      reasoningTokens = tokens;
      return this;
    }

    /** {@return the usage} */
    public Usage build() {
      return new Usage(this);
    }
  }
}
