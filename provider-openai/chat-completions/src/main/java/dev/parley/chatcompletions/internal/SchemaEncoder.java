package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.ResponseFormat;
import dev.parley.chat.ToolChoice;
import dev.parley.chat.ToolDefinition;
import dev.parley.chatcompletions.Dialect;
import java.util.Locale;

/** Writes what has a schema: tools, the choice among them, and the form of the answer. */
final class SchemaEncoder {
  private final GivenJson given;
  private final Dialect dialect;
  private final boolean flat;

  /**
   * Writes for one of the two protocols.
   *
   * @param flat as the Responses API has it: what is of a type stands beside it, not in an object
   *     of that name, and {@code strict} is always said, which the server would else decide
   */
  SchemaEncoder(GivenJson given, Dialect dialect, boolean flat) {
    this.given = given;
    this.dialect = dialect;
    this.flat = flat;
  }

  /** Adds the tools and the choice among them to a request. */
  void tools(ChatRequest request, ObjectNode body) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (ToolDefinition tool : request.tools()) {
      ObjectNode function = typed("function", list.addObject()).put("name", tool.name());
      if (!tool.description().isEmpty()) {
        function.put("description", tool.description());
      }
      function.set(
          "parameters",
          given.object(tool.parametersJson(), "the parameters of tool " + tool.name()));
      strict(tool.strict(), function);
    }
    if (!list.isEmpty()) {
      body.set("tools", list);
    }
    request.toolChoice().ifPresent(choice -> body.set("tool_choice", choice(choice)));
  }

  private JsonNode choice(ToolChoice choice) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (choice instanceof ToolChoice.Named named) {
      ObjectNode node = nodes.objectNode();
      typed("function", node).put("name", named.tool());
      return node;
    }
    if (choice.equals(ToolChoice.REQUIRED)) {
      return nodes.textNode(dialect.requiredToolChoice());
    }
    return nodes.textNode(((ToolChoice.Mode) choice).name().toLowerCase(Locale.ROOT));
  }

  /** The form of the answer. */
  ObjectNode format(ResponseFormat format) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    if (format instanceof ResponseFormat.JsonSchema schema) {
      ObjectNode described = typed("json_schema", node).put("name", schema.name());
      described.set("schema", given.object(schema.schemaJson(), "the schema " + schema.name()));
      strict(schema.strict(), described);
      return node;
    }
    return node.put("type", ResponseFormat.JSON.equals(format) ? "json_object" : "text");
  }

  /** Where to put what is of the type. */
  private ObjectNode typed(String type, ObjectNode node) {
    node.put("type", type);
    return flat ? node : node.putObject(type);
  }

  private void strict(boolean value, ObjectNode node) {
    if ((value || flat) && !dialect.leftOut().contains(LeftOut.STRICT)) {
      node.put(LeftOut.STRICT, value);
    }
  }
}
