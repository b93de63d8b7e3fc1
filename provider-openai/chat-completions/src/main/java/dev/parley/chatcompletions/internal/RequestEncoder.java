package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Capabilities;
import dev.parley.chat.Capability;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.chat.Warning;
import dev.parley.chatcompletions.Dialect;
import dev.parley.chatcompletions.Dialect.MaxTokensField;
import dev.parley.message.Message;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Writes requests, as OpenAI's API reference for "Create chat completion" has them. Only what is
 * set is written: some servers refuse unknown fields and nulls. Options replace what is written,
 * but for {@code tools}, which are added, and {@code stream_options}, which are merged and go with
 * streams only. What is about tools is not written without any: servers refuse that.
 */
final class RequestEncoder implements Encoder {
  private static final Set<String> OWN_FIELDS = Set.of("model", "messages", "stream");

  /** The number of choices; the second name is llama-server's. */
  private static final Set<String> CHOICES = Set.of("n", "n_cmpl");

  /** What servers refuse where there are no tools. */
  private static final List<String> ABOUT_TOOLS = List.of("tool_choice", "parallel_tool_calls");

  private final ModelId model;
  private final Capabilities capabilities;
  private final Dialect dialect;
  private final MessageEncoder messages;
  private final GivenJson given;
  private final SchemaEncoder schemas;

  /** {@code offline} refuses what would make the server talk to other machines. */
  RequestEncoder(ModelId model, Capabilities capabilities, Dialect dialect, boolean offline) {
    this.model = model;
    this.capabilities = capabilities;
    this.dialect = dialect;
    this.messages = new MessageEncoder(model, dialect, offline);
    this.given = new GivenJson(model);
    this.schemas = new SchemaEncoder(given, dialect, false);
  }

  @Override
  public ObjectNode tree(ChatRequest request, boolean stream) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("model", model.model());
    ArrayNode list = body.putArray("messages");
    for (Message message : request.messages()) {
      for (JsonNode encoded : messages.encode(message)) {
        list.add(encoded);
      }
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

  /** What the dialect leaves out. */
  @Override
  public List<Warning> warnings(ChatRequest request) {
    if (dialect.leftOut().isEmpty()) {
      return List.of();
    }
    ObjectNode set = JsonNodeFactory.instance.objectNode();
    preferences(request, set);
    return LeftOut.warnings(dialect, model.provider(), request, set);
  }

  private void preferences(ChatRequest request, ObjectNode body) {
    sampling(request, body);
    schemas.tools(request, body);
    request
        .responseFormat()
        .ifPresent(format -> body.set("response_format", schemas.format(format)));
  }

  private boolean mayPrefer(Capability preference) {
    return capabilities.of(preference) != Capabilities.Support.NO; // The check has warned.
  }

  private void sampling(ChatRequest request, ObjectNode body) {
    String maxTokens =
        dialect.maxTokensField() == MaxTokensField.MAX_TOKENS
            ? "max_tokens"
            : "max_completion_tokens";
    if (request.maxOutputTokens().isPresent()) {
      body.put(maxTokens, request.maxOutputTokens().getAsInt());
    }
    number("temperature", request.temperature(), body);
    number("top_p", request.topP(), body);
    if (mayPrefer(Capability.SEED) && request.seed().isPresent()) {
      body.put("seed", request.seed().getAsLong());
    }
    number("frequency_penalty", request.frequencyPenalty(), body);
    number("presence_penalty", request.presencePenalty(), body);
    if (!request.stop().isEmpty()) {
      ArrayNode stop = body.putArray("stop");
      request.stop().forEach(stop::add);
    }
    if (request.topLogprobs().isPresent()) {
      body.put("logprobs", true);
      if (request.topLogprobs().getAsInt() > 0) {
        body.put("top_logprobs", request.topLogprobs().getAsInt());
      }
    }
    if (mayPrefer(Capability.REASONING_EFFORT) && request.reasoningEffort().isPresent()) {
      body.put("reasoning_effort", request.reasoningEffort().get().name().toLowerCase(Locale.ROOT));
    }
  }

  private static void number(String name, OptionalDouble value, ObjectNode body) {
    if (value.isPresent()) {
      body.put(name, value.getAsDouble());
    }
  }

  private void options(ChatRequest request, ObjectNode body, boolean stream) {
    for (Map.Entry<String, Object> option : request.options(model.provider()).entrySet()) {
      String name = option.getKey();
      JsonNode value = Json.of(option.getValue());
      given.refuse(name, OWN_FIELDS);
      refuseChoices(name, value);
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

  private void refuseChoices(String option, JsonNode value) {
    boolean several =
        CHOICES.contains(option) && !(value.isIntegralNumber() && value.asLong() == 1);
    if (several) {
      throw given.invalid(
          "option \"" + option + "\" must be 1: an answer has one choice only; leave it out");
    }
  }
}
