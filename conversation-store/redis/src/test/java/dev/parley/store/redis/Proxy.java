package dev.parley.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.net.ServerSocketFactory;

/** Stands between a store and Redis: counts, and loses what it is told to. */
final class Proxy implements AutoCloseable {
  private final ServerSocket listening;
  private final int target;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger answersToLose = new AtomicInteger();
  private volatile Consumer<String> onRequest = text -> {};

  Proxy(int target) {
    this(target, ServerSocketFactory.getDefault());
  }

  /** One that listens in its own way, such as TLS. */
  Proxy(int target, ServerSocketFactory sockets) {
    this.target = target;
    try {
      listening = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "proxy");
    thread.setDaemon(true);
    thread.start();
  }

  RedisStore.Builder store() {
    return RedisStore.builder()
        .host(listening.getInetAddress().getHostAddress())
        .port(listening.getLocalPort());
  }

  /** All that has gone through, both ways. */
  long bytes() {
    return bytes.get();
  }

  /** Instead of the next answer the connection ends. */
  void loseAnswer() {
    answersToLose.incrementAndGet();
  }

  /** Is told of each piece of a request, before Redis is. */
  void onRequest(Consumer<String> listener) {
    onRequest = listener;
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        server.setTcpNoDelay(true);
        client.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(server);
        start(() -> forward(client, server, true));
        start(() -> forward(server, client, false));
      } catch (IOException e) {
        close(); // Either by the test, or Redis is not there.
      }
    }
  }

  private void forward(Socket from, Socket to, boolean request) {
    byte[] buffer = new byte[1 << 16];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (request) {
          onRequest.accept(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
        } else if (answersToLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
          return;
        }
        bytes.addAndGet(n);
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      return; // One of both has ended; so does the other.
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
