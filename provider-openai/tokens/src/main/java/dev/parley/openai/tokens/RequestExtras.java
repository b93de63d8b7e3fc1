package dev.parley.openai.tokens;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.ResponseFormat;
import java.util.Map;
import java.util.Set;

/** What else of a request the model reads. What it takes is not known, so all of it is a guess. */
final class RequestExtras {
  /** Options that the model does not see. */
  private static final Set<String> UNSEEN =
      Set.of(
          "logit_bias",
          "metadata",
          "n",
          "prompt_cache_key",
          "prompt_cache_retention",
          "safety_identifier",
          "service_tier",
          "store",
          "stream_options",
          "user");

  private RequestExtras() {}

  static void add(String instance, ChatRequest request, Tally tally) {
    ResponseFormat format = request.responseFormat().orElse(ResponseFormat.TEXT);
    if (format instanceof ResponseFormat.JsonSchema schema) {
      tally.addText(schema.name());
      tally.addText(schema.schemaJson());
    }
    if (!format.equals(ResponseFormat.TEXT) || request.reasoningEffort().isPresent()) {
      tally.guessed();
    }
    for (Map.Entry<String, Object> option : request.options(instance).entrySet()) {
      if (option.getKey().equals("tools")) {
        tally.addText(option.getValue().toString());
      }
      if (!UNSEEN.contains(option.getKey())) {
        tally.guessed();
      }
    }
  }
}
