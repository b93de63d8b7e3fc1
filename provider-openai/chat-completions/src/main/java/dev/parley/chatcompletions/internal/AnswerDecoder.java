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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns the chunks of one answer, or a whole answer, into events. The only definition of what a
 * chunk means: {@link RepeatedChunks} spares it those that mean what the last one did. Reads
 * tolerantly: what it does not know it passes over, and only what would make the answer wrong is an
 * error. One choice is read, that of the first number seen.
 */
final class AnswerDecoder implements Decoder {
  /** So many chunks are held back for the first id; servers that send some send one or two. */
  private static final int LONGEST_PREAMBLE = 16;

  private final ModelId model;
  private final List<Warning> warnings;
  private final boolean rawChunks;
  private final RepeatedChunks events;
  private final ToolCallAssembler toolCalls;
  private final ProviderFields providerFields;
  private final WantedBack wantedBack = new WantedBack();
  private List<JsonNode> preamble = List.of(); // Made with its first: most answers have none.
  private String soundType = "application/octet-stream";
  private @Nullable AudioDecoder audio;
  private ErrorDetails details;
  private @Nullable Integer index;
  private boolean started;
  private boolean finishSeen;
  private String finishReason = "";

  /** Passes the events of one answer to {@code events}. */
  AnswerDecoder(
      ModelId model, List<Warning> warnings, boolean rawChunks, Consumer<CompletionEvent> events) {
    this.model = model;
    this.warnings = warnings;
    this.rawChunks = rawChunks;
    this.events = new RepeatedChunks(events);
    this.toolCalls = new ToolCallAssembler(model.provider());
    this.providerFields = new ProviderFields(model.provider());
    this.details = ErrorDetails.of(model);
  }

  /** Says which kind of sound to expect. */
  AnswerDecoder speaking(String mediaType) {
    soundType = mediaType;
    return this;
  }

  @Override
  public void answeredWith(ErrorDetails answer) {
    details = answer;
  }

  @Override
  public Optional<ErrorBody> refusal(JsonNode json) {
    return ErrorBody.find(json);
  }

  @Override
  public void whole(JsonNode answer) {
    JsonNode choice = ours(answer.path("choices"));
    if (!choice.path("message").isObject() && !choice.path("delta").isObject()) {
      throw new ProtocolException(
          "the answer has no object at choices[0].message; is this the address of a Chat"
              + " Completions server?",
          details,
          null);
    }
    if (!started) {
      start(Json.text(answer, "id"), Json.text(answer, "model"));
    }
    head(answer);
    choice(choice);
    usage(answer);
    end();
  }

  /** The choice that was asked for. Some servers give the only one another number. */
  private static JsonNode ours(JsonNode choices) {
    for (JsonNode choice : choices) {
      if (choice.path("index").asInt(0) == 0) {
        return choice;
      }
    }
    return choices.path(0);
  }

  /** The first choice seen is the one: of another number where a server counts otherwise. */
  private boolean isOurs(JsonNode choice) {
    int number = choice.path("index").asInt(index == null ? 0 : index);
    if (index == null) {
      index = number;
    }
    return index == number;
  }

  @Override
  public void chunk(JsonNode chunk) {
    events.decoding();
    if (!started) {
      if (preamble.size() < LONGEST_PREAMBLE && isPreamble(chunk)) {
        holdBack(chunk);
        return;
      }
      start(Json.text(chunk, "id"), Json.text(chunk, "model"));
    }
    take(chunk);
  }

  @Override
  public void chunkWas(byte[] bytes, int from, int to) {
    events.decoded(bytes, from, to);
  }

  @Override
  public boolean takes(byte[] bytes, int from, int to) {
    return events.take(bytes, from, to);
  }

  private void take(JsonNode chunk) {
    head(chunk);
    for (JsonNode choice : chunk.path("choices")) {
      if (isOurs(choice)) {
        choice(choice);
      }
    }
    usage(chunk);
  }

  private void head(JsonNode chunk) {
    raw(chunk);
    progress(chunk.path("prompt_progress"));
    providerFields.ofChunk(chunk, events);
  }

  private void usage(JsonNode chunk) {
    UsageDecoder.find(chunk).ifPresent(usage -> events.accept(new UsageReported(usage)));
  }

  /**
   * Azure begins with a chunk that has neither an id nor a choice, others with one that has a role
   * and no id: the first id counts, as long as nothing has been said without one.
   */
  private static boolean isPreamble(JsonNode chunk) {
    if (!Json.text(chunk, "id").isEmpty()
        || chunk.path("prompt_progress").isObject()
        || UsageDecoder.find(chunk).isPresent()) {
      return false;
    }
    for (JsonNode choice : chunk.path("choices")) {
      if (!Json.text(choice, "finish_reason").isEmpty() || speaks(choice)) {
        return false;
      }
    }
    return true;
  }

  private static boolean speaks(JsonNode choice) {
    for (Map.Entry<String, JsonNode> field : delta(choice).properties()) {
      JsonNode value = field.getValue();
      boolean empty = value.isContainerNode() ? value.isEmpty() : value.asText("").isEmpty();
      if (!empty && !value.isNull() && !field.getKey().equals("role")) {
        return true;
      }
    }
    return false;
  }

  private static JsonNode delta(JsonNode choice) {
    JsonNode delta = choice.path("delta");
    return delta.isObject() ? delta : choice.path("message");
  }

  private void holdBack(JsonNode chunk) {
    if (preamble.isEmpty()) {
      preamble = new ArrayList<>();
    }
    preamble.add(chunk);
  }

  private void start(String id, String answeredBy) {
    started = true;
    events.accept(new Started(id, answeredBy, warnings, details.requestId(), details.rateLimits()));
    preamble.forEach(this::take);
    preamble = List.of();
  }

  private void raw(JsonNode chunk) {
    if (rawChunks) {
      events.accept(
          new ProviderEvent(model.provider(), ProviderEvent.RAW_CHUNK, Json.write(chunk)));
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
    JsonNode delta = delta(choice);
    // "reasoning" is vLLM's and OpenRouter's name, some servers send both with the same text.
    String reasoning = Json.text(delta, "reasoning_content");
    reasoning(reasoning.isEmpty() ? Json.text(delta, "reasoning") : reasoning);
    JsonNode logprobs = choice.path("logprobs");
    content(delta.path("content"), LogprobDecoder.read(logprobs.path("content")));
    refusal(Json.text(delta, "refusal"), LogprobDecoder.read(logprobs.path("refusal")));
    for (JsonNode annotation : delta.path("annotations")) {
      events.accept(new Annotation(Json.text(annotation, "type"), Json.write(annotation)));
    }
    if (delta.path("audio").isObject()) {
      if (audio == null) {
        audio = new AudioDecoder(model.provider(), soundType);
      }
      audio.read(delta.path("audio")).ifPresent(events);
    }
    toolCalls.addAll(delta, events);
    wantedBack.add(delta, choice.path("delta").isObject());
    providerFields.ofChoice(choice, delta, events);
    String reason = Json.text(choice, "finish_reason");
    if (!reason.isEmpty() && !reason.equals("null")) {
      finishSeen = true;
      finishReason = reason;
    }
  }

  private void content(JsonNode content, List<TokenLogprob> logprobs) {
    if (content.isArray()) {
      content.forEach(this::contentPart); // Mistral's form.
    }
    String text = content.isTextual() ? content.textValue() : "";
    if (!text.isEmpty() || !logprobs.isEmpty()) {
      events.accept(new TextDelta(text, logprobs));
    }
  }

  private void refusal(String text, List<TokenLogprob> logprobs) {
    if (!text.isEmpty() || !logprobs.isEmpty()) {
      events.accept(new RefusalDelta(text, logprobs));
    }
  }

  private void contentPart(JsonNode part) {
    if (part.path("thinking").isArray()) {
      part.path("thinking").forEach(thought -> reasoning(Json.text(thought, "text")));
    } else if (part.path("thinking").isTextual()) {
      reasoning(part.path("thinking").textValue());
    } else if (Json.text(part, "type").equals("reference")) {
      events.accept(new Annotation("reference", Json.write(part)));
    } else {
      content(part.path("text"), List.of());
    }
  }

  private void reasoning(String text) {
    if (!text.isEmpty()) {
      events.accept(new ReasoningDelta(text));
    }
  }

  /** Chunks have no type of their own; some gateways put events of theirs between them. */
  @Override
  public boolean isChunk(String event) {
    return event.equals("message");
  }

  @Override
  public boolean started() {
    return started;
  }

  @Override
  public boolean finishSeen() {
    return finishSeen;
  }

  /** Never known from a chunk: text and usage may follow the finish reason. */
  @Override
  public boolean ended() {
    return false;
  }

  @Override
  public void end() {
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
    events.accept(
        new Finished(new FinishReason(kind(), finishReason), wantedBack.extras(model.provider())));
  }

  /**
   * That there are tool calls decides, not the word: with a forced call OpenAI says "stop". Only
   * where the answer was cut off, and their arguments with it perhaps, the word does.
   */
  private Kind kind() {
    return switch (finishReason) {
      case "length", "model_length" -> Kind.LENGTH;
      case "content_filter" -> Kind.CONTENT_FILTER;
      case "error", "network_error", "insufficient_system_resource", "abort" -> Kind.OTHER;
      default -> {
        if (!toolCalls.isEmpty()) {
          yield Kind.TOOL_CALLS;
        }
        yield finishReason.equals("stop") ? Kind.STOP : Kind.OTHER;
      }
    };
  }
}
