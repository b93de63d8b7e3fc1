package dev.parley.cli.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server on the loopback interface that answers {@code prompt 7} with {@code answer 7}, unless
 * its script has something else for it, and remembers what came when.
 */
final class BatchServer implements AutoCloseable {
  private static final Pattern PROMPT = Pattern.compile("prompt (\\d+)");

  /** What it does. */
  enum Reply {
    ANSWER,
    /** 429, and says when to come again. */
    LIMIT,
    /** 401. */
    REJECT,
    /** 400. */
    BAD_REQUEST,
    /** Ends the connection in the middle of the answer. */
    CUT,
    /** Never answers. */
    STALL,
    /** Answers with JSON: the number, as {@code n}. */
    JSON,
    /** Answers with JSON whose {@code n} is a text. */
    WRONG_JSON,
    /** Answers with the beginning of some JSON, cut off at the limit of the output. */
    LONG,
    /** Says that it does not answer such. */
    REFUSE
  }

  /** What to do when a prompt comes for the so-manieth time, from 1. */
  interface Script {
    Reply reply(int prompt, int time);
  }

  /** A request. */
  record Arrival(long nanos, int prompt, String key, String body) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Script script;
  private final List<Arrival> arrivals = new ArrayList<>();
  private final Map<Integer, Integer> times = new HashMap<>();

  BatchServer(Script script) throws IOException {
    this.script = script;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/v1/chat/completions", this::serve);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  /** What has come so far. */
  List<Arrival> arrivals() {
    synchronized (arrivals) {
      return List.copyOf(arrivals);
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      Matcher matcher = PROMPT.matcher(body);
      int prompt = matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
      String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
      int time;
      synchronized (arrivals) {
        arrivals.add(new Arrival(System.nanoTime(), prompt, String.valueOf(key), body));
        time = times.merge(prompt, 1, Integer::sum);
      }
      reply(exchange, prompt, script.reply(prompt, time));
    }
  }

  private void reply(HttpExchange exchange, int prompt, Reply reply) throws IOException {
    byte[] answer = answer(prompt, reply).getBytes(UTF_8);
    switch (reply) {
      case LIMIT -> {
        exchange.getResponseHeaders().set("Retry-After", "1");
        exchange.sendResponseHeaders(429, -1);
      }
      case REJECT -> exchange.sendResponseHeaders(401, -1);
      case BAD_REQUEST -> exchange.sendResponseHeaders(400, -1);
      case CUT -> {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer, 0, answer.length / 2);
        exchange.getResponseBody().flush();
      }
      case STALL -> await();
      default -> {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
      }
    }
  }

  private static String answer(int prompt, Reply reply) {
    String content =
        switch (reply) {
          case JSON -> "\"content\":\"{\\\"n\\\": " + prompt + "}\"";
          case WRONG_JSON -> "\"content\":\"{\\\"n\\\": \\\"x\\\"}\"";
          case LONG -> "\"content\":\"{\\\"n\\\": \"";
          case REFUSE -> "\"content\":null,\"refusal\":\"I do not answer such.\"";
          default -> "\"content\":\"answer " + prompt + "\"";
        };
    return "{\"id\":\"x\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":["
        + "{\"index\":0,\"message\":{\"role\":\"assistant\","
        + content
        + "},\"finish_reason\":\""
        + (reply == Reply.LONG ? "length" : "stop")
        + "\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,"
        + "\"total_tokens\":5}}";
  }

  private void await() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdown();
  }
}
