package dev.parley.batch;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.ReasoningEffort;
import dev.parley.chat.ResponseFormat;
import dev.parley.chat.ToolChoice;
import dev.parley.chat.ToolDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The body of a Chat Completions request, as a request. */
final class BodyForm {
  private final Fields fields;
  private final String instance;
  private final ChatRequest.Builder request = ChatRequest.builder();
  private Optional<String> model = Optional.empty();

  /** Reads {@code fields}; what is not understood is an option of {@code instance}. */
  BodyForm(Fields fields, String instance) {
    this.fields = fields;
    this.instance = instance;
  }

  void system(String text) {
    request.system(text);
  }

  void prompt(String text) {
    request.user(text);
  }

  Optional<String> model() {
    return model;
  }

  ChatRequest read() throws UnreadableRow {
    model = fields.text("model");
    for (Fields message : fields.objects("messages")) {
      request.message(MessageForm.read(message));
    }
    for (Fields tool : fields.objects("tools")) {
      tool(tool);
    }
    toolChoice();
    Optional<Fields> format = fields.object("response_format");
    if (format.isPresent()) {
      request.responseFormat(format(format.get()));
    }
    stop();
    Optional<String> effort = fields.text("reasoning_effort");
    if (effort.isPresent()) {
      request.reasoningEffort(effort(effort.get()));
    }
    numbers();
    refuse();
    fields.left().forEach((name, value) -> request.option(instance, name, value));
    return request.build();
  }

  private void numbers() throws UnreadableRow {
    fields.number("temperature").ifPresent(request::temperature);
    fields.number("top_p").ifPresent(request::topP);
    fields.number("frequency_penalty").ifPresent(request::frequencyPenalty);
    fields.number("presence_penalty").ifPresent(request::presencePenalty);
    fields.whole("seed").ifPresent(request::seed);
    Optional<Integer> older = fields.small("max_tokens");
    Optional<Integer> newer = fields.small("max_completion_tokens");
    if (older.isPresent() && newer.isPresent()) {
      throw new UnreadableRow("has both max_tokens and max_completion_tokens");
    }
    older.or(() -> newer).ifPresent(request::maxOutputTokens);
    Optional<Integer> alternatives = fields.small("top_logprobs");
    if (fields.truth("logprobs").orElse(false)) {
      request.topLogprobs(alternatives.orElse(0));
    }
  }

  private void refuse() throws UnreadableRow {
    if (fields.truth("stream").orElse(false)) {
      throw new UnreadableRow("asks for a stream; a batch has whole answers");
    }
    fields.take("stream_options");
    if (fields.whole("n").orElse(1L) != 1) {
      throw new UnreadableRow("asks for several answers by n; give each a row of its own");
    }
  }

  private void tool(Fields tool) throws UnreadableRow {
    requireFunction(tool);
    Fields function =
        tool.object("function")
            .orElseThrow(() -> new UnreadableRow("has no " + tool.at("function")));
    tool.nothingElse();
    request.tool(
        new ToolDefinition(
            function.requiredText("name"),
            function.text("description").orElse(""),
            function.take("parameters").map(Json::write).orElse(ToolDefinition.NO_PARAMETERS),
            function.truth("strict").orElse(false)));
    function.nothingElse();
  }

  private static void requireFunction(Fields tool) throws UnreadableRow {
    if (!tool.text("type").orElse("function").equals("function")) {
      throw new UnreadableRow("has a type that is not function at " + tool.at("type"));
    }
  }

  private void toolChoice() throws UnreadableRow {
    Optional<Object> choice = fields.take("tool_choice");
    if (choice.isEmpty()) {
      return;
    }
    if (choice.get() instanceof String word) {
      request.toolChoice(
          switch (word) {
            case "auto" -> ToolChoice.AUTO;
            case "none" -> ToolChoice.NONE;
            case "required" -> ToolChoice.REQUIRED;
            default ->
                throw new UnreadableRow("has a tool_choice that is not auto, none or required");
          });
      return;
    }
    Fields named = Fields.of(choice.get(), "tool_choice");
    requireFunction(named);
    Fields function =
        named
            .object("function")
            .orElseThrow(() -> new UnreadableRow("has no " + named.at("function")));
    request.toolChoice(ToolChoice.named(function.requiredText("name")));
    function.nothingElse();
    named.nothingElse();
  }

  private static ResponseFormat format(Fields format) throws UnreadableRow {
    String type = format.requiredText("type");
    if (type.equals("json_schema")) {
      Fields schema =
          format
              .object("json_schema")
              .orElseThrow(() -> new UnreadableRow("has no " + format.at("json_schema")));
      Object json =
          schema
              .take("schema")
              .orElseThrow(() -> new UnreadableRow("has no " + schema.at("schema")));
      ResponseFormat known =
          new ResponseFormat.JsonSchema(
              schema.requiredText("name"), Json.write(json), schema.truth("strict").orElse(false));
      schema.take("description"); // The model is told by the schema's own.
      schema.nothingElse();
      return known;
    }
    format.nothingElse();
    return switch (type) {
      case "text" -> ResponseFormat.TEXT;
      case "json_object" -> ResponseFormat.JSON;
      default -> throw new UnreadableRow("has a type that is not known at " + format.at("type"));
    };
  }

  private void stop() throws UnreadableRow {
    Optional<Object> stop = fields.take("stop");
    if (stop.isEmpty()) {
      return;
    }
    List<String> texts = new ArrayList<>();
    for (Object each : stop.get() instanceof List<?> list ? list : List.of(stop.get())) {
      if (!(each instanceof String text)) {
        throw new UnreadableRow("must have a text or an array of texts as stop");
      }
      texts.add(text);
    }
    request.stop(texts);
  }

  private static ReasoningEffort effort(String word) throws UnreadableRow {
    for (ReasoningEffort known : ReasoningEffort.values()) {
      if (known.name().toLowerCase(Locale.ROOT).equals(word)) {
        return known;
      }
    }
    throw new UnreadableRow("has a reasoning_effort that is not known");
  }
}
