package dev.parley.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Answers each connection once, with what it is told, or never. */
final class FakeRedis implements AutoCloseable {
  private final ServerSocket listening;
  private final String answer;
  private final boolean reads;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final Semaphore requests = new Semaphore(0);

  private FakeRedis(String answer, boolean reads) {
    this.answer = answer;
    this.reads = reads;
    try {
      listening = new ServerSocket();
      listening.setReceiveBufferSize(4_096);
      listening.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  static FakeRedis answering(String answer) {
    return new FakeRedis(answer, true);
  }

  static FakeRedis silent() {
    return new FakeRedis("", true);
  }

  static FakeRedis thatDoesNotRead() {
    return new FakeRedis("", false);
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "fake redis");
    thread.setDaemon(true);
    thread.start();
  }

  RedisStore.Builder store() {
    return RedisStore.builder()
        .host(listening.getInetAddress().getHostAddress())
        .port(listening.getLocalPort());
  }

  /** Waits until something was asked. */
  void awaitRequest() {
    try {
      if (!requests.tryAcquire(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("Nothing was asked");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        sockets.add(socket);
        if (reads) {
          start(() -> talk(socket));
        }
      } catch (IOException e) {
        return; // The test is over.
      }
    }
  }

  private void talk(Socket socket) {
    byte[] buffer = new byte[1 << 16];
    try (socket) {
      InputStream in = socket.getInputStream();
      boolean answered = false;
      while (in.read(buffer) >= 0) {
        requests.release();
        if (!answered && !answer.isEmpty()) {
          socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
          answered = true;
        }
      }
    } catch (IOException e) {
      return; // The client has ended it.
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
