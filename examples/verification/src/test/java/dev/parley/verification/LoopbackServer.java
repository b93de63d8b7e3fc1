package dev.parley.verification;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Says {@value #ANSWER} in the Chat Completions protocol, at once or as a stream. */
final class LoopbackServer implements AutoCloseable {
  static final String ANSWER = "Good day";

  private static final String WHOLE =
      """
      {"id":"c1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,\
      "message":{"role":"assistant","content":"Good day"},"finish_reason":"stop"}],\
      "usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}""";
  private static final String STREAM =
      """
      data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m",\
      "choices":[{"index":0,"delta":{"role":"assistant","content":"Good "}}]}

      data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m",\
      "choices":[{"index":0,"delta":{"content":"day"},"finish_reason":"stop"}]}

      data: [DONE]

      """;

  private final HttpServer server;

  LoopbackServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/chat/completions", LoopbackServer::answer);
    server.start();
  }

  String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    boolean streamed = request.replace(" ", "").contains("\"stream\":true");
    String type = streamed ? "text/event-stream" : "application/json";
    byte[] body = (streamed ? STREAM : WHOLE).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
