package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.ProviderEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Tells the fields of chunks that have no place in the neutral events, such as {@code
 * service_tier}, {@code system_fingerprint} and Perplexity's {@code citations}. Chunks repeat them:
 * each is told when it is new or has changed.
 */
final class ProviderFields {
  /** What is read elsewhere, or is noise by design. */
  private static final Set<String> OTHERS =
      Set.of(
          "id",
          "object",
          "created",
          "model",
          "choices",
          "usage",
          "error",
          "obfuscation",
          "timings",
          "prompt_progress");

  private final String provider;
  private final Map<String, JsonNode> told = new HashMap<>();

  ProviderFields(String provider) {
    this.provider = provider;
  }

  void tell(JsonNode chunk, Consumer<CompletionEvent> events) {
    for (Map.Entry<String, JsonNode> field : chunk.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      boolean news =
          !OTHERS.contains(name)
              && !name.equals(ProviderEvent.RAW_CHUNK)
              && !value.isNull()
              && !value.equals(told.get(name));
      if (news) {
        told.put(name, value);
        events.accept(new ProviderEvent(provider, name, value.toString()));
      }
    }
  }
}
