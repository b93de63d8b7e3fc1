package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.ErrorDetails;
import dev.parley.error.ModelException;
import dev.parley.error.ProtocolException;
import dev.parley.spi.Loopback;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import okhttp3.Response;

/** Starts exchanges and reads answers that are not streams, errors among them. */
final class AnswerReader {
  /** The largest whole answer. */
  static final int LARGEST_ANSWER = 64 << 20;

  /** As much of an error as anyone reads. */
  private static final int LARGEST_ERROR = 64 << 10;

  /** Room for an answer of unknown length. */
  private static final int FIRST_ROOM = 4096;

  /** A longer one is not believed before it comes. */
  private static final int LARGEST_TOLD = 1 << 20;

  /** What came of a body: the first bytes of an array. */
  private static final class Body {
    private final byte[] bytes;
    private final int length;

    Body(byte[] bytes, int length) {
      this.bytes = bytes;
      this.length = length;
    }

    String text() {
      return Utf8.decode(bytes, 0, length);
    }
  }

  /**
   * A whole answer.
   *
   * @param json what it says
   * @param details of the answer
   */
  record Answer(JsonNode json, ErrorDetails details) {}

  private final ModelId model;
  private final HttpTransport transport;
  private final Failures failures;
  private final ErrorMapping errors;

  AnswerReader(ModelId model, HttpTransport transport, Clock clock) {
    this.model = model;
    this.transport = transport;
    this.failures = new Failures(model, transport);
    this.errors = new ErrorMapping(model, transport.endpoint(), clock);
  }

  Failures failures() {
    return failures;
  }

  /** Details where there is no answer. */
  ErrorDetails details() {
    return ErrorDetails.of(model);
  }

  /** Details of an answer that is not an error by itself. */
  ErrorDetails details(Exchange exchange, Response response) {
    return errors.details(response.code(), response.headers(), exchange.sent());
  }

  /** Throws if the server is one that may not be talked to. */
  void requireAllowed() {
    if (transport.endpoint().offline()) {
      Loopback.require(model, URI.create(transport.endpoint().server()));
    }
  }

  /** Sends a request whose answer is no stream, and reads that. */
  Answer ask(Supplier<Exchange> opener) {
    return ask(opener, this::answer);
  }

  /** Sends a request, and lets {@code answer} read what comes. */
  <T> T ask(Supplier<Exchange> opener, BiFunction<Exchange, Response, T> answer) {
    requireAllowed();
    if (Thread.currentThread().isInterrupted()) {
      throw failures.cancelled(null);
    }
    try (Exchange exchange = opener.get()) {
      Response response = start(exchange);
      exchange.enter(Kind.SILENCE);
      return answer.apply(exchange, response);
    }
  }

  /** Sends the request, and throws if the answer is a refusal. */
  Response start(Exchange exchange) {
    if (!exchange.begin()) {
      throw transport.tooMany(model);
    }
    Response response;
    try {
      response = exchange.start();
    } catch (IOException e) {
      throw failures.beforeAnswer(e, exchange);
    }
    if (response.isSuccessful()) {
      return response;
    }
    exchange.enter(Kind.SILENCE);
    Body body = body(exchange, response, exchange, LARGEST_ERROR, true);
    throw refusal(exchange, response, ErrorBody.ofText(body.text()));
  }

  /** The answer's body, which must be JSON that is no error. */
  Answer answer(Exchange exchange, Response response) {
    Body body = body(exchange, response, exchange, LARGEST_ANSWER, false);
    return new Answer(json(exchange, response, body, ErrorBody::find), details(exchange, response));
  }

  /**
   * Reads a whole answer into the decoder, to its end. A gateway may have made events of it.
   *
   * @return the body as it came, decoded when asked for
   */
  Supplier<String> whole(Exchange exchange, Response response, ByteSource source, Decoder decoder) {
    Body body = body(exchange, response, source, LARGEST_ANSWER, false);
    if (OpenedBody.isEvents(body.bytes, 0, body.length, true)) {
      StreamedAnswer events =
          streamed(
              exchange,
              response,
              details(exchange, response),
              SseText.source(body.bytes, body.length),
              decoder);
      try {
        while (!events.ended()) {
          events.advance();
        }
      } catch (IOException e) {
        throw failures.inAnswer(e, exchange, details(exchange, response));
      }
    } else {
      decoder.answeredWith(details(exchange, response));
      decoder.whole(json(exchange, response, body, decoder::refusal));
    }
    return body::text;
  }

  /** An answer that comes as events, of which none has been read. */
  StreamedAnswer streamed(
      Exchange exchange,
      Response response,
      ErrorDetails details,
      ByteSource source,
      Decoder decoder) {
    decoder.answeredWith(details);
    return new StreamedAnswer(
        source,
        StreamExchange.LARGEST_EVENT,
        decoder,
        details,
        error -> refusal(exchange, response, error));
  }

  private JsonNode json(
      Exchange exchange,
      Response response,
      Body body,
      Function<JsonNode, Optional<ErrorBody>> refusal) {
    JsonNode json =
        Json.parse(body.bytes, 0, body.length)
            .or(() -> Json.parse(body.text())) // Replaces what is no UTF-8.
            .orElseThrow(() -> notJson(exchange, response, body.length == 0));
    Optional<ErrorBody> error = refusal.apply(json);
    if (error.isPresent()) {
      throw refusal(exchange, response, error.get());
    }
    return json;
  }

  /** The error that an answer is, or that came inside one. */
  ModelException refusal(Exchange exchange, Response response, ErrorBody body) {
    return errors.map(response.code(), response.headers(), exchange.sent(), body);
  }

  private ProtocolException notJson(Exchange exchange, Response response, boolean empty) {
    return new ProtocolException(
        (empty ? "the answer is empty" : "the answer is not JSON")
            + "; is this the address of a server for models? check "
            + transport.endpoint().baseUrlHint(),
        // An empty answer is a server that gave up, not one that speaks otherwise.
        details(exchange, response).toBuilder().retryable(empty ? Boolean.TRUE : null).build(),
        null);
  }

  private Body body(
      Exchange exchange, Response response, ByteSource source, int largest, boolean mayBeCut) {
    long told = response.body().contentLength();
    // One more byte than there will be, so that the last read finds room and the end.
    byte[] bytes = new byte[told < 0 || told >= LARGEST_TOLD ? FIRST_ROOM : (int) told + 1];
    int length = 0;
    try {
      for (int n = source.read(bytes, 0, bytes.length); n > 0; ) {
        length += n;
        if (length > largest) {
          if (mayBeCut) {
            break;
          }
          throw new ProtocolException(
              "the answer is larger than " + largest + " bytes", details(exchange, response), null);
        }
        if (length == bytes.length) {
          bytes = Arrays.copyOf(bytes, 2 * length);
        }
        n = source.read(bytes, length, bytes.length - length);
      }
    } catch (IOException e) {
      // What came of an error says more than why the rest did not, unless the caller gave up.
      if (!mayBeCut || failures.callerGaveUp()) {
        throw failures.inAnswer(e, exchange, details(exchange, response));
      }
    }
    return new Body(bytes, length);
  }
}
