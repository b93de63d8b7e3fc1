package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Annotation;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.Progress;
import dev.parley.chat.CompletionEvent.ProviderEvent;
import dev.parley.chat.CompletionEvent.ReasoningDelta;
import dev.parley.chat.CompletionEvent.RefusalDelta;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionEvent.UsageReported;
import dev.parley.chat.FinishReason;
import dev.parley.chat.FinishReason.Kind;
import dev.parley.chat.ModelId;
import dev.parley.chat.TokenLogprob;
import dev.parley.chat.Warning;
import dev.parley.error.ErrorDetails;
import dev.parley.error.ProtocolException;
import dev.parley.message.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Turns the chunks of one answer, or a whole answer, into events. The only definition of what a
 * chunk means. Reads tolerantly: what it does not know it passes over, and only what would make the
 * answer wrong is an error. One choice is read, the first.
 */
final class AnswerDecoder {
  private final ModelId model;
  private final List<Warning> warnings;
  private final boolean rawChunks;
  private final Consumer<CompletionEvent> events;
  private final ToolCallAssembler toolCalls;
  private final List<JsonNode> preamble = new ArrayList<>();
  private ErrorDetails details;
  private boolean started;
  private boolean finishSeen;
  private String finishReason = "";

  /** Passes the events of one answer to {@code events}. */
  AnswerDecoder(
      ModelId model, List<Warning> warnings, boolean rawChunks, Consumer<CompletionEvent> events) {
    this.model = model;
    this.warnings = warnings;
    this.rawChunks = rawChunks;
    this.events = events;
    this.toolCalls = new ToolCallAssembler(model.provider());
    this.details = ErrorDetails.of(model);
  }

  /** Says what to tell of the answer if it turns out to be wrong. */
  AnswerDecoder answeredWith(ErrorDetails answer) {
    details = answer;
    return this;
  }

  /** Takes a whole answer, from beginning to end. */
  void whole(JsonNode answer) {
    JsonNode message = answer.path("choices").path(0).path("message");
    if (!message.isObject()) {
      throw new ProtocolException(
          "the answer has no object at choices[0].message; is this the address of a Chat"
              + " Completions server?",
          details,
          null);
    }
    chunk(answer);
    end();
  }

  /** Takes the next chunk. */
  void chunk(JsonNode chunk) {
    if (!started) {
      if (isPreamble(chunk)) {
        preamble.add(chunk);
        return;
      }
      start(Json.text(chunk, "id"), Json.text(chunk, "model"));
    }
    raw(chunk);
    progress(chunk.path("prompt_progress"));
    for (JsonNode choice : chunk.path("choices")) {
      if (choice.path("index").asInt(0) == 0) {
        choice(choice);
      }
    }
    UsageDecoder.find(chunk).ifPresent(usage -> events.accept(new UsageReported(usage)));
  }

  /** Azure begins with a chunk that has neither an id nor a choice. */
  private static boolean isPreamble(JsonNode chunk) {
    return Json.text(chunk, "id").isEmpty()
        && chunk.path("choices").isEmpty()
        && UsageDecoder.find(chunk).isEmpty();
  }

  private void start(String id, String answeredBy) {
    started = true;
    events.accept(new Started(id, answeredBy, warnings));
    preamble.forEach(this::raw);
  }

  private void raw(JsonNode chunk) {
    if (rawChunks) {
      events.accept(new ProviderEvent(model.provider(), ProviderEvent.RAW_CHUNK, chunk.toString()));
    }
  }

  /** What llama-server tells while it reads a long prompt. */
  private void progress(JsonNode progress) {
    if (progress.path("total").isNumber()) {
      events.accept(
          new Progress(progress.path("processed").asLong(), progress.path("total").asLong()));
    }
  }

  private void choice(JsonNode choice) {
    JsonNode delta =
        choice.path("delta").isObject() ? choice.path("delta") : choice.path("message");
    // "reasoning" is vLLM's and OpenRouter's name, some servers send both with the same text.
    String reasoning = Json.text(delta, "reasoning_content");
    reasoning(reasoning.isEmpty() ? Json.text(delta, "reasoning") : reasoning);
    content(delta.path("content"), logprobs(choice.path("logprobs").path("content")));
    String refusal = Json.text(delta, "refusal");
    if (!refusal.isEmpty()) {
      events.accept(new RefusalDelta(refusal));
    }
    for (JsonNode annotation : delta.path("annotations")) {
      events.accept(new Annotation(Json.text(annotation, "type"), annotation.toString()));
    }
    for (JsonNode call : delta.path("tool_calls")) {
      toolCalls.add(call, events);
    }
    if (delta.path("function_call").isObject()) { // What came before tool_calls.
      toolCalls.addLegacy(delta.path("function_call"), events);
    }
    String reason = Json.text(choice, "finish_reason");
    if (!reason.isEmpty() && !reason.equals("null")) {
      finishSeen = true;
      finishReason = reason;
    }
  }

  private void content(JsonNode content, List<TokenLogprob> logprobs) {
    if (content.isArray()) {
      content.forEach(this::contentPart); // Mistral's form.
      return;
    }
    String text = content.isTextual() ? content.textValue() : "";
    if (!text.isEmpty() || !logprobs.isEmpty()) {
      events.accept(new TextDelta(text, logprobs));
    }
  }

  private void contentPart(JsonNode part) {
    if (part.path("thinking").isArray()) {
      part.path("thinking").forEach(thought -> reasoning(Json.text(thought, "text")));
    } else {
      content(part.path("text"), List.of());
    }
  }

  private void reasoning(String text) {
    if (!text.isEmpty()) {
      events.accept(new ReasoningDelta(text));
    }
  }

  private static List<TokenLogprob> logprobs(JsonNode list) {
    if (list.isEmpty()) {
      return List.of();
    }
    List<TokenLogprob> logprobs = new ArrayList<>();
    for (JsonNode entry : list) {
      logprobs.add(
          new TokenLogprob(
              Json.text(entry, "token"),
              entry.path("logprob").asDouble(),
              bytes(entry.path("bytes")),
              logprobs(entry.path("top_logprobs"))));
    }
    return logprobs;
  }

  private static Optional<Bytes> bytes(JsonNode list) {
    if (!list.isArray()) {
      return Optional.empty();
    }
    byte[] bytes = new byte[list.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) list.path(i).asInt();
    }
    return Optional.of(Bytes.of(bytes));
  }

  /** Whether anything of the answer has come. */
  boolean started() {
    return started;
  }

  /** Whether the answer has said why it ends: a body that ends then is complete. */
  boolean finishSeen() {
    return finishSeen;
  }

  /** Ends the answer. */
  void end() {
    if (!started) {
      start("", "");
    }
    Integer nameless = toolCalls.complete(events);
    if (nameless != null) {
      throw new ProtocolException(
          "tool call " + nameless + " of the answer has no name; it is the server's mistake",
          details,
          null);
    }
    events.accept(new Finished(new FinishReason(kind(), finishReason)));
  }

  /** That there are tool calls decides, not the word: with a forced call OpenAI says "stop". */
  private Kind kind() {
    return switch (finishReason) {
      case "length", "model_length" -> Kind.LENGTH;
      case "content_filter" -> Kind.CONTENT_FILTER;
      case "stop", "tool_calls", "function_call", "" -> {
        if (!toolCalls.isEmpty()) {
          yield Kind.TOOL_CALLS;
        }
        yield finishReason.equals("stop") ? Kind.STOP : Kind.OTHER;
      }
      default -> Kind.OTHER;
    };
  }
}
