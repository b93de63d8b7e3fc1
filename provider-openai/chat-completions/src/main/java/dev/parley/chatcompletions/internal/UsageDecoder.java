package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.Usage;
import java.util.Optional;

/**
 * Reads usage objects: OpenAI's names, and those of its Responses API, which some servers use here
 * too. Numbers may come as fractions.
 */
final class UsageDecoder {
  private UsageDecoder() {}

  /** The usage that an answer or chunk tells, wherever servers put it. */
  static Optional<Usage> find(JsonNode answer) {
    return decode(answer.path("usage"))
        .or(() -> decode(answer.path("x_groq").path("usage")))
        .or(() -> decode(answer.path("choices").path(0).path("usage")));
  }

  private static Optional<Usage> decode(JsonNode usage) {
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
    return Optional.of(builder.build());
  }

  private static JsonNode either(JsonNode object, String name, String otherName) {
    return object.hasNonNull(name) ? object.path(name) : object.path(otherName);
  }
}
