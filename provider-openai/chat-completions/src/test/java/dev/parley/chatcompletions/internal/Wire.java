package dev.parley.chatcompletions.internal;

import dev.parley.chat.Capabilities;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.chatcompletions.Dialect;
import dev.parley.config.Secret;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pieces of the wire format, and models to read them. */
final class Wire {
  static final ModelId MODEL = new ModelId("work", "gpt-x");
  static final String KEY = "sk-very-secret-1";
  static final ChatRequest HI = ChatRequest.of("Hi, this is the prompt");

  /** The head of a stream in chunked encoding. */
  static final String STREAM =
      String.join(
          "\r\n",
          "HTTP/1.1 200 OK",
          "Content-Type: text/event-stream; charset=utf-8",
          "x-request-id: req_7",
          "Transfer-Encoding: chunked",
          "",
          "");

  /** The head of a stream that ends with its connection. */
  static final String STREAM_TO_THE_END =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";

  static final String DONE = "data: [DONE]\n\n";

  /** The end of a body in chunked encoding. */
  static final String LAST = "0\r\n\r\n";

  private static final String ANSWER =
      "{'id':'c1','model':'gpt-x-1','choices':[{'index':0,'finish_reason':'stop',"
          + "'message':{'role':'assistant','content':'Hello'}}],"
          + "'usage':{'prompt_tokens':9,'completion_tokens':2,'total_tokens':11}}";

  private Wire() {}

  /** JSON with double quotes for single ones. */
  static String json(String quoted) {
    return quoted.replace('\'', '"');
  }

  /** A whole answer that says Hello. */
  static String answer() {
    return json(ANSWER);
  }

  /** An event with a chunk of text, which must need no escapes. */
  static String text(String text) {
    return event(
        "{'id':'c1','model':'gpt-x-1','choices':[{'index':0,'delta':{'content':'"
            + text
            + "'},'finish_reason':null}],'usage':null}");
  }

  /** An event with the finish reason. */
  static String finish(String reason) {
    return event(
        "{'id':'c1','model':'gpt-x-1','choices':[{'index':0,'delta':{},'finish_reason':'"
            + reason
            + "'}]}");
  }

  /** An event with the usage. */
  static String usage(int input, int output) {
    return event(
        "{'id':'c1','choices':[],'usage':{'prompt_tokens':"
            + input
            + ",'completion_tokens':"
            + output
            + "}}");
  }

  /** An event with that JSON. */
  static String event(String quotedJson) {
    return "data: " + json(quotedJson) + "\n\n";
  }

  /** A piece of a body in chunked encoding. */
  static String chunked(String piece) {
    return Integer.toHexString(piece.getBytes(StandardCharsets.UTF_8).length)
        + "\r\n"
        + piece
        + "\r\n";
  }

  /** A whole response of status 200. */
  static String response(String body) {
    return response("200 OK", "application/json", body);
  }

  /** A whole response. */
  static String response(String status, String type, String body) {
    return "HTTP/1.1 "
        + status
        + "\r\nContent-Type: "
        + type
        + "\r\nContent-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  /** A stream that says Hello, with everything that belongs to it. */
  static String stream() {
    return STREAM
        + chunked(text("Hel"))
        + chunked(text("lo"))
        + chunked(finish("stop"))
        + chunked(usage(9, 2))
        + chunked(DONE)
        + LAST;
  }

  /** Where {@code baseUrl} is, with the key. */
  static Endpoint endpoint(URI baseUrl) {
    return endpoint(baseUrl, false);
  }

  /** The same, with or without leave to talk to other machines. */
  static Endpoint endpoint(URI baseUrl, boolean offline) {
    return new Endpoint(
        "work",
        baseUrl,
        Map.of(),
        () -> Secret.of(KEY),
        "setting \"work.api-key\"",
        "setting \"work.base-url\"",
        offline);
  }

  /** A transport without a proxy. */
  static HttpTransport transport(URI baseUrl) {
    return new HttpTransport(endpoint(baseUrl), Proxy.NO_PROXY);
  }

  /** A model over {@code transport}. */
  static ServerModel model(HttpTransport transport) {
    return model(transport, Dialect.COMPATIBLE);
  }

  /** The same with another dialect. */
  static ServerModel model(HttpTransport transport, Dialect dialect) {
    return ServerModel.chatCompletions(MODEL, Capabilities.UNKNOWN, dialect, transport);
  }

  /** {@link #HI} with one time-out set, or none. */
  static ChatRequest hi(@Nullable Kind kind, long millis) {
    Timeouts timeouts =
        kind == null ? Timeouts.UNSET : Timeouts.UNSET.with(kind, Duration.ofMillis(millis));
    return HI.toBuilder().timeouts(timeouts).build();
  }
}
