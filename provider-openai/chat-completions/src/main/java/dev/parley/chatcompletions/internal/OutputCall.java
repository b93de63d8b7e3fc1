package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.ToolCallComplete;
import dev.parley.chat.CompletionEvent.ToolCallDelta;
import dev.parley.chat.CompletionEvent.ToolCallStarted;
import dev.parley.message.Extras;
import dev.parley.message.Part.ToolCall;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** A tool call of a Responses answer, told piece by piece and then whole. */
final class OutputCall {
  /** The two kinds of calls that are the caller's to answer. */
  enum Kind {
    FUNCTION("arguments"),
    /** Has a text of its own kind instead of JSON. */
    CUSTOM("input");

    private final String argumentsField;

    Kind(String argumentsField) {
      this.argumentsField = argumentsField;
    }

    /** The field of the item that has what the tool is called with. */
    String argumentsField() {
      return argumentsField;
    }
  }

  /** The mark of custom calls, the same as of Chat Completions, so that either sends both back. */
  private static final String CUSTOM_MARK = "{\"type\":\"custom\"}";

  private final String provider;
  private final int position;
  private final Consumer<CompletionEvent> events;
  private final StringBuilder arguments = new StringBuilder();
  private Kind kind = Kind.FUNCTION;
  private String id = "";
  private String name = "";
  private boolean started;
  private boolean complete;

  /**
   * A call of which nothing is known.
   *
   * @param provider the instance that the call is of
   * @param position its place among the calls, from 0
   */
  OutputCall(String provider, int position, Consumer<CompletionEvent> events) {
    this.provider = provider;
    this.position = position;
    this.events = events;
  }

  /** The kind of call that an item is, if it is one. */
  static Optional<Kind> kindOf(JsonNode item) {
    return switch (Json.text(item, "type")) {
      case "function_call" -> Optional.of(Kind.FUNCTION);
      case "custom_tool_call" -> Optional.of(Kind.CUSTOM);
      default -> Optional.empty();
    };
  }

  /** Takes what the item says of the call, but for its arguments. */
  void describe(Kind itsKind, JsonNode item) {
    kind = itsKind;
    id = id.isEmpty() ? Json.text(item, "call_id").strip() : id;
    name = name.isEmpty() ? Json.text(item, "name").strip() : name;
    if (started || name.isEmpty()) {
      return;
    }
    started = true;
    if (id.isEmpty()) {
      id = "call_" + UUID.randomUUID();
    }
    events.accept(new ToolCallStarted(position, id, name));
    told(arguments.toString());
  }

  /** Takes more of the arguments. */
  void more(String fragment) {
    arguments.append(fragment);
    if (started) {
      told(fragment);
    }
  }

  private void told(String fragment) {
    if (!fragment.isEmpty()) {
      events.accept(new ToolCallDelta(position, fragment));
    }
  }

  /** Takes the whole item: what of its arguments has not come, comes now. Does not end the call. */
  void settle(Kind itsKind, JsonNode item) {
    if (complete) {
      return;
    }
    describe(itsKind, item);
    JsonNode given = item.path(kind.argumentsField());
    String whole = given.isContainerNode() ? Json.write(given) : given.asText("");
    more(OutputItem.rest(whole, arguments));
  }

  /**
   * Ends the call.
   *
   * @return whether it can be told: one without a name cannot
   */
  boolean end() {
    if (started && !complete) {
      complete = true;
      Extras extras =
          kind == Kind.CUSTOM ? Extras.NONE.withProviderData(provider, CUSTOM_MARK) : Extras.NONE;
      events.accept(
          new ToolCallComplete(position, new ToolCall(id, name, arguments.toString(), extras)));
    }
    return started;
  }
}
