package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.ErrorDetails;
import dev.parley.error.ModelException;
import dev.parley.error.ProtocolException;
import dev.parley.spi.Loopback;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import okhttp3.Response;

/** Starts exchanges and reads answers that are not streams, errors among them. */
final class AnswerReader {
  /** The largest whole answer. */
  static final int LARGEST_ANSWER = 64 << 20;

  /** As much of an error as anyone reads. */
  private static final int LARGEST_ERROR = 64 << 10;

  private static final int CHUNK = 8192;

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
    byte[] body = body(exchange, response, exchange, LARGEST_ERROR, true);
    String text = Utf8.decode(body, 0, body.length);
    throw refusal(exchange, response, ErrorBody.ofText(text));
  }

  /** The answer's body, which must be JSON that is no error. */
  Answer answer(Exchange exchange, Response response) {
    byte[] body = body(exchange, response, exchange, LARGEST_ANSWER, false);
    return new Answer(json(exchange, response, body), details(exchange, response));
  }

  /**
   * Reads a whole answer into the decoder, to its end. A gateway may have made events of it.
   *
   * @return the body as it came, decoded when asked for
   */
  Supplier<String> whole(
      Exchange exchange, Response response, ByteSource source, AnswerDecoder decoder) {
    byte[] body = body(exchange, response, source, LARGEST_ANSWER, false);
    if (OpenedBody.isEvents(body, 0, body.length, true)) {
      StreamedAnswer events =
          streamed(exchange, response, SseText.source(body, body.length), decoder);
      try {
        while (!events.ended()) {
          events.advance();
        }
      } catch (IOException e) {
        throw failures.inAnswer(e, exchange, details(exchange, response));
      }
    } else {
      decoder.answeredWith(details(exchange, response));
      decoder.whole(json(exchange, response, body));
    }
    return () -> Utf8.decode(body, 0, body.length);
  }

  /** An answer that comes as events, of which none has been read. */
  StreamedAnswer streamed(
      Exchange exchange, Response response, ByteSource source, AnswerDecoder decoder) {
    ErrorDetails details = details(exchange, response);
    decoder.answeredWith(details);
    return new StreamedAnswer(
        source,
        StreamExchange.LARGEST_EVENT,
        decoder,
        details,
        error -> refusal(exchange, response, error));
  }

  private JsonNode json(Exchange exchange, Response response, byte[] body) {
    JsonNode json =
        Json.parse(body, 0, body.length)
            .or(() -> Json.parse(Utf8.decode(body, 0, body.length))) // Replaces what is no UTF-8.
            .orElseThrow(() -> notJson(exchange, response, body.length == 0));
    if (ErrorBody.present(json)) {
      throw refusal(exchange, response, ErrorBody.of(json));
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
            + "; is this the address of a Chat Completions server?",
        // An empty answer is a server that gave up, not one that speaks otherwise.
        details(exchange, response).toBuilder().retryable(empty ? Boolean.TRUE : null).build(),
        null);
  }

  private byte[] body(
      Exchange exchange, Response response, ByteSource source, int largest, boolean mayBeCut) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] chunk = new byte[CHUNK];
    try {
      for (int n = source.read(chunk, 0, CHUNK); n > 0; n = source.read(chunk, 0, CHUNK)) {
        body.write(chunk, 0, n);
        if (body.size() > largest) {
          if (mayBeCut) {
            break;
          }
          throw new ProtocolException(
              "the answer is larger than " + largest + " bytes", details(exchange, response), null);
        }
      }
    } catch (IOException e) {
      // What came of an error says more than why the rest did not, unless the caller gave up.
      if (!mayBeCut || failures.callerGaveUp()) {
        throw failures.inAnswer(e, exchange, details(exchange, response));
      }
    }
    return body.toByteArray();
  }
}
