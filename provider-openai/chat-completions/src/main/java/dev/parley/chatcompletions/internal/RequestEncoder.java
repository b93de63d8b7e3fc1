package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.chat.ResponseFormat;
import dev.parley.chat.ToolChoice;
import dev.parley.chat.ToolDefinition;
import dev.parley.chatcompletions.Dialect;
import dev.parley.chatcompletions.Dialect.MaxTokensField;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InvalidRequestException;
import dev.parley.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Writes requests, as OpenAI's API reference for "Create chat completion" has them. Only what is
 * set is written: some servers refuse unknown fields and nulls.
 */
final class RequestEncoder {
  /** Options that would change how the answer must be read; n_cmpl is llama-server's n. */
  private static final Set<String> OWN_FIELDS =
      Set.of("model", "messages", "stream", "n", "n_cmpl");

  private final ModelId model;
  private final Dialect dialect;
  private final MessageEncoder messages;

  /** {@code offline} refuses what would make the server talk to other machines. */
  RequestEncoder(ModelId model, Dialect dialect, boolean offline) {
    this.model = model;
    this.dialect = dialect;
    this.messages = new MessageEncoder(model, dialect, offline);
  }

  /** The request's body in UTF-8. */
  byte[] encode(ChatRequest request, boolean stream) {
    // Half of a surrogate pair, of a text cut in mid-character, becomes a question mark on this
    // way;
    // the mapper's own bytes would escape it, and servers refuse that.
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
    sampling(request, body);
    tools(request, body);
    request.responseFormat().ifPresent(format -> body.set("response_format", format(format)));
    options(request, body);
    return body;
  }

  private void sampling(ChatRequest request, ObjectNode body) {
    String maxTokens =
        dialect.maxTokensField() == MaxTokensField.MAX_TOKENS
            ? "max_tokens"
            : "max_completion_tokens";
    request.maxOutputTokens().ifPresent(value -> body.put(maxTokens, value));
    request.temperature().ifPresent(value -> body.put("temperature", value));
    request.topP().ifPresent(value -> body.put("top_p", value));
    request.seed().ifPresent(value -> body.put("seed", value));
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
    request
        .reasoningEffort()
        .ifPresent(effort -> body.put("reasoning_effort", effort.name().toLowerCase(Locale.ROOT)));
  }

  private void tools(ChatRequest request, ObjectNode body) {
    if (request.tools().isEmpty()) {
      return; // A tool_choice without tools is refused by servers.
    }
    ArrayNode list = body.putArray("tools");
    for (ToolDefinition tool : request.tools()) {
      ObjectNode function = list.addObject().put("type", "function").putObject("function");
      function.put("name", tool.name());
      if (!tool.description().isEmpty()) {
        function.put("description", tool.description());
      }
      function.set(
          "parameters", schema(tool.parametersJson(), "the parameters of tool " + tool.name()));
      if (tool.strict()) {
        function.put("strict", true);
      }
    }
    request.toolChoice().ifPresent(choice -> body.set("tool_choice", choice(choice)));
  }

  private static JsonNode choice(ToolChoice choice) {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    if (choice instanceof ToolChoice.Named named) {
      ObjectNode node = nodes.objectNode().put("type", "function");
      node.putObject("function").put("name", named.tool());
      return node;
    }
    return nodes.textNode(((ToolChoice.Mode) choice).name().toLowerCase(Locale.ROOT));
  }

  private ObjectNode format(ResponseFormat format) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    if (format instanceof ResponseFormat.JsonSchema schema) {
      ObjectNode described = node.put("type", "json_schema").putObject("json_schema");
      described.put("name", schema.name());
      described.set("schema", schema(schema.schemaJson(), "the schema " + schema.name()));
      if (schema.strict()) {
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

  private void options(ChatRequest request, ObjectNode body) {
    for (Map.Entry<String, Object> option : request.options(model.provider()).entrySet()) {
      if (OWN_FIELDS.contains(option.getKey())) {
        throw invalid(
            "option \""
                + option.getKey()
                + "\" cannot be set: it would change how the answer is read (there is always one"
                + " choice); leave it out");
      }
      body.set(option.getKey(), Json.MAPPER.valueToTree(option.getValue()));
    }
  }

  private InvalidRequestException invalid(String problem) {
    return new InvalidRequestException(
        problem + "; nothing was sent", ErrorDetails.of(model), null);
  }
}
