package dev.parley.verification.recipe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server on the loopback interface that takes itself for OpenAI's, writes down what it is asked,
 * and streams one answer. Thread-safe.
 */
final class StubModel implements AutoCloseable {
  /** The user's key, put together so that nobody takes it for one that has leaked. */
  static final String KEY = "sk-" + "recipe-key-of-nobody";

  static final String MODEL = "gpt-5-mini";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private volatile String answer = "It answers.";

  /** A question: the header that has the key, the body, and the texts of its messages. */
  record Asked(String authorization, String body, String text) {}

  private StubModel(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", this::answer);
    server.createContext("/v1/models", StubModel::list);
    server.start();
  }

  static StubModel start() throws IOException {
    return on(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
  }

  /** Starts one on a server that is not started. */
  static StubModel on(HttpServer server) {
    return new StubModel(server);
  }

  /** The lines of the user's settings that lead here. */
  String settings() {
    return "openai.base-url = http://127.0.0.1:" + port() + "/v1";
  }

  int port() {
    return server.getAddress().getPort();
  }

  void answers(String text) {
    answer = text;
  }

  /** {@return everything that it was asked} */
  List<Asked> asked() {
    return asked;
  }

  /** {@return what it was asked last} */
  Asked last() {
    return asked.get(asked.size() - 1);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      JsonNode json = JSON.readTree(body);
      StringBuilder text = new StringBuilder();
      for (JsonNode message : json.path("messages")) {
        JsonNode content = message.path("content");
        text.append(content.isTextual() ? content.textValue() : content.toString()).append('\n');
      }
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      asked.add(new Asked(String.valueOf(authorization), body, text.toString()));
      send(exchange, "text/event-stream", stream(answer));
    }
  }

  private static void list(HttpExchange exchange) throws IOException {
    try (exchange) {
      String model =
          "{\"id\":\"" + MODEL + "\",\"object\":\"model\",\"created\":1,\"owned_by\":\"me\"}";
      String list = "{\"object\":\"list\",\"data\":[" + model + "]}";
      send(exchange, "application/json", list);
    }
  }

  private static void send(HttpExchange exchange, String type, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static String stream(String answer) throws JsonProcessingException {
    String head =
        "data: {\"id\":\"s\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\""
            + MODEL
            + "\",\"choices\":[{\"index\":0,\"delta\":";
    return head
        + "{\"role\":\"assistant\",\"content\":"
        + JSON.writeValueAsString(answer)
        + "},\"finish_reason\":null}]}\n\n"
        + head
        + "{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
  }

  /** Stops it; whoever asks from now on finds nobody. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }
}
