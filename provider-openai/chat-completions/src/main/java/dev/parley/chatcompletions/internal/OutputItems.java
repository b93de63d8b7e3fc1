package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.ProviderEvent;
import dev.parley.chat.CompletionEvent.ReasoningDelta;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The output of one Responses answer. OpenAI numbers its items; {@code llama-server} only names
 * them, by ids.
 */
final class OutputItems {
  /** Between one thought and the next, which are paragraphs or more. */
  private static final String BETWEEN_THOUGHTS = "\n\n";

  private final String provider;
  private final Consumer<CompletionEvent> events;
  private final List<OutputItem> items = new ArrayList<>();
  private final Map<Integer, OutputItem> byNumber = new HashMap<>();
  private final Map<String, OutputItem> byId = new HashMap<>();
  private List<JsonNode> whole = List.of();
  private int calls;
  private boolean thinking;

  OutputItems(String provider, Consumer<CompletionEvent> events) {
    this.provider = provider;
    this.events = events;
  }

  /** The item that an event is about. */
  OutputItem at(JsonNode event) {
    String id = Json.text(event, "item_id");
    return at(event.path("output_index"), id.isEmpty() ? Json.text(event.path("item"), "id") : id);
  }

  private OutputItem at(JsonNode number, String id) {
    @Nullable OutputItem known = number.isNumber() ? byNumber.get(number.intValue()) : byId.get(id);
    if (known == null) {
      boolean goesOn = !number.isNumber() && id.isEmpty() && !items.isEmpty();
      known = goesOn ? items.get(items.size() - 1) : open();
    }
    if (number.isNumber()) {
      byNumber.putIfAbsent(number.intValue(), known);
    }
    if (!id.isEmpty()) {
      byId.putIfAbsent(id, known);
    }
    return known;
  }

  private OutputItem open() {
    OutputItem item = new OutputItem(this);
    items.add(item);
    return item;
  }

  /** Takes the whole item that an event tells, and ends it. */
  void done(JsonNode event) {
    OutputItem item = at(event);
    item.settle(event.path("item"));
    item.end();
  }

  /**
   * Takes the whole output, which the end of an answer tells; some servers leave it empty there.
   *
   * @param failed whether its items may be cut off, so that calls among them are not complete
   */
  void settle(JsonNode output, boolean failed) {
    List<JsonNode> told = new ArrayList<>();
    for (JsonNode whole : output) {
      if (whole.isObject()) {
        OutputItem item = inOutput(told.size(), whole);
        item.settle(whole);
        if (!failed) {
          item.end();
        }
        told.add(whole);
      }
    }
    this.whole = told;
  }

  private OutputItem inOutput(int number, JsonNode item) {
    OutputItem known = byId.get(Json.text(item, "id"));
    if (known == null) {
      known = byNumber.get(number);
    }
    if (known == null && byNumber.isEmpty() && number < items.size()) {
      known = items.get(number); // A server that neither numbers nor names them.
    }
    return known == null ? open() : known;
  }

  /** The items as they came at the end, or else one by one. */
  List<JsonNode> whole() {
    return whole.isEmpty()
        ? items.stream().map(OutputItem::whole).filter(JsonNode::isObject).toList()
        : whole;
  }

  boolean hasCalls() {
    return items.stream().anyMatch(OutputItem::isCall);
  }

  /**
   * Ends all items.
   *
   * @return whether all of them could be told
   */
  boolean end() {
    boolean all = true;
    for (OutputItem item : items) {
      all &= item.end();
    }
    return all;
  }

  void tell(CompletionEvent event) {
    events.accept(event);
  }

  /** Tells more of a thought, which may be the first of another one. */
  void think(String text, boolean another) {
    tell(new ReasoningDelta(another && thinking ? BETWEEN_THOUGHTS + text : text));
    thinking = true;
  }

  /** Tells an item, or a part of a message, that has no place of its own. */
  void other(JsonNode object) {
    String type = Json.text(object, "type");
    tell(new ProviderEvent(provider, type.isEmpty() ? "item" : type, Json.write(object)));
  }

  OutputCall newCall() {
    return new OutputCall(provider, calls++, events);
  }
}
