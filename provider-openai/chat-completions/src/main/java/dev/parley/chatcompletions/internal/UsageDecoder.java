package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.parley.chat.Usage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Reads usage objects: OpenAI's names, and those of its Responses API, which some servers use here
 * too. Numbers may come as fractions. DeepSeek and Moonshot tell of their cache beside the tokens;
 * llama-server tells in {@code timings} how long it worked, Groq in the usage. What has no place of
 * its own is kept by its name. A number that cannot be a count is not told.
 */
final class UsageDecoder {
  private static final double LONGEST_MILLIS = Duration.ofDays(365).toMillis();
  private static final double MOST_TOKENS = 1e15;

  private static final List<String> INPUT = List.of("prompt_tokens", "input_tokens");
  private static final List<String> OUTPUT = List.of("completion_tokens", "output_tokens");
  private static final List<String> CACHED = List.of("cached_tokens", "prompt_cache_hit_tokens");
  private static final List<String> INPUT_DETAILS =
      List.of("prompt_tokens_details", "input_tokens_details");
  private static final List<String> OUTPUT_DETAILS =
      List.of("completion_tokens_details", "output_tokens_details");

  /** What has a place in {@link Usage}: fields of the usage itself. */
  private static final Set<String> PLACED =
      Set.of(
          "prompt_tokens",
          "input_tokens",
          "completion_tokens",
          "output_tokens",
          "total_tokens",
          "cached_tokens",
          "prompt_cache_hit_tokens",
          "prompt_time",
          "completion_time");

  /** The same: fields of the objects in it. */
  private static final Map<String, Set<String>> PLACED_DETAILS =
      Map.of(
          "prompt_tokens_details", Set.of("cached_tokens", "audio_tokens"),
          "input_tokens_details", Set.of("cached_tokens", "audio_tokens"),
          "completion_tokens_details", Set.of("reasoning_tokens", "audio_tokens"),
          "output_tokens_details", Set.of("reasoning_tokens", "audio_tokens"));

  private UsageDecoder() {}

  /** The usage that an answer or chunk tells, wherever servers put it. */
  static Optional<Usage> find(JsonNode answer) {
    Optional<Usage> usage = decode(answer.path("usage"), answer.path("timings"));
    if (usage.isEmpty()) {
      usage = decode(answer.path("x_groq").path("usage"), MissingNode.getInstance());
    }
    return usage.isPresent()
        ? usage
        : decode(answer.path("choices").path(0).path("usage"), MissingNode.getInstance());
  }

  private static Optional<Usage> decode(JsonNode usage, JsonNode timings) {
    OptionalLong input = first(usage, INPUT);
    OptionalLong output = first(usage, OUTPUT);
    if (input.isEmpty() && output.isEmpty()) {
      return Optional.empty();
    }
    Usage.Builder builder = Usage.reported().input(input.orElse(0)).output(output.orElse(0));
    tokens(usage, builder);
    others("", usage, PLACED, builder);
    times(usage.path("prompt_time"), usage.path("completion_time"), 1e3, builder);
    times(timings.path("prompt_ms"), timings.path("predicted_ms"), 1, builder);
    return Optional.of(builder.build());
  }

  /**
   * Without lambdas, as what follows: the first answer of a process waits for each to be linked.
   */
  private static void tokens(JsonNode usage, Usage.Builder builder) {
    OptionalLong total = count(usage.path("total_tokens"));
    if (total.isPresent()) {
      builder.total(total.getAsLong());
    }
    OptionalLong audioInput = detail(usage, INPUT_DETAILS, "audio_tokens");
    if (audioInput.isPresent()) {
      builder.audioInput(audioInput.getAsLong());
    }
    OptionalLong audioOutput = detail(usage, OUTPUT_DETAILS, "audio_tokens");
    if (audioOutput.isPresent()) {
      builder.audioOutput(audioOutput.getAsLong());
    }
    OptionalLong reasoning = detail(usage, OUTPUT_DETAILS, "reasoning_tokens");
    if (reasoning.isPresent()) {
      builder.reasoning(reasoning.getAsLong());
    }
    OptionalLong inDetail = detail(usage, INPUT_DETAILS, "cached_tokens");
    OptionalLong cached = inDetail.isPresent() ? inDetail : first(usage, CACHED);
    if (cached.isPresent()) {
      builder.cachedInput(cached.getAsLong());
    }
  }

  private static void times(
      JsonNode input, JsonNode output, double millisPerUnit, Usage.Builder builder) {
    Optional<Duration> inputTime = time(input, millisPerUnit);
    if (inputTime.isPresent()) {
      builder.inputTime(inputTime.get());
    }
    Optional<Duration> outputTime = time(output, millisPerUnit);
    if (outputTime.isPresent()) {
      builder.outputTime(outputTime.get());
    }
  }

  private static OptionalLong first(JsonNode object, List<String> names) {
    for (String name : names) {
      OptionalLong count = count(object.path(name));
      if (count.isPresent()) {
        return count;
      }
    }
    return OptionalLong.empty();
  }

  private static OptionalLong detail(JsonNode usage, List<String> objects, String name) {
    for (String object : objects) {
      OptionalLong count = count(usage.path(object).path(name));
      if (count.isPresent()) {
        return count;
      }
    }
    return OptionalLong.empty();
  }

  private static OptionalLong count(JsonNode number) {
    double value = number.asDouble();
    return number.isNumber() && value >= 0 && value < MOST_TOKENS
        ? OptionalLong.of(number.asLong())
        : OptionalLong.empty();
  }

  /** Keeps the numbers, one level of objects deep, whose size is of this world. */
  private static void others(
      String prefix, JsonNode object, Set<String> placed, Usage.Builder builder) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      if (value.isObject() && prefix.isEmpty()) {
        others(name + ".", value, PLACED_DETAILS.getOrDefault(name, Set.of()), builder);
      } else if (value.isNumber() && !placed.contains(name)) {
        BigDecimal number = value.decimalValue();
        double size = Math.abs(number.doubleValue());
        if (number.signum() == 0 || (size > 1 / MOST_TOKENS && size < MOST_TOKENS)) {
          builder.detail(prefix + name, number.signum() == 0 ? BigDecimal.ZERO : plain(number));
        }
      }
    }
  }

  /** {@code 12.0} is the same count as {@code 12}. */
  private static BigDecimal plain(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  /** Times may have fractions; an unbelievable one is not told. */
  private static Optional<Duration> time(JsonNode number, double millisPerUnit) {
    double millis = number.asDouble() * millisPerUnit;
    return number.isNumber() && millis >= 0 && millis < LONGEST_MILLIS
        ? Optional.of(Duration.ofNanos(Math.round(millis * 1e6)))
        : Optional.empty();
  }
}
