package dev.parley.chatcompletions.internal;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.ModelException;
import dev.parley.error.ProtocolException;
import dev.parley.spi.EventSource;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Function;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * One streamed exchange: sends the request, reads server-sent events, hands out what the decoder
 * makes of them. {@code [DONE]} ends the stream at once, and so does the end of the body after a
 * finish reason; the end of the body without one is a broken stream.
 */
final class StreamExchange implements EventSource {
  /** The largest event: ample for a chunk of any answer, little enough for a heap. */
  private static final int LARGEST_EVENT = 16 << 20;

  /**
   * An exchange that has not begun, and what will read it.
   *
   * @param exchange the exchange
   * @param decoder passes its events to the consumer that it was made for
   */
  record Opened(Exchange exchange, AnswerDecoder decoder) {}

  private final Function<Consumer<CompletionEvent>, Opened> opener;
  private final AnswerReader reader;
  private final Queue<CompletionEvent> ready = new ArrayDeque<>();
  private volatile boolean cancelled;
  private volatile @Nullable Opened opened;
  private @Nullable Response response;
  private @Nullable SseReader events;
  private ErrorDetails details;
  private boolean ended;

  /**
   * Reads nothing yet.
   *
   * @param opener makes the exchange at the first read; may throw
   */
  StreamExchange(Function<Consumer<CompletionEvent>, Opened> opener, AnswerReader reader) {
    this.opener = opener;
    this.reader = reader;
    this.details = reader.details();
  }

  @Override
  public @Nullable CompletionEvent next() {
    while (ready.isEmpty()) {
      if (ended) {
        return null;
      }
      advance();
    }
    return ready.poll();
  }

  private void advance() {
    Opened open = opened == null ? open() : opened;
    if (events == null) {
      start(open);
    } else {
      readEvent(open, events);
    }
  }

  private Opened open() {
    if (cancelled) {
      throw reader.failures().cancelled(null); // Before the key is asked for.
    }
    Opened open = opener.apply(ready::add);
    opened = open;
    if (cancelled) {
      open.exchange().cancel();
    }
    return open;
  }

  private void start(Opened open) {
    Response head = reader.start(open.exchange());
    response = head;
    details = reader.details(head);
    open.decoder().answeredWith(details);
    if (isJson(head)) {
      open.exchange().enter(Kind.SILENCE);
      open.decoder().whole(reader.answer(open.exchange(), head).json());
      ended = true;
    } else {
      events = new SseReader(open.exchange(), LARGEST_EVENT);
    }
  }

  /** Some servers answer a stream's request with a whole answer, or with an error. */
  private static boolean isJson(Response response) {
    String type = response.header("content-type", "");
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("application/json");
  }

  private void readEvent(Opened open, SseReader from) {
    AnswerDecoder decoder = open.decoder();
    Response head = requireNonNull(response);
    boolean first = !decoder.started();
    try {
      if (!from.next()) {
        endOfBody(decoder);
        return;
      }
    } catch (IOException e) {
      if (decoder.finishSeen()) {
        endOfBody(decoder); // The answer was complete; only its usage may be missing.
        return;
      }
      throw reader.failures().inStream(e, open.exchange(), details);
    }
    take(from, decoder, error -> reader.refusal(open.exchange(), head, error));
    if (first && decoder.started()) {
      open.exchange().enter(Kind.SILENCE);
    }
  }

  private void endOfBody(AnswerDecoder decoder) {
    ended = true;
    if (!decoder.finishSeen()) {
      throw new InterruptedStreamException(
          "the stream ended without saying that it is complete; what came is in partial()",
          details,
          null);
    }
    decoder.end();
  }

  private void take(
      SseReader event, AnswerDecoder decoder, Function<ErrorBody, ModelException> refusal) {
    if (isBlank(event)) {
      return;
    }
    if (isDone(event)) {
      ended = true;
      decoder.end();
      return;
    }
    if (event.event().equals("error")) { // LM Studio's form; the data may be plain text.
      throw refusal.apply(ErrorBody.ofText(event.data()));
    }
    JsonNode chunk =
        Json.parse(event.dataBuffer(), event.dataStart(), event.dataLength())
            .or(() -> Json.parse(event.data())) // Replaces what is no UTF-8.
            .orElseThrow(this::malformed);
    if (ErrorBody.present(chunk)) {
      throw refusal.apply(ErrorBody.of(chunk));
    }
    if (!chunk.isObject()) {
      throw malformed();
    }
    decoder.chunk(chunk);
  }

  private ModelException malformed() {
    return new ProtocolException(
        "an event of the stream is no JSON object; what came before is in partial()",
        details,
        null);
  }

  private static boolean isBlank(SseReader event) {
    byte[] data = event.dataBuffer();
    for (int i = event.dataStart(); i < event.dataStart() + event.dataLength(); i++) {
      if (data[i] > ' ' || data[i] < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDone(SseReader event) {
    return event.dataLength() < 32 && event.data().strip().equals("[DONE]");
  }

  @Override
  public void cancel() {
    cancelled = true;
    Opened open = opened;
    if (open != null) {
      open.exchange().cancel();
    }
  }

  @Override
  public void release() {
    Opened open = opened;
    if (open != null) {
      open.exchange().close();
    }
  }
}
