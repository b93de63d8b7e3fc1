package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.ModelException;
import dev.parley.error.ProtocolException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/**
 * An answer that comes as events: {@code [DONE]} ends it at once, and so do an event that says it
 * is the last, and the end of the body after a finish reason; the end of the body without one is a
 * broken stream. What gateways put in between to keep the line alive is passed over.
 */
final class StreamedAnswer {
  private final CompletedSource body;
  private final SseReader events;
  private final Decoder decoder;
  private final ErrorDetails details;
  private final Function<ErrorBody, ModelException> refusal;
  private boolean ended;

  /**
   * Reads nothing yet.
   *
   * @param details of the answer
   * @param refusal makes the error that came instead of a chunk
   */
  StreamedAnswer(
      ByteSource body,
      int largestEvent,
      Decoder decoder,
      ErrorDetails details,
      Function<ErrorBody, ModelException> refusal) {
    this.body = new CompletedSource(body);
    this.events = new SseReader(this.body, largestEvent);
    this.decoder = decoder;
    this.details = details;
    this.refusal = refusal;
  }

  /** Whether the answer has come to its end. */
  boolean ended() {
    return ended;
  }

  /** Reads the next event, and perhaps the end. */
  void advance() throws IOException {
    boolean more;
    try {
      more = events.next();
    } catch (IOException e) {
      if (!decoder.finishSeen()) {
        throw e;
      }
      more = false; // The answer was complete; only its usage may be missing.
    }
    if (more) {
      take();
    } else {
      endOfBody();
    }
  }

  private void endOfBody() {
    if (!decoder.finishSeen()) {
      ended = true;
      throw new InterruptedStreamException(
          "the stream ended without saying that it is complete; what came is in partial()",
          details,
          null);
    }
    end();
  }

  private void end() {
    ended = true;
    decoder.end();
  }

  private void take() {
    if (isBlank()) {
      return;
    }
    if (isDone()) {
      end();
      return;
    }
    if (events.event().equals("error")) { // LM Studio's form; the data may be plain text.
      throw refusal.apply(ErrorBody.ofText(events.data()));
    }
    byte[] data = events.dataBuffer();
    int from = events.dataStart();
    int to = from + events.dataLength();
    if (decoder.takes(data, from, to)) {
      return;
    }
    Optional<JsonNode> chunk =
        Json.parse(data, from, to - from)
            .or(() -> Json.parse(events.data())); // Replaces what is no UTF-8.
    Optional<ErrorBody> error = chunk.flatMap(decoder::refusal);
    if (error.isPresent()) {
      throw refusal.apply(error.get());
    }
    if (chunk.isPresent() && chunk.get().isObject()) {
      decoder.chunk(chunk.get());
      decoder.chunkWas(data, from, to);
      if (decoder.ended()) {
        end();
      }
    } else if (body.ended()) {
      endOfBody(); // An event that the end has cut.
    } else if (!decoder.finishSeen() && decoder.isChunk(events.event())) {
      throw new ProtocolException(
          "an event of the stream is no JSON object; what came before is in partial()",
          details,
          null);
    }
  }

  private boolean isBlank() {
    byte[] data = events.dataBuffer();
    for (int i = events.dataStart(); i < events.dataStart() + events.dataLength(); i++) {
      if (data[i] > ' ' || data[i] < 0) {
        return false;
      }
    }
    return true;
  }

  private boolean isDone() {
    return events.dataLength() < 32 && events.data().strip().equals("[DONE]");
  }
}
