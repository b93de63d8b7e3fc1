package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Capabilities;
import dev.parley.chat.Capability;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.chat.ResponseFormat;
import dev.parley.chat.ToolChoice;
import dev.parley.chat.ToolDefinition;
import dev.parley.chat.Warning;
import dev.parley.chatcompletions.Dialect;
import dev.parley.chatcompletions.Dialect.MaxTokensField;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InvalidRequestException;
import dev.parley.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Writes requests, as OpenAI's API reference for "Create chat completion" has them. Only what is
 * set is written: some servers refuse unknown fields and nulls. Options replace what is written,
 * but for {@code tools}, which are added, and {@code stream_options}, which are merged and go with
 * streams only. What is about tools is not written without any: servers refuse that.
 */
final class RequestEncoder {
  /** Options that would change who is asked, what, or how the answer must be read. */
  private static final Set<String> OWN_FIELDS = Set.of("model", "messages", "stream");

  /** The number of choices; the second name is llama-server's. */
  private static final Set<String> CHOICES = Set.of("n", "n_cmpl");

  /** What servers refuse where there are no tools. */
  private static final List<String> ABOUT_TOOLS = List.of("tool_choice", "parallel_tool_calls");

  private static final String STRICT = "strict";

  private final ModelId model;
  private final Capabilities capabilities;
  private final Dialect dialect;
  private final MessageEncoder messages;

  /** {@code offline} refuses what would make the server talk to other machines. */
  RequestEncoder(ModelId model, Capabilities capabilities, Dialect dialect, boolean offline) {
    this.model = model;
    this.capabilities = capabilities;
    this.dialect = dialect;
    this.messages = new MessageEncoder(model, dialect, offline);
  }

  /** The request's body in UTF-8. */
  byte[] encode(ChatRequest request, boolean stream) {
    // Half of a surrogate pair, of a text cut in mid-character, becomes a question mark on this
    // way; the mapper's own bytes would escape it, and servers refuse that.
    return tree(request, stream).toString().getBytes(StandardCharsets.UTF_8);
  }

  ObjectNode tree(ChatRequest request, boolean stream) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("model", model.model());
    ArrayNode list = body.putArray("messages");
    for (Message message : request.messages()) {
      messages.encode(message).forEach(list::add);
    }
    if (stream) {
      body.put("stream", true);
      if (dialect.streamUsage()) {
        body.putObject("stream_options").put("include_usage", true);
      }
      dialect.streamFlags().forEach(body::put);
    }
    preferences(request, body);
    dialect.leftOut().forEach(body::remove);
    if (!body.has("logprobs")) {
      body.remove("top_logprobs"); // Servers refuse it alone.
    }
    options(request, body, stream);
    if (body.path("tools").isEmpty()) {
      body.remove("tools");
      ABOUT_TOOLS.forEach(body::remove);
    }
    return body;
  }

  /** What the request sets and the dialect leaves out. */
  List<Warning> warnings(ChatRequest request) {
    if (dialect.leftOut().isEmpty()) {
      return List.of();
    }
    ObjectNode set = JsonNodeFactory.instance.objectNode();
    preferences(request, set);
    List<Warning> warnings = new ArrayList<>();
    for (String field : dialect.leftOut()) {
      boolean asked = field.equals(STRICT) ? isStrict(request) : set.has(field);
      if (asked && !request.options(model.provider()).containsKey(field)) {
        warnings.add(new Warning(field, "the server does not know this field; it is not sent"));
      }
    }
    return warnings;
  }

  private static boolean isStrict(ChatRequest request) {
    boolean format =
        request
            .responseFormat()
            .filter(wanted -> wanted instanceof ResponseFormat.JsonSchema json && json.strict())
            .isPresent();
    return format || request.tools().stream().anyMatch(ToolDefinition::strict);
  }

  private void preferences(ChatRequest request, ObjectNode body) {
    sampling(request, body);
    tools(request, body);
    request.responseFormat().ifPresent(format -> body.set("response_format", format(format)));
  }

  private boolean mayPrefer(Capability preference) {
    return capabilities.of(preference) != Capabilities.Support.NO; // The check has warned.
  }

  private void sampling(ChatRequest request, ObjectNode body) {
    String maxTokens =
        dialect.maxTokensField() == MaxTokensField.MAX_TOKENS
            ? "max_tokens"
            : "max_completion_tokens";
    request.maxOutputTokens().ifPresent(value -> body.put(maxTokens, value));
    request.temperature().ifPresent(value -> body.put("temperature", value));
    request.topP().ifPresent(value -> body.put("top_p", value));
    if (mayPrefer(Capability.SEED)) {
      request.seed().ifPresent(value -> body.put("seed", value));
    }
    request.frequencyPenalty().ifPresent(value -> body.put("frequency_penalty", value));
    request.presencePenalty().ifPresent(value -> body.put("presence_penalty", value));
    if (!request.stop().isEmpty()) {
      ArrayNode stop = body.putArray("stop");
      request.stop().forEach(stop::add);
    }
    request
        .topLogprobs()
        .ifPresent(
            alternatives -> {
              body.put("logprobs", true);
              if (alternatives > 0) {
                body.put("top_logprobs", alternatives);
              }
            });
    if (mayPrefer(Capability.REASONING_EFFORT)) {
      request
          .reasoningEffort()
          .ifPresent(
              effort -> body.put("reasoning_effort", effort.name().toLowerCase(Locale.ROOT)));
    }
  }

  private void tools(ChatRequest request, ObjectNode body) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (ToolDefinition tool : request.tools()) {
      ObjectNode function = list.addObject().put("type", "function").putObject("function");
      function.put("name", tool.name());
      if (!tool.description().isEmpty()) {
        function.put("description", tool.description());
      }
      function.set(
          "parameters", schema(tool.parametersJson(), "the parameters of tool " + tool.name()));
      if (tool.strict() && !dialect.leftOut().contains(STRICT)) {
        function.put("strict", true);
      }
    }
    if (!list.isEmpty()) {
      body.set("tools", list);
    }
    request.toolChoice().ifPresent(choice -> body.set("tool_choice", choice(choice)));
  }

  private JsonNode choice(ToolChoice choice) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (choice instanceof ToolChoice.Named named) {
      ObjectNode node = nodes.objectNode().put("type", "function");
      node.putObject("function").put("name", named.tool());
      return node;
    }
    if (choice.equals(ToolChoice.REQUIRED)) {
      return nodes.textNode(dialect.requiredToolChoice());
    }
    return nodes.textNode(((ToolChoice.Mode) choice).name().toLowerCase(Locale.ROOT));
  }

  private ObjectNode format(ResponseFormat format) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    if (format instanceof ResponseFormat.JsonSchema schema) {
      ObjectNode described = node.put("type", "json_schema").putObject("json_schema");
      described.put("name", schema.name());
      described.set("schema", schema(schema.schemaJson(), "the schema " + schema.name()));
      if (schema.strict() && !dialect.leftOut().contains(STRICT)) {
        described.put("strict", true);
      }
      return node;
    }
    return node.put("type", ResponseFormat.JSON.equals(format) ? "json_object" : "text");
  }

  private JsonNode schema(String json, String what) {
    return Json.parse(json)
        .filter(JsonNode::isObject)
        .orElseThrow(() -> invalid(what + " must be a JSON object; correct it"));
  }

  private void options(ChatRequest request, ObjectNode body, boolean stream) {
    for (Map.Entry<String, Object> option : request.options(model.provider()).entrySet()) {
      String name = option.getKey();
      JsonNode value = Json.MAPPER.valueToTree(option.getValue());
      refuse(name, value);
      if (name.equals("tools") && value.isArray()) {
        body.withArray("/tools").addAll((ArrayNode) value); // Such as custom ones, beside others.
      } else if (!name.equals("stream_options")) {
        body.set(name, value);
      } else if (stream && value.isObject()) { // Plain calls must not have it.
        ObjectNode usual = body.withObject("/stream_options");
        usual.setAll((ObjectNode) value);
      }
    }
  }

  private void refuse(String option, JsonNode value) {
    boolean several =
        CHOICES.contains(option) && !(value.isIntegralNumber() && value.asLong() == 1);
    if (several) {
      throw invalid(
          "option \"" + option + "\" must be 1: an answer has one choice only; leave it out");
    }
    if (OWN_FIELDS.contains(option)) {
      throw invalid(
          "option \""
              + option
              + "\" cannot be set: the model, the messages and whether to stream are what the call"
              + " says; leave it out");
    }
  }

  private InvalidRequestException invalid(String problem) {
    return new InvalidRequestException(
        problem + "; nothing was sent", ErrorDetails.of(model), null);
  }
}
