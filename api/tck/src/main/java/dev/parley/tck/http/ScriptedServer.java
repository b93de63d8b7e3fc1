package dev.parley.tck.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLSocket;

/**
 * A server on a free port of loopback that does byte for byte what a script says. Each connection
 * has a thread, whose name begins with {@link #THREAD_PREFIX}. It records requests and sees clients
 * hang up; closing it frees every script, whatever it waits for. Thread-safe.
 */
public final class ScriptedServer implements AutoCloseable {
  /** How the names of all threads begin that the kit starts. */
  public static final String THREAD_PREFIX = "parley-tck-";

  private static final int BACKLOG = 2_000;

  /** What the server does with a connection, which is closed when it returns. */
  @FunctionalInterface
  public interface Script {
    /**
     * Serves one connection.
     *
     * @throws IOException if the client goes away or the server is closed; nobody minds
     */
    void serve(ScriptedConnection connection) throws IOException;
  }

  private final ServerSocket listener;
  private final Script script;
  private final String scheme;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicLong bytesSent = new AtomicLong();
  private final List<Socket> open = new ArrayList<>();
  private final List<RecordedRequest> requests = new ArrayList<>();
  private int accepted;
  private int hangUps;

  private ScriptedServer(ServerSocket listener, Script script, String scheme) {
    this.listener = listener;
    this.script = script;
    this.scheme = scheme;
    start(this::accept, "accept");
  }

  private ScriptedServer(ServerSocket listener, List<Socket> fillers) {
    this.listener = listener;
    this.script = connection -> {};
    this.scheme = "http";
    open.addAll(fillers);
  }

  /** {@return a server that serves every connection by {@code script}} */
  public static ScriptedServer start(Script script) {
    return start(ServerSocketFactory.getDefault(), script, "http");
  }

  /**
   * {@return a server that does so over TLS}
   *
   * @param sockets those of the server's certificate, such as {@link SelfSigned#serverSockets()}
   */
  public static ScriptedServer startTls(ServerSocketFactory sockets, Script script) {
    return start(sockets, script, "https");
  }

  private static ScriptedServer start(ServerSocketFactory sockets, Script script, String scheme) {
    try {
      byte[] loopback = {127, 0, 0, 1};
      InetAddress address = InetAddress.getByAddress(loopback);
      return new ScriptedServer(sockets.createServerSocket(0, BACKLOG, address), script, scheme);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * {@return a server that takes no connection: its queue is full} On systems that refuse then,
   * connecting fails at once instead.
   */
  public static ScriptedServer deaf() {
    try {
      byte[] loopback = {127, 0, 0, 1};
      ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByAddress(loopback));
      return new ScriptedServer(listener, fillers(listener));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Connections until one more does not stand within a moment. */
  private static List<Socket> fillers(ServerSocket listener) throws IOException {
    List<Socket> fillers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Socket filler = new Socket();
      fillers.add(filler);
      try {
        filler.connect(listener.getLocalSocketAddress(), 100);
      } catch (SocketTimeoutException | ConnectException full) {
        break;
      }
    }
    return fillers;
  }

  /** {@return a server that answers every request with the same reply and keeps connections} */
  public static ScriptedServer answering(Reply reply) {
    return start(
        connection -> {
          while (connection.readRequest().isPresent()) {
            connection.send(reply);
          }
        });
  }

  /** {@return its address, without a path} */
  public URI uri() {
    return URI.create(scheme + "://127.0.0.1:" + listener.getLocalPort());
  }

  /** {@return the requests so far, in the order in which they came} */
  public synchronized List<RecordedRequest> requests() {
    return List.copyOf(requests);
  }

  /** {@return how many connections there have been} */
  public synchronized int accepted() {
    return accepted;
  }

  /** {@return how many connections are open} */
  public synchronized int openConnections() {
    return open.size();
  }

  /** {@return how many bytes clients, and the buffers before them, have taken} */
  public long bytesSent() {
    return bytesSent.get();
  }

  /** {@return whether so many requests have come, within {@code bound}} */
  public boolean awaitRequests(int count, Duration bound) {
    return await(() -> requests.size() >= count, bound);
  }

  /**
   * {@return whether clients have left so many scripts that were waiting or sending, within {@code
   * bound}}
   */
  public boolean awaitHangUps(int count, Duration bound) {
    return await(() -> hangUps >= count, bound);
  }

  /** {@return whether as few connections are open, within {@code bound}} */
  public boolean awaitOpenConnections(int count, Duration bound) {
    return await(() -> open.size() <= count, bound);
  }

  private synchronized boolean await(BooleanSupplier condition, Duration bound) {
    long end = System.nanoTime() + bound.toNanos();
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
        int number = opened(socket);
        start(() -> serve(socket, number), "connection");
      }
    } catch (IOException e) {
      if (!isClosed()) { // Clients should not wait for a server that takes nobody any more.
        close();
        throw new UncheckedIOException(e);
      }
    }
  }

  private synchronized int opened(Socket socket) throws IOException {
    if (isClosed()) {
      socket.close(); // It came while the others were closed.
    }
    open.add(socket);
    notifyAll();
    return accepted++;
  }

  private void serve(Socket socket, int number) {
    try (socket) {
      socket.setTcpNoDelay(true);
      serve(new ScriptedConnection(this, socket, number));
    } catch (IOException e) {
      // It was closed before the script began, or is broken already.
    } finally {
      synchronized (this) {
        open.remove(socket);
        notifyAll();
      }
    }
  }

  private void serve(ScriptedConnection connection) {
    try {
      script.serve(connection);
    } catch (IOException e) {
      connection.hungUp(); // In the middle of what the script was sending or reading.
    }
  }

  private static void start(Runnable task, String what) {
    Thread thread = new Thread(task, THREAD_PREFIX + what);
    thread.setDaemon(true);
    thread.start();
  }

  synchronized void record(RecordedRequest request) {
    requests.add(request);
    notifyAll();
  }

  void sent(int bytes) {
    bytesSent.addAndGet(bytes);
  }

  synchronized void hungUp() {
    if (!isClosed()) {
      hangUps++;
      notifyAll();
    }
  }

  boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** {@return whether the server was closed, which is waited for within {@code bound}} */
  boolean awaitClosed(Optional<Duration> bound) throws InterruptedException {
    if (bound.isEmpty()) {
      closed.await();
      return true;
    }
    return closed.await(bound.get().toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      listener.close();
      List<Socket> left;
      synchronized (this) {
        left = List.copyOf(open);
      }
      for (Socket socket : left) {
        abandon(socket);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void abandon(Socket socket) throws IOException {
    if (socket instanceof SSLSocket) {
      try {
        socket.setSoLinger(true, 0); // Its farewell would wait for a client that reads nothing.
      } catch (SocketException e) {
        return; // Its script has closed it meanwhile.
      }
    }
    socket.close();
  }
}
