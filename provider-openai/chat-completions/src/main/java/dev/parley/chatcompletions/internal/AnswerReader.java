package dev.parley.chatcompletions.internal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.ModelId;
import dev.parley.error.ErrorDetails;
import dev.parley.error.ModelException;
import dev.parley.error.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import okhttp3.Headers;
import okhttp3.Response;

/** Starts exchanges and reads answers that are not streams, errors among them. */
final class AnswerReader {
  /** The largest whole answer. */
  private static final int LARGEST_ANSWER = 64 << 20;

  /** As much of an error as anyone reads. */
  private static final int LARGEST_ERROR = 64 << 10;

  private static final int CHUNK = 8192;

  private final ModelId model;
  private final Failures failures;
  private final ErrorMapping errors;

  AnswerReader(ModelId model, HttpTransport transport, Clock clock) {
    this.model = model;
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
    String body = new String(body(exchange, response, LARGEST_ERROR, true), StandardCharsets.UTF_8);
    throw errors.map(response.code(), response.headers(), ErrorBody.ofText(body));
  }

  /** The answer's body, which must be a JSON object that is no error. */
  JsonNode json(Exchange exchange, Response response) {
    byte[] body = body(exchange, response, LARGEST_ANSWER, false);
    JsonNode answer =
        Json.parse(body, 0, body.length).orElseThrow(() -> notJson(response, body.length == 0));
    if (ErrorBody.present(answer)) {
      throw errors.map(response.code(), response.headers(), ErrorBody.of(answer));
    }
    return answer;
  }

  /** An error that came inside a stream of status 200. */
  ModelException refusal(ErrorDetails stream, ErrorBody body) {
    int status = stream.status().orElse(200);
    Headers.Builder headers = new Headers.Builder();
    stream.requestId().ifPresent(id -> headers.addUnsafeNonAscii("x-request-id", id));
    return errors.map(status, headers.build(), body);
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
      if (!mayBeCut || exchange.expired().isPresent()) {
        throw failures.inAnswer(e, exchange, details(response));
      }
    }
    return body.toByteArray();
  }
}
