package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.ModelId;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Extras;
import dev.parley.message.Part;
import dev.parley.message.Part.ReasoningPart;
import dev.parley.message.Part.RefusalPart;
import dev.parley.message.Part.TextPart;
import dev.parley.message.Part.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps the output of the Responses API as provider data of its message, to be sent back unchanged:
 * thoughts belong before the calls that they led to, the phases of messages and the items of hosted
 * tools between them, and a message has no place for that. Output that its parts say as well is not
 * kept. What was kept is used only while it says what the message says: who changes the message
 * means that. Thoughts are for the model that had them: OpenAI refuses them in a request to a model
 * that does not think, and so each later turn of the conversation.
 */
final class KeptOutput {
  /** The field of the provider data; no message of Chat Completions has one of that name. */
  static final String FIELD = "output";

  private static final String MODEL = "model";
  private static final String ITEMS = "items";

  /** A refusal is not among them: the server takes one only in the item that it came in. */
  private static final Map<String, Set<String>> SAID_BY_PARTS =
      Map.of(
          "message", Set.of("type", "id", "role", "status", "content"),
          "function_call", Set.of("type", "id", "status", "call_id", "name", "arguments"),
          "output_text", Set.of("type", "text", "annotations", "logprobs"));

  private KeptOutput() {}

  /** What to keep of a model's output; nothing where the parts of the message say it all. */
  static Extras extras(ModelId model, List<? extends JsonNode> items) {
    if (isSaidByParts(items)) {
      return Extras.NONE;
    }
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.putObject(FIELD).put(MODEL, model.model()).putArray(ITEMS).addAll(items);
    return Extras.NONE.withProviderData(model.provider(), Json.write(data));
  }

  /** One message and then calls, none of which has anything new. */
  private static boolean isSaidByParts(List<? extends JsonNode> items) {
    for (int i = 0; i < items.size(); i++) {
      JsonNode item = items.get(i);
      boolean misplaced = Json.text(item, "type").equals("message") && i > 0;
      if (misplaced || !isKnown(item)) {
        return false;
      }
      for (JsonNode part : item.path("content")) {
        if (!isKnown(part)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isKnown(JsonNode object) {
    Set<String> known = SAID_BY_PARTS.getOrDefault(Json.text(object, "type"), Set.of());
    return object.properties().stream()
        .allMatch(field -> known.contains(field.getKey()) || field.getValue().isNull());
  }

  /**
   * The items to send to {@code model} for a message, if they were kept and can be used.
   *
   * @param stored whether the server knows its thoughts by their ids
   */
  static Optional<List<ObjectNode>> of(AssistantMessage message, ModelId model, boolean stored) {
    JsonNode kept =
        message
            .extras()
            .providerData(model.provider())
            .flatMap(Json::parse)
            .map(data -> data.path(FIELD))
            .orElseGet(MissingNode::getInstance);
    boolean sameModel = Json.text(kept, MODEL).equals(model.model());
    List<ObjectNode> items = new ArrayList<>();
    for (JsonNode item : withoutLastThoughts(kept.path(ITEMS))) {
      boolean usable = !isThought(item) || (sameModel && (stored || isSelfContained(item)));
      if (!usable || !(item instanceof ObjectNode object)) {
        return Optional.empty();
      }
      items.add(object);
    }
    if (items.isEmpty() || !says(items, message)) {
      return Optional.empty();
    }
    items.forEach(KeptOutput::correctArguments);
    return Optional.of(items);
  }

  /** An answer may be cut off in a thought; the server refuses one that nothing follows. */
  private static List<JsonNode> withoutLastThoughts(JsonNode items) {
    List<JsonNode> rest = new ArrayList<>();
    items.forEach(rest::add);
    while (!rest.isEmpty() && isThought(rest.get(rest.size() - 1))) {
      rest.remove(rest.size() - 1);
    }
    return rest;
  }

  private static boolean isThought(JsonNode item) {
    return Json.text(item, "type").equals("reasoning");
  }

  /** A thought that the server has not kept is unknown to it, but for its encrypted or own text. */
  private static boolean isSelfContained(JsonNode thought) {
    return !Json.text(thought, "encrypted_content").isEmpty() || !thought.path("content").isEmpty();
  }

  private static void correctArguments(ObjectNode item) {
    if (OutputCall.kindOf(item).filter(OutputCall.Kind.FUNCTION::equals).isPresent()) {
      String field = OutputCall.Kind.FUNCTION.argumentsField();
      item.put(field, MessageEncoder.validArguments(Json.text(item, field)));
    }
  }

  private static boolean says(List<ObjectNode> items, AssistantMessage message) {
    List<List<String>> calls =
        message.toolCalls().stream()
            .map(call -> List.of(call.id(), call.name(), call.argumentsJson()))
            .toList();
    return message.content().stream().allMatch(KeptOutput::mayBeKept)
        && message.text().equals(words(items, "output_text", "text"))
        && refusal(message).equals(words(items, "refusal", "refusal"))
        && calls.equals(calls(items));
  }

  private static boolean mayBeKept(Part part) {
    return part instanceof TextPart
        || part instanceof ReasoningPart
        || part instanceof RefusalPart
        || part instanceof ToolCall;
  }

  private static String refusal(AssistantMessage message) {
    return message.content().stream()
        .filter(RefusalPart.class::isInstance)
        .map(part -> ((RefusalPart) part).text())
        .collect(Collectors.joining());
  }

  private static String words(List<ObjectNode> items, String type, String field) {
    StringBuilder words = new StringBuilder();
    for (ObjectNode item : items) {
      if (Json.text(item, "type").equals("message")) {
        for (JsonNode part : item.path("content")) {
          words.append(Json.text(part, "type").equals(type) ? Json.text(part, field) : "");
        }
      }
    }
    return words.toString();
  }

  private static List<List<String>> calls(List<ObjectNode> items) {
    List<List<String>> calls = new ArrayList<>();
    for (ObjectNode item : items) {
      OutputCall.kindOf(item)
          .ifPresent(
              kind ->
                  calls.add(
                      List.of(
                          Json.text(item, "call_id"),
                          Json.text(item, "name"),
                          Json.text(item, kind.argumentsField()))));
    }
    return calls;
  }
}
