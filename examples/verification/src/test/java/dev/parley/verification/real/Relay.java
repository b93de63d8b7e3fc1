package dev.parley.verification.real;

import dev.parley.tck.http.ScriptedServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Stands between a client and a server, passes every byte on as it is, and counts the requests. A
 * side that hangs up takes the other with it. Thread-safe.
 */
final class Relay implements AutoCloseable {
  private final URI server;
  private final Consumer<String> passed;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger posts = new AtomicInteger();
  private final AtomicInteger gets = new AtomicInteger();

  /** Relays to a server; {@code passed} is told what clients have been sent. */
  Relay(URI server, Consumer<String> passed) {
    this.server = server;
    this.passed = passed;
    try {
      listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** How many requests of that kind clients have sent. */
  int posts() {
    return posts.get();
  }

  /** How many requests of that kind clients have sent. */
  int gets() {
    return gets.get();
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, ScriptedServer.THREAD_PREFIX + "relay");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        open.add(client);
        Socket upstream = new Socket(server.getHost(), server.getPort());
        open.add(upstream);
        client.setTcpNoDelay(true);
        upstream.setTcpNoDelay(true);
        start(() -> pass(client, upstream, text -> {}, this::count));
        start(() -> pass(upstream, client, passed, text -> {}));
      }
    } catch (IOException e) {
      close(); // It has been closed, or the server has ended.
    }
  }

  /** A client writes the head of a request at once, and the next one after the answer. */
  private void count(String sent) {
    if (sent.startsWith("POST ")) {
      posts.incrementAndGet();
    } else if (sent.startsWith("GET ")) {
      gets.incrementAndGet();
    }
  }

  private void pass(Socket from, Socket to, Consumer<String> after, Consumer<String> before) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[1 << 16];
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        String text = new String(buffer, 0, length, StandardCharsets.UTF_8);
        before.accept(text);
        out.write(buffer, 0, length);
        after.accept(text);
      }
    } catch (IOException e) {
      // One of them has hung up; both are closed.
    } finally {
      open.remove(from);
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
