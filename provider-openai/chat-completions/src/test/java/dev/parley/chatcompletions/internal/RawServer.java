package dev.parley.chatcompletions.internal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A server on loopback that does byte for byte what a script says, one thread for each connection.
 * It counts connections and requests and sees clients hang up. Closing it frees every script.
 */
final class RawServer implements AutoCloseable {
  /** What the server does with a connection; the connection is closed when it returns. */
  @FunctionalInterface
  interface Script {
    void serve(Connection connection) throws IOException;
  }

  private final ServerSocket listener;
  private final Script script;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Socket> sockets = new ArrayList<>();
  private int accepted;
  private int open;
  private int requests;
  private int hangUps;

  private RawServer(ServerSocket listener, Script script) {
    this.listener = listener;
    this.script = script;
  }

  /** Serves every connection with {@code script}. */
  static RawServer start(Script script) {
    try {
      return start(
          new ServerSocket(0, 200, InetAddress.getByAddress(new byte[] {127, 0, 0, 1})), script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Serves the connections of {@code listener}. */
  static RawServer start(ServerSocket listener, Script script) {
    RawServer server = new RawServer(listener, script);
    daemon(server::accept);
    return server;
  }

  /** Answers every request on every connection with the same bytes. */
  static RawServer answering(String response) {
    return start(
        connection -> {
          while (connection.readRequest()) {
            connection.send(response);
          }
        });
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + port() + "/v1");
  }

  int port() {
    return listener.getLocalPort();
  }

  synchronized int accepted() {
    return accepted;
  }

  synchronized int requests() {
    return requests;
  }

  /** Waits until so many clients hung up on scripts that waited for it. */
  boolean awaitHangUps(int count, Duration limit) {
    return await(() -> hangUps >= count, limit);
  }

  /** Waits until so many requests have come. */
  boolean awaitRequests(int count, Duration limit) {
    return await(() -> requests >= count, limit);
  }

  /** Waits until so many connections are open. */
  boolean awaitOpen(int count, Duration limit) {
    return await(() -> open == count, limit);
  }

  /** Waits until so many connections are open or fewer. */
  boolean awaitOpenAtMost(int count, Duration limit) {
    return await(() -> open <= count, limit);
  }

  private synchronized boolean await(java.util.function.BooleanSupplier condition, Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    try {
      while (!condition.getAsBoolean()) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          return false;
        }
        wait(left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        synchronized (this) {
          accepted++;
          open++;
          sockets.add(socket);
          notifyAll();
        }
        daemon(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      script.serve(new Connection(socket));
    } catch (IOException e) {
      // The client went away, or the server was closed.
    } finally {
      synchronized (this) {
        open--;
        notifyAll();
      }
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "raw-server");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      listener.close();
      synchronized (this) {
        for (Socket socket : sockets) {
          socket.close();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One connection, as its script sees it. */
  final class Connection {
    private final Socket socket;
    private final InputStream in;
    private String head = "";
    private String body = "";

    Connection(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Reads a whole request; false if the client has hung up. */
    boolean readRequest() throws IOException {
      StringBuilder text = new StringBuilder();
      while (text.indexOf("\r\n\r\n") < 0) {
        int next = in.read();
        if (next < 0) {
          return false;
        }
        text.append((char) next);
      }
      head = text.toString();
      body = new String(in.readNBytes(contentLength()), StandardCharsets.UTF_8);
      synchronized (RawServer.this) {
        requests++;
        RawServer.this.notifyAll();
      }
      return true;
    }

    private int contentLength() {
      for (String line : head.split("\r\n", -1)) {
        if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          return Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
        }
      }
      return 0;
    }

    String head() {
      return head;
    }

    String body() {
      return body;
    }

    void send(String text) throws IOException {
      send(text.getBytes(StandardCharsets.UTF_8));
    }

    void send(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    }

    /** Leads everything to a port of this machine, both ways, until one side hangs up. */
    void relay(int port) throws IOException {
      try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
        synchronized (RawServer.this) {
          sockets.add(server);
        }
        daemon(
            () -> {
              try (socket) {
                server.getInputStream().transferTo(socket.getOutputStream());
              } catch (IOException e) {
                // One of the two has gone.
              }
            });
        in.transferTo(server.getOutputStream());
      }
    }

    /** Waits for the client to hang up. */
    void awaitHangUp() {
      try {
        while (in.read() >= 0) {
          // More of what nobody asked for.
        }
      } catch (IOException e) {
        // That is a hang-up too, unless the server was closed.
      }
      if (closed.getCount() > 0) {
        synchronized (RawServer.this) {
          hangUps++;
          RawServer.this.notifyAll();
        }
      }
    }

    /** Does nothing for a while. */
    void pause(Duration length) throws IOException {
      try {
        if (closed.await(length.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new IOException("The server was closed");
        }
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    /** Waits for what another thread says. */
    void await(CountDownLatch latch) throws IOException {
      try {
        if (!latch.await(20, TimeUnit.SECONDS)) {
          throw new IOException("Nobody said anything");
        }
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    /** Breaks the connection without a goodbye. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }
}
