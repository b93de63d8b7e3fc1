package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.ToolCallComplete;
import dev.parley.chat.CompletionEvent.ToolCallDelta;
import dev.parley.chat.CompletionEvent.ToolCallStarted;
import dev.parley.message.Extras;
import dev.parley.message.Part.ToolCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts tool calls together from their pieces. Servers tell which call a piece belongs to by {@code
 * index}, by {@code id}, by both or by neither; a known index with another id begins a new call,
 * and a piece with neither belongs to the last one. Calls of custom tools, whose input is free
 * text, are calls like others; what makes them custom goes back with them.
 */
final class ToolCallAssembler {
  private static final class Call {
    final int position;
    String id = "";
    String name = "";
    final StringBuilder arguments = new StringBuilder();
    final JsonEnd end = new JsonEnd();
    final ObjectNode extra = JsonNodeFactory.instance.objectNode();
    boolean started;

    Call(int position) {
      this.position = position;
    }
  }

  /** The fields that are understood; servers want others back, such as Gemini's signatures. */
  private static final Set<String> KNOWN = Set.of("index", "id", "type", "function", "custom");

  private final String provider;
  // Made with the first call: most answers have none.
  private List<Call> calls = List.of();
  private Map<Integer, Call> byIndex = Map.of();
  private Map<String, Call> byId = Map.of();

  /** Puts calls together whose unknown fields are data of that provider instance. */
  ToolCallAssembler(String provider) {
    this.provider = provider;
  }

  boolean isEmpty() {
    return calls.stream().noneMatch(call -> call.started);
  }

  /** Takes what a message or delta says of tool calls, in whichever form. */
  void addAll(JsonNode delta, Consumer<CompletionEvent> events) {
    JsonNode list = delta.path("tool_calls");
    if (list.isObject()) {
      add(list, events);
    } else {
      for (JsonNode entry : list) {
        if (entry.isObject()) {
          add(entry, events);
        }
      }
    }
    // What came before tool_calls: one call without a list. Some servers send both.
    if (delta.path("function_call").isObject() && list.isEmpty()) {
      ObjectNode entry = JsonNodeFactory.instance.objectNode().put("index", 0);
      add(entry.set("function", delta.path("function_call")), events);
    }
  }

  private void add(JsonNode entry, Consumer<CompletionEvent> events) {
    if (calls.isEmpty()) {
      calls = new ArrayList<>();
      byIndex = new HashMap<>();
      byId = new HashMap<>();
    }
    Call call = find(entry);
    boolean custom = entry.path("custom").isObject();
    JsonNode function = called(entry);
    String id = Json.text(entry, "id").strip();
    if (call.id.isEmpty() && !id.isEmpty()) {
      call.id = id;
      byId.putIfAbsent(id, call);
    }
    if (call.name.isEmpty()) {
      call.name = Json.text(function, "name").strip();
    }
    entry
        .properties()
        .forEach(
            field -> {
              if (!KNOWN.contains(field.getKey()) && !field.getValue().isNull()) {
                call.extra.set(field.getKey(), field.getValue());
              }
            });
    if (custom) {
      call.extra.put("type", "custom");
    }
    String fragment = fragment(function.path(custom ? "input" : "arguments"));
    call.arguments.append(fragment);
    if (call.started) {
      delta(call, fragment, events);
    } else if (!call.name.isEmpty()) {
      start(call, events);
    }
  }

  private static JsonNode called(JsonNode entry) {
    return entry.path(entry.path("custom").isObject() ? "custom" : "function");
  }

  private Call find(JsonNode entry) {
    String id = Json.text(entry, "id").strip();
    JsonNode index = entry.path("index");
    if (index.isNumber()) {
      Call known = byIndex.get(index.intValue());
      if (known == null || (!id.isEmpty() && !known.id.isEmpty() && !known.id.equals(id))) {
        // Old Ollama gives all calls one index: the id is a better guide there.
        known = known == null ? open() : byId(id);
        byIndex.put(index.intValue(), known);
      }
      return known;
    }
    return id.isEmpty() ? lastOrAnother(Json.text(called(entry), "name").strip()) : byId(id);
  }

  private Call byId(String id) {
    Call known = byId.get(id);
    return known == null ? open() : known;
  }

  /** A name begins a call, unless it only repeats that of a call whose arguments still come. */
  private Call lastOrAnother(String name) {
    if (calls.isEmpty()) {
      return open();
    }
    Call last = calls.get(calls.size() - 1);
    boolean goesOn = name.isEmpty() || last.name.isEmpty();
    boolean repeats = name.equals(last.name) && !last.end.reachedBy(last.arguments);
    return goesOn || repeats ? last : open();
  }

  private Call open() {
    Call call = new Call(calls.size());
    calls.add(call);
    return call;
  }

  /** Some servers send the arguments as an object instead of its text. */
  private static String fragment(JsonNode arguments) {
    return arguments.isContainerNode() ? Json.write(arguments) : arguments.asText("");
  }

  private static void start(Call call, Consumer<CompletionEvent> events) {
    call.started = true;
    if (call.id.isEmpty()) {
      call.id = "call_" + UUID.randomUUID();
    }
    events.accept(new ToolCallStarted(call.position, call.id, call.name));
    delta(call, call.arguments.toString(), events);
  }

  private static void delta(Call call, String fragment, Consumer<CompletionEvent> events) {
    if (!fragment.isEmpty()) {
      events.accept(new ToolCallDelta(call.position, fragment));
    }
  }

  /**
   * Ends all calls.
   *
   * @return the position of a call that never got a name, or null
   */
  @Nullable Integer complete(Consumer<CompletionEvent> events) {
    for (Call call : calls) {
      if (!call.started && call.id.isEmpty() && call.arguments.isEmpty()) {
        continue; // A server that lists a call and then says nothing of it.
      }
      if (!call.started) {
        return call.position;
      }
      events.accept(
          new ToolCallComplete(
              call.position,
              new ToolCall(call.id, call.name, call.arguments.toString(), extras(call))));
    }
    return null;
  }

  private Extras extras(Call call) {
    return call.extra.isEmpty()
        ? Extras.NONE
        : Extras.NONE.withProviderData(provider, Json.write(call.extra));
  }
}
