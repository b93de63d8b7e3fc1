package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.parley.chat.CompletionEvent.Annotation;
import dev.parley.chat.CompletionEvent.RefusalDelta;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.TokenLogprob;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One item of the output of a Responses answer. Pieces of it are passed on as they come; of the
 * whole item, which comes once or twice at its end, only what no piece has said.
 */
final class OutputItem {
  /** What pieces have said of one place of the item. */
  private static final class Told {
    private final StringBuilder text = new StringBuilder();
    private int logprobs;
    private int annotations;
  }

  static final String TEXT = "output_text";
  static final String REFUSAL = "refusal";
  static final String SUMMARY = "summary";
  static final String THOUGHT = "content";

  private final OutputItems output;
  private final Map<String, Told> places = new HashMap<>();
  private @Nullable OutputCall call;
  private JsonNode whole = MissingNode.getInstance();

  OutputItem(OutputItems output) {
    this.output = output;
  }

  /** What of a text has not been told; nothing where another one was: that cannot be taken back. */
  static String rest(String whole, StringBuilder told) {
    boolean goesOn = whole.length() > told.length() && whole.startsWith(told.toString());
    return goesOn ? whole.substring(told.length()) : "";
  }

  /** The item at its end; missing if that has not come. */
  JsonNode whole() {
    return whole;
  }

  boolean isCall() {
    return call != null;
  }

  /** Takes what is known of the item at its beginning. */
  void begin(JsonNode item) {
    OutputCall.kindOf(item).ifPresent(kind -> call().describe(kind, item));
  }

  private Told told(String kind, int index) {
    return places.computeIfAbsent(kind + " " + index, place -> new Told());
  }

  /** More of the text of a message. */
  void text(int index, String delta, List<TokenLogprob> logprobs) {
    Told told = told(TEXT, index);
    told.text.append(delta);
    told.logprobs += logprobs.size();
    if (!delta.isEmpty() || !logprobs.isEmpty()) {
      output.tell(new TextDelta(delta, logprobs));
    }
  }

  /** More of a refusal. */
  void refusal(int index, String delta) {
    told(REFUSAL, index).text.append(delta);
    if (!delta.isEmpty()) {
      output.tell(new RefusalDelta(delta));
    }
  }

  /**
   * More of a thought.
   *
   * @param kind {@link #SUMMARY} or {@link #THOUGHT}
   */
  void thought(String kind, int index, String delta) {
    Told told = told(kind, index);
    if (!delta.isEmpty()) {
      output.think(delta, told.text.isEmpty());
      told.text.append(delta);
    }
  }

  /** More of the arguments of a call. */
  void arguments(String delta) {
    call().more(delta);
  }

  /** A remark on a text. */
  void annotation(int index, JsonNode annotation) {
    told(TEXT, index).annotations++;
    if (annotation.isObject()) {
      output.tell(new Annotation(Json.text(annotation, "type"), Json.write(annotation)));
    }
  }

  private OutputCall call() {
    if (call == null) {
      call = output.newCall();
    }
    return call;
  }

  /** Takes the whole item; what is no object is none. */
  void settle(JsonNode item) {
    if (!item.isObject()) {
      return;
    }
    boolean first = whole.isMissingNode();
    whole = item;
    switch (Json.text(item, "type")) {
      case "message" -> message(item.path("content"), first);
      case "reasoning" -> {
        thoughts(SUMMARY, item.path(SUMMARY));
        thoughts(THOUGHT, item.path(THOUGHT));
      }
      case "function_call" -> call().settle(OutputCall.Kind.FUNCTION, item);
      case "custom_tool_call" -> call().settle(OutputCall.Kind.CUSTOM, item);
      default -> {
        if (first) {
          output.other(item);
        }
      }
    }
  }

  private void message(JsonNode content, boolean first) {
    for (int i = 0; i < content.size(); i++) {
      JsonNode part = content.path(i);
      switch (Json.text(part, "type")) {
        case TEXT -> text(i, part);
        case REFUSAL -> refusal(i, rest(Json.text(part, REFUSAL), told(REFUSAL, i).text));
        default -> {
          if (first && part.isObject()) {
            output.other(part);
          }
        }
      }
    }
  }

  private void text(int index, JsonNode part) {
    Told told = told(TEXT, index);
    List<TokenLogprob> logprobs = LogprobDecoder.read(part.path("logprobs"));
    text(
        index,
        rest(Json.text(part, "text"), told.text),
        logprobs.subList(Math.min(told.logprobs, logprobs.size()), logprobs.size()));
    JsonNode annotations = part.path("annotations");
    while (told.annotations < annotations.size()) {
      annotation(index, annotations.path(told.annotations));
    }
  }

  private void thoughts(String kind, JsonNode parts) {
    for (int i = 0; i < parts.size(); i++) {
      thought(kind, i, rest(Json.text(parts.path(i), "text"), told(kind, i).text));
    }
  }

  /**
   * Ends the item, whether or not it came whole.
   *
   * @return false if it is a call that cannot be told
   */
  boolean end() {
    return call == null || call.end();
  }
}
