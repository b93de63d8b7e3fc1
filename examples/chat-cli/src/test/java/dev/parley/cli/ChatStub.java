package dev.parley.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server on the loopback interface that streams one answer to whatever it is asked. */
final class ChatStub implements AutoCloseable {
  private static final String ANSWER =
      """
      data: {"id":"s","object":"chat.completion.chunk","created":1,"model":"m","choices":[\
      {"index":0,"delta":{"role":"assistant","content":"It answers."},"finish_reason":null}]}

      data: {"id":"s","object":"chat.completion.chunk","created":1,"model":"m","choices":[\
      {"index":0,"delta":{},"finish_reason":"stop"}]}

      data: [DONE]

      """;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  ChatStub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", ChatStub::answer);
    server.start();
  }

  String baseUrl() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write(ANSWER.getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }
}
