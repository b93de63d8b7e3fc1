package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.ProviderEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Tells the fields that have no place in the neutral events: of chunks, such as {@code
 * service_tier}, {@code system_fingerprint} and Perplexity's {@code citations}; of choices, such as
 * OpenRouter's {@code native_finish_reason}, vLLM's {@code stop_reason} and Azure's {@code
 * content_filter_results}; of messages and deltas, whatever is new. Chunks repeat them: each is
 * told when it is new or has changed.
 */
final class ProviderFields {
  /** What is read elsewhere, or is noise by design. */
  private static final Set<String> CHUNK =
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

  private static final Set<String> CHOICE =
      Set.of("index", "delta", "message", "logprobs", "finish_reason", "usage");

  private static final Set<String> MESSAGE =
      Set.of(
          "role",
          "content",
          "reasoning",
          "reasoning_content",
          "refusal",
          "tool_calls",
          "function_call",
          "audio",
          "annotations",
          WantedBack.THOUGHTS,
          WantedBack.EXTRA);

  /** What a Responses answer is made of, and the settings of the request that it repeats. */
  private static final Set<String> RESPONSE =
      Set.of(
          "id",
          "object",
          "created_at",
          "completed_at",
          "status",
          "background",
          "error",
          "incomplete_details",
          "instructions",
          "max_output_tokens",
          "max_tool_calls",
          "metadata",
          "model",
          "output",
          "output_text",
          "parallel_tool_calls",
          "previous_response_id",
          "prompt",
          "prompt_cache_key",
          "prompt_cache_options",
          "prompt_cache_retention",
          "reasoning",
          "safety_identifier",
          "store",
          "temperature",
          "text",
          "timings",
          "tool_choice",
          "tools",
          "top_logprobs",
          "top_p",
          "truncation",
          "usage",
          "user");

  private final String provider;

  /** Mostly a few, such as the tier and the fingerprint. */
  private final Map<String, JsonNode> told = new HashMap<>(4);

  ProviderFields(String provider) {
    this.provider = provider;
  }

  /** Tells what a chunk or a whole answer has beside its choices. */
  void ofChunk(JsonNode chunk, Consumer<CompletionEvent> events) {
    tell(chunk, CHUNK, events);
  }

  /** Tells what a choice has, and the message or delta in it. */
  void ofChoice(JsonNode choice, JsonNode message, Consumer<CompletionEvent> events) {
    tell(choice, CHOICE, events);
    tell(message, MESSAGE, events);
  }

  /** Tells what a Responses answer has beside its output. */
  void ofResponse(JsonNode response, Consumer<CompletionEvent> events) {
    tell(response, RESPONSE, events);
  }

  private void tell(JsonNode object, Set<String> others, Consumer<CompletionEvent> events) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      boolean news =
          !others.contains(name)
              && !name.equals(ProviderEvent.RAW_CHUNK)
              && !value.isNull()
              && !value.equals(told.get(name));
      if (news) {
        told.put(name, value);
        events.accept(new ProviderEvent(provider, name, Json.write(value)));
      }
    }
  }
}
