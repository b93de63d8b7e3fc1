package dev.parley.chat;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What an answer cost, in tokens and, where the provider tells, in its own working time. */
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
  private final @Nullable Long audioInputTokens;
  private final @Nullable Long audioOutputTokens;
  private final Map<String, BigDecimal> details;
  private final @Nullable Duration inputTime;
  private final @Nullable Duration outputTime;

  private Usage(Builder builder) {
    source = builder.source;
    inputTokens = builder.inputTokens;
    outputTokens = builder.outputTokens;
    totalTokens = builder.totalTokens == null ? inputTokens + outputTokens : builder.totalTokens;
    cachedInputTokens = builder.cachedInputTokens;
    reasoningTokens = builder.reasoningTokens;
    audioInputTokens = builder.audioInputTokens;
    audioOutputTokens = builder.audioOutputTokens;
    details = Collections.unmodifiableMap(new LinkedHashMap<>(builder.details));
    inputTime = builder.inputTime;
    outputTime = builder.outputTime;
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

  /** {@return the input tokens that were sound, where told} */
  public OptionalLong audioInputTokens() {
    return optional(audioInputTokens);
  }

  /** {@return the output tokens that were sound, where told} */
  public OptionalLong audioOutputTokens() {
    return optional(audioOutputTokens);
  }

  /**
   * {@return numbers that have no place of their own here, by the provider's name for them, such as
   * {@code prompt_tokens_details.cache_write_tokens} or {@code cost}}
   */
  public Map<String, BigDecimal> details() {
    return details;
  }

  /** {@return how long the provider worked on the request before it answered, where told} */
  public Optional<Duration> inputTime() {
    return Optional.ofNullable(inputTime);
  }

  /** {@return how long the provider worked on the answer, where told} */
  public Optional<Duration> outputTime() {
    return Optional.ofNullable(outputTime);
  }

  /**
   * {@return how many tokens of the request the provider read in a second, where it tells the time;
   * those from a cache were not read}
   */
  public OptionalDouble inputTokensPerSecond() {
    return rate(inputTokens - cachedInputTokens().orElse(0), inputTime);
  }

  /** {@return how many tokens the provider wrote in a second, where it tells the time} */
  public OptionalDouble outputTokensPerSecond() {
    return rate(outputTokens, outputTime);
  }

  private static OptionalDouble rate(long tokens, @Nullable Duration time) {
    // Some servers count what came from a cache apart: what was read is then not known.
    return time == null || time.isZero() || time.isNegative() || tokens < 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(tokens * 1e9 / time.toNanos());
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
    sum.audioInputTokens = sum(audioInputTokens, other.audioInputTokens);
    sum.audioOutputTokens = sum(audioOutputTokens, other.audioOutputTokens);
    sum.details.putAll(details);
    other.details.forEach((name, number) -> sum.details.merge(name, number, BigDecimal::add));
    // A time that is told for some of the tokens only would make them look fast.
    if (inputTime != null && other.inputTime != null) {
      sum.inputTime = inputTime.plus(other.inputTime);
    }
    if (outputTime != null && other.outputTime != null) {
      sum.outputTime = outputTime.plus(other.outputTime);
    }
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
        && Objects.equals(reasoningTokens, that.reasoningTokens)
        && Objects.equals(audioInputTokens, that.audioInputTokens)
        && Objects.equals(audioOutputTokens, that.audioOutputTokens)
        && details.equals(that.details)
        && Objects.equals(inputTime, that.inputTime)
        && Objects.equals(outputTime, that.outputTime);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        source,
        inputTokens,
        outputTokens,
        totalTokens,
        cachedInputTokens,
        reasoningTokens,
        audioInputTokens,
        audioOutputTokens,
        details,
        inputTime,
        outputTime);
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
    private @Nullable Long audioInputTokens;
    private @Nullable Long audioOutputTokens;
    private final Map<String, BigDecimal> details = new LinkedHashMap<>();
    private @Nullable Duration inputTime;
    private @Nullable Duration outputTime;

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

    /** Sets the input tokens that were sound. Default: not told. */
    public Builder audioInput(long tokens) {
      audioInputTokens = tokens;
      return this;
    }

    /** Sets the output tokens that were sound. Default: not told. */
    public Builder audioOutput(long tokens) {
      audioOutputTokens = tokens;
      return this;
    }

    /** Sets a number that has no place of its own, by the provider's name. Default: none. */
    public Builder detail(String name, BigDecimal number) {
      details.put(requireNonNull(name, "name"), requireNonNull(number, "number"));
      return this;
    }

    /** Sets how long the provider worked on the request. Default: not told. */
    public Builder inputTime(Duration time) {
      inputTime = requireNonNull(time, "time");
      return this;
    }

    /** Sets how long the provider worked on the answer. Default: not told. */
    public Builder outputTime(Duration time) {
      outputTime = requireNonNull(time, "time");
      return this;
    }

    /** {@return the usage} */
    public Usage build() {
      return new Usage(this);
    }
  }
}
