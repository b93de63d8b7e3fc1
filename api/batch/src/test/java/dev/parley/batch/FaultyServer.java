package dev.parley.batch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server of Chat Completions that refuses, cuts off and stalls, and remembers who asked what. */
final class FaultyServer implements AutoCloseable {
  private static final Pattern ROW = Pattern.compile("\"content\":\"(row-\\d+)\"");
  private static final Pattern PATH = Pattern.compile("/(\\d+)/.*");

  /**
   * A request.
   *
   * @param generation of the process that sent it, which is in its path
   */
  record Seen(int generation, String row, String key) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Random random;
  private final List<Seen> seen = new ArrayList<>();
  private int answered;
  private int holdAt = Integer.MAX_VALUE;
  private int held;

  FaultyServer(long seed) throws IOException {
    random = new Random(seed);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  String url(int generation) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + generation + "/v1";
  }

  synchronized List<Seen> seen() {
    return List.copyOf(seen);
  }

  /**
   * Answers so many more requests and waits until another one has come, which is held until {@link
   * #letGo}.
   */
  synchronized void awaitHeld(int more, Process process) throws InterruptedException {
    holdAt = answered + more;
    while (held == 0) {
      wait(100);
      if (!process.isAlive()) {
        throw new AssertionError("the process ended by itself after " + answered + " answers");
      }
    }
  }

  /** What is held is not answered any more and gone when this returns; what comes now is. */
  synchronized void letGo() throws InterruptedException {
    holdAt = Integer.MAX_VALUE;
    notifyAll();
    while (held > 0) { // Else the next kill would find it, and not wait.
      wait();
    }
  }

  /** Whether it may be answered; false for one that was held. */
  private synchronized boolean pass() {
    if (answered < holdAt) {
      return true;
    }
    held++;
    notifyAll();
    try {
      while (answered >= holdAt) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      held--;
      notifyAll();
    }
    return false;
  }

  synchronized int answered() {
    return answered;
  }

  private void serve(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Matcher row = ROW.matcher(body);
    Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
    if (!row.find() || !path.matches()) {
      exchange.sendResponseHeaders(400, -1);
      exchange.close();
      return;
    }
    String key = String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
    int die;
    synchronized (this) {
      seen.add(new Seen(Integer.parseInt(path.group(1)), row.group(1), key));
      die = random.nextInt(200);
    }
    if (!pass()) {
      exchange.close();
      return;
    }
    if (die < 10) {
      exchange.getResponseHeaders().set("retry-after-ms", "5");
      exchange.sendResponseHeaders(429, -1);
      exchange.close();
    } else if (die < 13) {
      byte[] whole = answer(row.group(1));
      exchange.sendResponseHeaders(200, whole.length);
      exchange.getResponseBody().write(whole, 0, whole.length / 2);
      exchange.close(); // Cut off.
    } else if (die >= 14) { // In between it stalls: nothing is sent, and nothing closed.
      byte[] whole = answer(row.group(1));
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, whole.length);
      exchange.getResponseBody().write(whole);
      exchange.close();
      synchronized (this) {
        answered++;
        notifyAll();
      }
    }
  }

  private static byte[] answer(String row) {
    return Lines.json(
            "{'id':'c1','object':'chat.completion','created':1,'model':'gpt-x','choices':[{"
                + "'index':0,'message':{'role':'assistant','content':'answer to "
                + row
                + "'},'finish_reason':'stop'}],"
                + "'usage':{'prompt_tokens':5,'completion_tokens':3,'total_tokens':8}}")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
