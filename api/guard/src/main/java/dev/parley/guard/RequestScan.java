package dev.parley.guard;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.ResponseFormat;
import dev.parley.chat.ResponseFormat.JsonSchema;
import dev.parley.chat.ToolChoice;
import dev.parley.chat.ToolDefinition;
import dev.parley.embedding.EmbeddingRequest;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Extras;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.message.SystemMessage;
import dev.parley.message.ToolMessage;
import dev.parley.message.UserMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Goes through one request and makes the redacted one. What is counted in places begins with 1, as
 * people count; a place has no words of the request, which might be what was found.
 */
final class RequestScan {
  private final PlacedScan scan;
  private final PartScan parts;

  RequestScan(TextScan texts, Findings findings) {
    scan = new PlacedScan(texts, findings);
    parts = new PartScan(scan);
  }

  ChatRequest redacted(ChatRequest request) {
    List<Message> messages = new ArrayList<>();
    for (Message message : request.messages()) {
      messages.add(message(message, "message " + (messages.size() + 1)));
    }
    List<ToolDefinition> tools = new ArrayList<>();
    for (ToolDefinition tool : request.tools()) {
      tools.add(tool(tool, "tool " + (tools.size() + 1)));
    }
    if (request.toolChoice().orElse(ToolChoice.AUTO) instanceof ToolChoice.Named named) {
      scan.fixed(named.tool(), "the tool choice");
    }
    ChatRequest.Builder copy = ChatRequest.builder().messages(messages);
    request.toolChoice().ifPresent(copy::toolChoice);
    request.responseFormat().ifPresent(format -> copy.responseFormat(format(format)));
    copy.stop(stop(request.stop()));
    request.idempotencyKey().ifPresent(key -> scan.fixed(key, "the idempotency key"));
    Map<String, Map<String, Object>> options = new LinkedHashMap<>();
    request.options().forEach((instance, values) -> options.put(instance, options(values)));
    return rebuilt(request, copy, tools, options);
  }

  /** The rest is numbers and choices. */
  private static ChatRequest rebuilt(
      ChatRequest request,
      ChatRequest.Builder copy,
      List<ToolDefinition> tools,
      Map<String, Map<String, Object>> options) {
    tools.forEach(copy::tool);
    request.reasoningEffort().ifPresent(copy::reasoningEffort);
    request.temperature().ifPresent(copy::temperature);
    request.topP().ifPresent(copy::topP);
    request.maxOutputTokens().ifPresent(copy::maxOutputTokens);
    request.seed().ifPresent(copy::seed);
    request.frequencyPenalty().ifPresent(copy::frequencyPenalty);
    request.presencePenalty().ifPresent(copy::presencePenalty);
    request.topLogprobs().ifPresent(copy::topLogprobs);
    options.forEach(
        (instance, values) -> values.forEach((name, value) -> copy.option(instance, name, value)));
    return copy.timeouts(request.timeouts())
        .rawChunks(request.rawChunks())
        .extras(request.extras())
        .idempotencyKey(request.idempotencyKey().orElse(null))
        .build();
  }

  EmbeddingRequest redacted(EmbeddingRequest request, String instance) {
    EmbeddingRequest.Builder copy = EmbeddingRequest.builder().timeouts(request.timeouts());
    int number = 0;
    for (String text : request.texts()) {
      number++;
      copy.text(scan.text(text, "text " + number));
    }
    request.dimensions().ifPresent(copy::dimensions);
    options(request.options(instance)).forEach((name, value) -> copy.option(instance, name, value));
    return copy.build();
  }

  private Message message(Message message, String place) {
    List<Part> content = parts.all(message.content(), place);
    Extras extras = parts.extras(message.extras(), place);
    if (message instanceof SystemMessage) {
      return new SystemMessage(content, extras);
    } else if (message instanceof UserMessage) {
      return new UserMessage(content, extras);
    } else if (message instanceof AssistantMessage) {
      return new AssistantMessage(content, extras);
    }
    return new ToolMessage(content, extras);
  }

  private ToolDefinition tool(ToolDefinition tool, String place) {
    scan.fixed(tool.name(), place + ", name");
    return new ToolDefinition(
        tool.name(),
        scan.text(tool.description(), place + ", description"),
        scan.text(tool.parametersJson(), place + ", parameters"),
        tool.strict());
  }

  private ResponseFormat format(ResponseFormat format) {
    if (!(format instanceof JsonSchema schema)) {
      return format;
    }
    scan.fixed(schema.name(), "the schema's name");
    return new JsonSchema(
        schema.name(), scan.text(schema.schemaJson(), "the schema"), schema.strict());
  }

  private List<String> stop(List<String> texts) {
    List<String> copy = new ArrayList<>();
    for (String text : texts) {
      copy.add(scan.text(text, "stop text " + (copy.size() + 1)));
    }
    return copy;
  }

  private Map<String, Object> options(Map<String, Object> values) {
    Map<String, Object> copy = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          String place = "option " + (copy.size() + 1);
          scan.fixed(name, place + ", name");
          copy.put(name, scan.value(name, value, place));
        });
    return copy;
  }
}
