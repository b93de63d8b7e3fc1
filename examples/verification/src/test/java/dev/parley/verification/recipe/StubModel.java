package dev.parley.verification.recipe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server on the loopback interface that takes itself for OpenAI's, writes down what it is asked,
 * and answers as it was told. Thread-safe.
 */
final class StubModel implements AutoCloseable {
  /** The user's key, put together so that nobody takes it for one that has leaked. */
  static final String KEY = "sk-" + "recipe-key-of-nobody";

  static final String MODEL = "gpt-5-mini";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private volatile Script script = asked -> Reply.of("It answers.");
  private volatile int outputTokens = 5;

  /** A question: the header that has the key, the body, and the texts of its messages. */
  record Asked(String authorization, String body, String text) {}

  /** What comes back: an answer with status 200, else what is wrong. */
  record Reply(int status, String text) {
    static Reply of(String text) {
      return new Reply(200, text);
    }
  }

  /** Says what comes back; whoever asks waits until it has. */
  interface Script {
    Reply reply(Asked asked) throws InterruptedException;
  }

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
    answers(asked -> Reply.of(text));
  }

  void answers(Script told) {
    script = told;
  }

  /** Sets what it says that its answers took. */
  void takes(int tokens) {
    outputTokens = tokens;
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
      Asked question = new Asked(String.valueOf(authorization), body, text.toString());
      asked.add(question);
      Reply reply = reply(question);
      if (reply.status() != 200) {
        send(exchange, reply.status(), "application/json", error(reply.text()));
      } else if (json.path("stream").asBoolean()) {
        send(exchange, 200, "text/event-stream", stream(reply.text()));
      } else {
        send(exchange, 200, "application/json", whole(reply.text()));
      }
    }
  }

  private Reply reply(Asked question) throws IOException {
    try {
      return script.reply(question);
    } catch (InterruptedException e) {
      throw new InterruptedIOException("It was stopped while it made up its mind");
    }
  }

  private static void list(HttpExchange exchange) throws IOException {
    try (exchange) {
      String model =
          "{\"id\":\"" + MODEL + "\",\"object\":\"model\",\"created\":1,\"owned_by\":\"me\"}";
      String list = "{\"object\":\"list\",\"data\":[" + model + "]}";
      send(exchange, 200, "application/json", list);
    }
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private String stream(String answer) throws JsonProcessingException {
    String head =
        "data: {\"id\":\"s\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\""
            + MODEL
            + "\",\"choices\":[";
    String choice = head + "{\"index\":0,\"delta\":";
    return choice
        + "{\"role\":\"assistant\",\"content\":"
        + JSON.writeValueAsString(answer)
        + "},\"finish_reason\":null}]}\n\n"
        + choice
        + "{},\"finish_reason\":\"stop\"}]}\n\n"
        + head
        + "],"
        + usage()
        + "}\n\ndata: [DONE]\n\n";
  }

  private String whole(String answer) throws JsonProcessingException {
    return "{\"id\":\"w\",\"object\":\"chat.completion\",\"created\":1,\"model\":\""
        + MODEL
        + "\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
        + JSON.writeValueAsString(answer)
        + "},\"finish_reason\":\"stop\"}],"
        + usage()
        + "}";
  }

  private String usage() {
    return "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":"
        + outputTokens
        + ",\"total_tokens\":"
        + (3 + outputTokens)
        + "}";
  }

  private static String error(String text) throws JsonProcessingException {
    return "{\"error\":{\"message\":"
        + JSON.writeValueAsString(text)
        + ",\"type\":\"invalid_request_error\"}}";
  }

  /** Stops it; whoever asks from now on finds nobody. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
