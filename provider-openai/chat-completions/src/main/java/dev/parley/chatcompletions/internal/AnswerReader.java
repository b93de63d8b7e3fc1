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
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.function.Supplier;
import okhttp3.Response;

/** Starts exchanges and reads answers that are not streams, errors among them. */
final class AnswerReader {
  /** The largest whole answer. */
  private static final int LARGEST_ANSWER = 64 << 20;

  /** As much of an error as anyone reads. */
  private static final int LARGEST_ERROR = 64 << 10;

  private static final int CHUNK = 8192;

  /**
   * A whole answer.
   *
   * @param json what it says
   * @param text as it came, decoded when asked for
   * @param details of the answer
   */
  record Answer(JsonNode json, Supplier<String> text, ErrorDetails details) {}

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
  ErrorDetails details(Response response) {
    return errors.details(response.code(), response.headers());
  }

  /** Throws if the server is one that may not be talked to. */
  void requireAllowed() {
    if (transport.endpoint().offline()) {
      Loopback.require(model, URI.create(transport.endpoint().server()));
    }
  }

  /** Sends a request whose answer is no stream, and reads that. */
  Answer ask(Supplier<Exchange> opener) {
    requireAllowed();
    if (Thread.currentThread().isInterrupted()) {
      throw failures.cancelled(null);
    }
    try (Exchange exchange = opener.get()) {
      Response response = start(exchange);
      exchange.enter(Kind.SILENCE);
      return answer(exchange, response);
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
    String body = new String(body(exchange, response, LARGEST_ERROR, true), StandardCharsets.UTF_8);
    throw refusal(exchange, response, ErrorBody.ofText(body));
  }

  /** The answer's body, which must be JSON that is no error. */
  Answer answer(Exchange exchange, Response response) {
    byte[] body = body(exchange, response, LARGEST_ANSWER, false);
    JsonNode json =
        Json.parse(body, 0, body.length).orElseThrow(() -> notJson(response, body.length == 0));
    if (ErrorBody.present(json)) {
      throw refusal(exchange, response, ErrorBody.of(json));
    }
    return new Answer(json, () -> new String(body, StandardCharsets.UTF_8), details(response));
  }

  /** The error that an answer is, or that came inside one. */
  ModelException refusal(Exchange exchange, Response response, ErrorBody body) {
    return errors.map(response.code(), response.headers(), exchange.key(), body);
  }

  private ProtocolException notJson(Response response, boolean empty) {
    return new ProtocolException(
        (empty ? "the answer is empty" : "the answer is not JSON")
            + "; is this the address of a Chat Completions server?",
        // An empty answer is a server that gave up, not one that speaks otherwise.
        details(response).toBuilder().retryable(empty ? Boolean.TRUE : null).build(),
        null);
  }

  private byte[] body(Exchange exchange, Response response, int largest, boolean mayBeCut) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] chunk = new byte[CHUNK];
    try {
      for (int n = exchange.read(chunk, 0, CHUNK); n > 0; n = exchange.read(chunk, 0, CHUNK)) {
        body.write(chunk, 0, n);
        if (body.size() > largest) {
          if (mayBeCut) {
            break;
          }
          throw new ProtocolException(
              "the answer is larger than " + largest + " bytes", details(response), null);
        }
      }
    } catch (IOException e) {
      // What came of an error says more than why the rest did not, unless the caller gave up.
      if (!mayBeCut || failures.callerGaveUp()) {
        throw failures.inAnswer(e, exchange, details(response));
      }
    }
    return body.toByteArray();
  }
}
