package dev.parley.chatcompletions.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static dev.parley.chatcompletions.internal.Wire.json;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ModelInfo;
import dev.parley.chatcompletions.Dialect;
import dev.parley.error.ModelException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** A server that answers as it is told, and a model behind it. */
final class FakeServer implements AutoCloseable {
  private static final String EVENTS = "text/event-stream";
  private final WireMockServer server =
      new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));
  private final HttpTransport transport;

  FakeServer() {
    server.start();
    transport = Wire.transport(URI.create("http://127.0.0.1:" + server.port() + "/v1"));
  }

  /** From now on the server answers so. */
  FakeServer answering(ResponseDefinitionBuilder response) {
    server.resetAll();
    server.stubFor(post(anyUrl()).willReturn(response));
    return this;
  }

  FakeServer answering(int status, String contentType, String body) {
    return answering(
        aResponse().withStatus(status).withHeader("Content-Type", contentType).withBody(body));
  }

  /** The answer to a plain call that comes as that JSON, with double quotes for single ones. */
  Completion whole(String quotedJson) {
    return answering(200, "application/json", json(quotedJson)).complete();
  }

  /** The answer to a stream of these chunks, quoted so, and {@code [DONE]}. */
  Completion streamed(String... quotedChunks) {
    return text(events(quotedChunks) + Wire.DONE);
  }

  /** The answer to a stream with that body. */
  Completion text(String body) {
    return answering(200, EVENTS, body).stream();
  }

  /** Events with these chunks. */
  static String events(String... quotedChunks) {
    StringBuilder body = new StringBuilder();
    for (String chunk : quotedChunks) {
      body.append(Wire.event(chunk));
    }
    return body.toString();
  }

  /** What a plain call and a stream fail with; they must agree. */
  <E extends ModelException> E refused(Class<E> type, int status, String contentType, String body) {
    answering(status, contentType, body);
    assertThrows(type, this::stream);
    return assertThrows(type, this::complete);
  }

  /** The same with quoted JSON. */
  <E extends ModelException> E refused(Class<E> type, int status, String quotedJson) {
    return refused(type, status, "application/json", json(quotedJson));
  }

  /** What a stream of these chunks fails with. */
  <E extends ModelException> E broken(Class<E> type, String... quotedChunks) {
    answering(200, EVENTS, events(quotedChunks) + Wire.DONE);
    return assertThrows(type, this::stream);
  }

  Completion complete() {
    return complete(Wire.HI, Dialect.COMPATIBLE);
  }

  Completion complete(ChatRequest request, Dialect dialect) {
    return Wire.model(transport, dialect).complete(request);
  }

  Completion stream() {
    return stream(Wire.HI, Dialect.COMPATIBLE);
  }

  Completion stream(ChatRequest request, Dialect dialect) {
    try (CompletionStream stream = Wire.model(transport, dialect).stream(request)) {
      return stream.completion();
    }
  }

  List<CompletionEvent> streamEvents() {
    List<CompletionEvent> events = new ArrayList<>();
    try (CompletionStream stream = Wire.model(transport).stream(Wire.HI)) {
      stream.forEach(events::add);
    }
    return events;
  }

  /** The models that the server lists, with that JSON in quotes. */
  List<ModelInfo> listed(String quotedJson) {
    server.resetAll();
    server.stubFor(get("/v1/models").willReturn(okJson(json(quotedJson))));
    return new ListedModels("work", transport, "models", ListedModels.TIMEOUTS).list();
  }

  /** The names of the last request's headers, in lower case. */
  Set<String> requestHeaders() {
    Set<String> names = new TreeSet<>();
    server.getAllServeEvents().get(0).getRequest().getAllHeaderKeys().stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .forEach(names::add);
    return names;
  }

  /** The body of the last request. */
  JsonNode request() {
    String body = server.getAllServeEvents().get(0).getRequest().getBodyAsString();
    return Json.parse(body).orElseThrow();
  }

  @Override
  public void close() {
    transport.close();
    server.stop();
  }
}
