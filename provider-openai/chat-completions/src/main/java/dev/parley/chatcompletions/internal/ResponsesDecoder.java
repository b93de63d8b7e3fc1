package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.ProviderEvent;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionEvent.UsageReported;
import dev.parley.chat.FinishReason;
import dev.parley.chat.FinishReason.Kind;
import dev.parley.chat.ModelId;
import dev.parley.chat.Warning;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.ProtocolException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Turns the events of a Responses stream, or a whole answer, into events, as OpenAI's API reference
 * for "Streaming events" and "The response object" has them. A whole answer is a stream that begins
 * with its end. The last event has the whole answer again: what no event before it has said comes
 * then, so that servers may leave any of them out. Nothing but a last event makes an answer
 * complete.
 */
final class ResponsesDecoder implements Decoder {
  /** What the whole items say again, and what keeps the line alive. */
  private static final String CANCELLED = "cancelled";

  private static final Set<String> SAYING_NOTHING =
      Set.of(
          ProviderEvent.RAW_CHUNK,
          "keepalive",
          "response.queued",
          "response.created",
          "response.in_progress",
          "response.content_part.added",
          "response.content_part.done",
          "response.output_text.done",
          "response.refusal.done",
          "response.function_call_arguments.done",
          "response.custom_tool_call_input.done",
          "response.reasoning_summary_part.added",
          "response.reasoning_summary_part.done",
          "response.reasoning_summary_text.done",
          "response.reasoning_text.done");

  private final ModelId model;
  private final List<Warning> warnings;
  private final boolean rawChunks;
  private final Consumer<CompletionEvent> events;
  private final OutputItems output;
  private ErrorDetails details;
  private boolean started;
  private boolean visible;
  private boolean finishSeen;
  private FinishReason reason = new FinishReason(Kind.OTHER, "");

  /** Passes the events of one answer to {@code events}. */
  ResponsesDecoder(
      ModelId model, List<Warning> warnings, boolean rawChunks, Consumer<CompletionEvent> events) {
    this.model = model;
    this.warnings = warnings;
    this.rawChunks = rawChunks;
    this.events = events;
    this.output = new OutputItems(model.provider(), this::tell);
    this.details = ErrorDetails.of(model);
  }

  private void tell(CompletionEvent event) {
    visible |= event.visible();
    events.accept(event);
  }

  @Override
  public void answeredWith(ErrorDetails answer) {
    details = answer;
  }

  @Override
  public Optional<ErrorBody> refusal(JsonNode json) {
    boolean event = json.path("response").isObject();
    JsonNode response = event ? json.path("response") : json;
    String type = Json.text(json, "type");
    boolean answer = event || Json.text(json, "object").equals("response");
    boolean failed =
        type.equals("response.failed")
            || (answer && Json.text(response, "status").equals("failed"));
    if (failed) {
      start(response);
      output.settle(response.path("output"), true);
      usage(response);
      return Optional.of(ErrorBody.find(response).orElseGet(ResponsesDecoder::unexplained));
    }
    // Events may well have fields that are called like those of errors.
    return type.isEmpty() || type.equals("error") ? ErrorBody.find(json) : Optional.empty();
  }

  private static ErrorBody unexplained() {
    return new ErrorBody("", "failed", "", "", "", OptionalLong.empty(), OptionalLong.empty());
  }

  @Override
  public void whole(JsonNode answer) {
    if (!answer.path("output").isArray()) {
      throw new ProtocolException(
          "the answer has no array at output; is this the address of a server with the Responses"
              + " API?",
          details,
          null);
    }
    start(answer);
    finish(answer, Json.text(answer, "status"));
    end();
  }

  @Override
  public void chunk(JsonNode chunk) {
    JsonNode response = chunk.path("response");
    String type = Json.text(chunk, "type");
    if (!started && !response.isObject() && !isOfAnswer(type)) {
      return; // Of a gateway, which keeps the line alive until the server begins.
    }
    start(response);
    if (rawChunks) {
      tell(new ProviderEvent(model.provider(), ProviderEvent.RAW_CHUNK, Json.write(chunk)));
    }
    switch (type) {
      case "response.completed", "response.incomplete", "response.cancelled" -> {
        timings(chunk);
        finish(response, type.substring("response.".length()));
      }
      case "response.output_item.added" -> output.at(chunk).begin(chunk.path("item"));
      case "response.output_item.done" -> output.done(chunk);
      default -> {
        if (!delta(type, chunk) && !SAYING_NOTHING.contains(type)) {
          tell(
              new ProviderEvent(
                  model.provider(), type.isEmpty() ? "event" : type, Json.write(chunk)));
        }
      }
    }
  }

  private boolean delta(String type, JsonNode chunk) {
    String delta = Json.text(chunk, "delta");
    int content = chunk.path("content_index").asInt(0);
    switch (type) {
      case "response.output_text.delta" ->
          output.at(chunk).text(content, delta, LogprobDecoder.read(chunk.path("logprobs")));
      case "response.output_text.annotation.added" ->
          output.at(chunk).annotation(content, chunk.path("annotation"));
      case "response.refusal.delta" -> output.at(chunk).refusal(content, delta);
      case "response.reasoning_summary_text.delta" ->
          output.at(chunk).thought(OutputItem.SUMMARY, chunk.path("summary_index").asInt(0), delta);
      case "response.reasoning_text.delta" ->
          output.at(chunk).thought(OutputItem.THOUGHT, content, delta);
      case "response.function_call_arguments.delta", "response.custom_tool_call_input.delta" ->
          output.at(chunk).arguments(delta);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** llama-server tells its times beside the answer. */
  private static void timings(JsonNode chunk) {
    if (chunk.path("response") instanceof ObjectNode response && chunk.has("timings")) {
      response.set("timings", chunk.path("timings"));
    }
  }

  private void start(JsonNode response) {
    if (!started) {
      started = true;
      tell(
          new Started(
              Json.text(response, "id"),
              Json.text(response, "model"),
              warnings,
              details.requestId(),
              details.rateLimits()));
    }
  }

  private void usage(JsonNode response) {
    UsageDecoder.find(response).map(UsageReported::new).ifPresent(this::tell);
  }

  private void finish(JsonNode response, String word) {
    String said = Json.text(response, "status");
    String status = said.isEmpty() ? word : said;
    output.settle(response.path("output"), status.equals(CANCELLED));
    new ProviderFields(model.provider()).ofResponse(response, this::tell);
    usage(response);
    reason = reason(status, response);
    finishSeen = true;
  }

  private FinishReason reason(String status, JsonNode response) {
    return switch (status) {
      case "completed" -> new FinishReason(output.hasCalls() ? Kind.TOOL_CALLS : Kind.STOP, status);
      case "incomplete" -> {
        String why = Json.text(response.path("incomplete_details"), "reason");
        yield switch (why) {
          case "max_output_tokens" -> new FinishReason(Kind.LENGTH, why);
          case "content_filter" -> new FinishReason(Kind.CONTENT_FILTER, why);
          default -> new FinishReason(Kind.OTHER, why.isEmpty() ? status : why);
        };
      }
      case CANCELLED ->
          throw new InterruptedStreamException(
              "somebody has cancelled the answer at the server; ask again if it is still wanted",
              details.toBuilder().retryable(false).build(),
              null);
      // An answer in the background, of which this is but the receipt, or a new word.
      default -> new FinishReason(Kind.OTHER, status);
    };
  }

  @Override
  public boolean isChunk(String event) {
    return event.equals("message") || isOfAnswer(event);
  }

  /** Events have their type twice, as the event's and in its data. */
  private static boolean isOfAnswer(String type) {
    return type.startsWith("response.");
  }

  /** Models think for long before anything shows, though the answer has been created at once. */
  @Override
  public boolean started() {
    return visible;
  }

  @Override
  public boolean finishSeen() {
    return finishSeen;
  }

  @Override
  public boolean ended() {
    return finishSeen;
  }

  @Override
  public void end() {
    if (!finishSeen) {
      throw new InterruptedStreamException(
          "the stream ended without its last event, such as response.completed; what came is in"
              + " partial()",
          details,
          null);
    }
    if (!output.end()) {
      throw new ProtocolException(
          "a tool call of the answer has no name; it is the server's mistake", details, null);
    }
    tell(new Finished(reason, KeptOutput.extras(model, output.whole())));
  }
}
