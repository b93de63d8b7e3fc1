package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.parley.chat.Usage;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads usage objects: OpenAI's names, and those of its Responses API, which some servers use here
 * too. Numbers may come as fractions. Beside them llama-server tells how long it worked.
 */
final class UsageDecoder {
  private static final double LONGEST_MILLIS = Duration.ofDays(365).toMillis();

  private UsageDecoder() {}

  /** The usage that an answer or chunk tells, wherever servers put it. */
  static Optional<Usage> find(JsonNode answer) {
    return decode(answer.path("usage"), answer.path("timings"))
        .or(() -> decode(answer.path("x_groq").path("usage"), MissingNode.getInstance()))
        .or(() -> decode(answer.path("choices").path(0).path("usage"), MissingNode.getInstance()));
  }

  private static Optional<Usage> decode(JsonNode usage, JsonNode timings) {
    JsonNode input = either(usage, "prompt_tokens", "input_tokens");
    JsonNode output = either(usage, "completion_tokens", "output_tokens");
    if (!input.isNumber() && !output.isNumber()) {
      return Optional.empty();
    }
    Usage.Builder builder = Usage.reported().input(input.asLong()).output(output.asLong());
    if (usage.path("total_tokens").isNumber()) {
      builder.total(usage.path("total_tokens").asLong());
    }
    JsonNode cached =
        either(usage, "prompt_tokens_details", "input_tokens_details").path("cached_tokens");
    if (cached.isNumber()) {
      builder.cachedInput(cached.asLong());
    }
    JsonNode reasoning =
        either(usage, "completion_tokens_details", "output_tokens_details")
            .path("reasoning_tokens");
    if (reasoning.isNumber()) {
      builder.reasoning(reasoning.asLong());
    }
    millis(timings.path("prompt_ms")).ifPresent(builder::inputTime);
    millis(timings.path("predicted_ms")).ifPresent(builder::outputTime);
    return Optional.of(builder.build());
  }

  /** llama-server's timings are milliseconds with fractions. */
  private static Optional<Duration> millis(JsonNode number) {
    double millis = number.asDouble();
    return number.isNumber() && millis >= 0 && millis < LONGEST_MILLIS
        ? Optional.of(Duration.ofNanos(Math.round(millis * 1e6)))
        : Optional.empty();
  }

  private static JsonNode either(JsonNode object, String name, String otherName) {
    return object.hasNonNull(name) ? object.path(name) : object.path(otherName);
  }
}
