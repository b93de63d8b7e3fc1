package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.message.Extras;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what servers want back with the message that they gave it with, unchanged: OpenRouter's
 * {@code reasoning_details} (its guide "Reasoning Tokens") and {@code extra_content}, where Gemini
 * has signatures of its thoughts. Whatever else is new is not sent back: strict servers refuse
 * messages with fields that they do not know, their own among them.
 */
final class WantedBack {
  static final String THOUGHTS = "reasoning_details";
  static final String EXTRA = "extra_content";

  /** A thought that may come in pieces, of which the texts are joined. */
  private static final class Thought {
    private final ObjectNode fields = JsonNodeFactory.instance.objectNode();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder summary = new StringBuilder();

    void add(ObjectNode piece) {
      text.append(Json.text(piece, "text"));
      summary.append(Json.text(piece, "summary"));
      piece
          .properties()
          .forEach(
              field -> {
                if (fields.path(field.getKey()).isMissingNode()
                    || fields.path(field.getKey()).isNull()) {
                  fields.set(field.getKey(), field.getValue());
                }
              });
    }

    /** The signature ends a thought; encrypted ones come whole. */
    boolean goesOnWith(ObjectNode piece) {
      return !fields.has("data")
          && !piece.has("data")
          && Json.text(fields, "signature").isEmpty()
          && fields.path("type").equals(piece.path("type"))
          && fields.path("index").equals(piece.path("index"));
    }

    ObjectNode whole() {
      ObjectNode whole = fields.deepCopy();
      if (!text.isEmpty()) {
        whole.put("text", text.toString());
      }
      if (!summary.isEmpty()) {
        whole.put("summary", summary.toString());
      }
      return whole;
    }
  }

  private List<Thought> thoughts = List.of(); // Made with the first: most answers have none.
  private @Nullable JsonNode extra;

  /**
   * Takes what a message or a delta has of it.
   *
   * @param pieces whether it is a delta, where a thought may be the next piece of the last one
   */
  void add(JsonNode message, boolean pieces) {
    for (JsonNode thought : message.path(THOUGHTS)) {
      if (thought instanceof ObjectNode piece) {
        last(piece, pieces).add(piece);
      }
    }
    JsonNode given = message.path(EXTRA);
    if (given.isObject() && !given.isEmpty()) {
      extra = given;
    }
  }

  private Thought last(ObjectNode piece, boolean pieces) {
    Thought last = thoughts.isEmpty() ? null : thoughts.get(thoughts.size() - 1);
    if (last != null && pieces && last.goesOnWith(piece)) {
      return last;
    }
    if (thoughts.isEmpty()) {
      thoughts = new ArrayList<>();
    }
    Thought next = new Thought();
    thoughts.add(next);
    return next;
  }

  /** All of it, as data of that provider instance. */
  Extras extras(String provider) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    if (!thoughts.isEmpty()) {
      ArrayNode list = data.putArray(THOUGHTS);
      thoughts.forEach(thought -> list.add(thought.whole()));
    }
    if (extra != null) {
      data.set(EXTRA, extra);
    }
    return data.isEmpty() ? Extras.NONE : Extras.NONE.withProviderData(provider, Json.write(data));
  }
}
