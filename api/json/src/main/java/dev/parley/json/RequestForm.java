package dev.parley.json;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.ReasoningEffort;
import dev.parley.chat.ResponseFormat;
import dev.parley.chat.ResponseFormat.JsonSchema;
import dev.parley.chat.Timeouts;
import dev.parley.chat.ToolChoice;
import dev.parley.chat.ToolDefinition;
import java.util.Optional;

/** A request: only what is set has a field. */
final class RequestForm {
  private RequestForm() {}

  static void write(JsonWriter out, ChatRequest request) {
    out.own(
        request.extras(),
        () -> {
          out.array("messages", request.messages(), m -> MessageForm.write(out, m));
          out.list("tools", request.tools(), tool -> out.object(() -> tool(out, tool)));
          out.one("toolChoice", request.toolChoice(), c -> out.object(() -> choice(out, c)));
          out.one(
              "responseFormat", request.responseFormat(), f -> out.object(() -> format(out, f)));
          out.list("stop", request.stop(), out::text);
          out.text("reasoningEffort", request.reasoningEffort().map(JsonWriter::word));
          out.number("temperature", request.temperature());
          out.number("topP", request.topP());
          out.number("maxOutputTokens", request.maxOutputTokens());
          out.number("seed", request.seed());
          out.number("frequencyPenalty", request.frequencyPenalty());
          out.number("presencePenalty", request.presencePenalty());
          out.number("topLogprobs", request.topLogprobs());
          timeouts(out, request.timeouts());
          OptionForm.write(out, request.options());
          out.flag("rawChunks", request.rawChunks());
          out.text("idempotencyKey", request.idempotencyKey());
        });
  }

  private static void tool(JsonWriter out, ToolDefinition tool) {
    out.text("name", tool.name());
    out.textUnlessEmpty("description", tool.description());
    out.text("parametersJson", tool.parametersJson());
    out.flag("strict", tool.strict());
  }

  private static void choice(JsonWriter out, ToolChoice choice) {
    if (choice instanceof ToolChoice.Named named) {
      out.text("type", "tool");
      out.text("tool", named.tool());
    } else if (choice instanceof ToolChoice.Mode mode) {
      out.word("type", mode);
    }
  }

  private static void format(JsonWriter out, ResponseFormat format) {
    if (format instanceof JsonSchema schema) {
      out.text("type", "json_schema");
      out.text("name", schema.name());
      out.text("schemaJson", schema.schemaJson());
      out.flag("strict", schema.strict());
    } else if (format instanceof ResponseFormat.Plain plain) {
      out.word("type", plain);
    }
  }

  private static void timeouts(JsonWriter out, Timeouts timeouts) {
    out.object(
        "timeouts",
        timeouts.equals(Timeouts.UNSET),
        () -> {
          for (Timeouts.Kind kind : Timeouts.Kind.values()) {
            out.duration(fieldOf(kind), timeouts.get(kind));
          }
        });
  }

  private static String fieldOf(Timeouts.Kind kind) {
    return switch (kind) {
      case CONNECT -> "connect";
      case FIRST_EVENT -> "firstEvent";
      case SILENCE -> "silence";
      case WHOLE -> "whole";
    };
  }

  static ChatRequest read(JsonObject in) {
    ChatRequest.Builder request = ChatRequest.builder();
    request.messages(in.list("messages", MessageForm::read));
    in.list("tools", RequestForm::readTool).forEach(request::tool);
    in.understood("toolChoice", RequestForm::readChoice).ifPresent(request::toolChoice);
    in.understood("responseFormat", RequestForm::readFormat).ifPresent(request::responseFormat);
    request.stop(in.texts("stop"));
    in.optionalWord("reasoningEffort", ReasoningEffort.class).ifPresent(request::reasoningEffort);
    return in.made(() -> finish(in, request));
  }

  private static ChatRequest finish(JsonObject in, ChatRequest.Builder request) {
    in.optionalNumber("temperature", Double::valueOf).ifPresent(request::temperature);
    in.optionalNumber("topP", Double::valueOf).ifPresent(request::topP);
    in.optionalNumber("maxOutputTokens", Integer::valueOf).ifPresent(request::maxOutputTokens);
    in.optionalNumber("seed").ifPresent(request::seed);
    in.optionalNumber("frequencyPenalty", Double::valueOf).ifPresent(request::frequencyPenalty);
    in.optionalNumber("presencePenalty", Double::valueOf).ifPresent(request::presencePenalty);
    in.optionalNumber("topLogprobs", Integer::valueOf).ifPresent(request::topLogprobs);
    in.object("timeouts").ifPresent(timeouts -> request.timeouts(readTimeouts(timeouts)));
    OptionForm.read(in, request);
    in.optionalText("idempotencyKey").ifPresent(request::idempotencyKey);
    return request.rawChunks(in.flag("rawChunks")).extras(in.extras()).build();
  }

  private static ToolDefinition readTool(JsonObject in) {
    String name = in.text("name");
    String description = in.optionalText("description").orElse("");
    String parameters = in.text("parametersJson");
    boolean strict = in.flag("strict");
    return in.made(() -> new ToolDefinition(name, description, parameters, strict));
  }

  private static Optional<ToolChoice> readChoice(JsonObject in) {
    Optional<ToolChoice.Mode> mode = in.word("type", ToolChoice.Mode.class);
    if (mode.isPresent()) {
      return Optional.of(mode.get());
    }
    return in.text("type").equals("tool")
        ? Optional.of(in.text("tool", ToolChoice::named))
        : Optional.empty();
  }

  private static Optional<ResponseFormat> readFormat(JsonObject in) {
    Optional<ResponseFormat.Plain> plain = in.word("type", ResponseFormat.Plain.class);
    if (plain.isPresent()) {
      return Optional.of(plain.get());
    }
    if (!in.text("type").equals("json_schema")) {
      return Optional.empty();
    }
    String name = in.text("name");
    String schema = in.text("schemaJson");
    boolean strict = in.flag("strict");
    return Optional.of(in.made(() -> new JsonSchema(name, schema, strict)));
  }

  private static Timeouts readTimeouts(JsonObject in) {
    Timeouts timeouts = Timeouts.UNSET;
    for (Timeouts.Kind kind : Timeouts.Kind.values()) {
      Timeouts before = timeouts;
      timeouts =
          in.optionalDuration(fieldOf(kind)).map(limit -> before.with(kind, limit)).orElse(before);
    }
    return timeouts;
  }
}
