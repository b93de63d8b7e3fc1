package dev.parley.llamalocal.internal;

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
import java.util.function.BooleanSupplier;

/**
 * A server on loopback that answers as a script says and, like llama-server after streams and
 * errors, closes the connection then. It notes what it was asked and sees clients hang up.
 */
public final class ScriptedServer implements AutoCloseable {
  /** How a request is answered. */
  @FunctionalInterface
  public interface Script {
    /** Answers it. */
    void answer(Call call) throws IOException;
  }

  private static final Duration BOUND = Duration.ofSeconds(10);

  private final ServerSocket listener;
  private final Script script;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Socket> sockets = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();
  private int hangUps;

  private ScriptedServer(ServerSocket listener, Script script) {
    this.listener = listener;
    this.script = script;
  }

  /** Answers every request by {@code script}. */
  public static ScriptedServer start(Script script) {
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      ScriptedServer server = new ScriptedServer(new ServerSocket(0, 200, loopback), script);
      daemon(server::accept);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The address without a path. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  /** What was asked, in the order of coming. */
  public synchronized List<Call> calls() {
    return List.copyOf(calls);
  }

  /** What was asked at a path, queries left out. */
  public List<Call> calls(String path) {
    return calls().stream().filter(call -> call.path().equals(path)).toList();
  }

  /** Waits until so many requests have come at a path. */
  public boolean awaitCalls(String path, int count) {
    return await(() -> calls(path).size() >= count);
  }

  /** Waits until so many clients hung up on scripts that waited for it. */
  public boolean awaitHangUps(int count) {
    return await(() -> hangUps >= count);
  }

  private synchronized boolean await(BooleanSupplier condition) {
    long end = System.nanoTime() + BOUND.toNanos();
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
          sockets.add(socket);
        }
        daemon(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      Call call = new Call(socket);
      if (call.read()) {
        synchronized (this) {
          calls.add(call);
          notifyAll();
        }
        script.answer(call);
      }
    } catch (IOException e) {
      // The client went away, or the server was closed.
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "scripted-server");
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

  /** One request. */
  public final class Call {
    private final Socket socket;
    private final InputStream in;
    private String head = "";
    private String body = "";

    private Call(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new BufferedInputStream(socket.getInputStream());
    }

    private boolean read() throws IOException {
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
      return true;
    }

    private int contentLength() {
      String length = header("content-length");
      return length.isEmpty() ? 0 : Integer.parseInt(length);
    }

    /** A header's value; empty if it was not sent. */
    public String header(String name) {
      for (String line : head.split("\r\n", -1)) {
        if (line.toLowerCase(Locale.ROOT).startsWith(name + ":")) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
      return "";
    }

    /** The path with the query. */
    public String target() {
      return head.split(" ", 3)[1];
    }

    /** The path without the query. */
    public String path() {
      return target().replaceFirst("\\?.*", "");
    }

    /** The body. */
    public String body() {
      return body;
    }

    /** Answers with JSON. */
    public void json(int status, String json) throws IOException {
      int length = json.getBytes(StandardCharsets.UTF_8).length;
      send(
          "HTTP/1.1 "
              + status
              + " X\r\nServer: llama.cpp\r\nConnection: close\r\nContent-Length: "
              + length
              + "\r\nContent-Type: application/json; charset=utf-8\r\n\r\n"
              + json);
    }

    /** Answers with a stream of these events that ends with the connection. */
    public void stream(List<String> events) throws IOException {
      send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n");
      for (String event : events) {
        send("data: " + event + "\n\n");
      }
    }

    private void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
    }

    /** Says nothing until the client hangs up. */
    public void awaitHangUp() {
      try {
        while (in.read() >= 0) {
          // More of what nobody asked for.
        }
      } catch (IOException e) {
        // That is a hang-up too, unless the server was closed.
      }
      if (closed.getCount() > 0) {
        synchronized (ScriptedServer.this) {
          hangUps++;
          ScriptedServer.this.notifyAll();
        }
      }
    }
  }
}
