package dev.parley.llamalocal.internal;

import dev.parley.chat.Capabilities;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.chatcompletions.ChatCompletions;
import dev.parley.config.Secret;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.ModelException;
import dev.parley.error.NotFoundException;
import dev.parley.error.TimedOutException;
import dev.parley.error.TransportException;
import dev.parley.llamalocal.ServerListener;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One server process, from its start to its end. It loads on a thread of its own. Thread-safe. */
final class ServerRun implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ServerRun.class.getName());
  private static final Duration ASK_AGAIN = Duration.ofMillis(50);
  private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(5);

  /** For a question, not for the load, which takes what it takes while the process lives. */
  private static final Timeouts QUESTION =
      Timeouts.UNSET
          .with(Kind.CONNECT, Duration.ofSeconds(2))
          .with(Kind.FIRST_EVENT, Duration.ofSeconds(5));

  private final Path model;
  private final String name;
  private final Launch launch;
  private final CompletableFuture<ReadyServer> ready = new CompletableFuture<>();
  private final Thread loader;
  private @Nullable ServerProcess process;
  private @Nullable ChatCompletions chat;
  private boolean closed;

  private ServerRun(Path model, String name, Launch launch) {
    this.model = model;
    this.name = name;
    this.launch = launch;
    this.loader = new Thread(this::load, "parley-llama-server-start");
    loader.setDaemon(true);
  }

  /** Begins to load the model, which is asked for by that name. */
  static ServerRun begin(Path model, String name, Launch launch) {
    ServerRun run = new ServerRun(model, name, launch);
    run.loader.start();
    return run;
  }

  /** The server once it answers. */
  CompletableFuture<ReadyServer> ready() {
    return ready;
  }

  /** Whether it loads or answers, so far as is known. */
  synchronized boolean isUsable() {
    return !closed
        && !ready.isCompletedExceptionally()
        && (!ready.isDone() || (process != null && process.isAlive()));
  }

  private void load() {
    long start = System.nanoTime();
    tell(listener -> listener.loading(model));
    try {
      ReadyServer server = bringUp();
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      tell(listener -> listener.ready(model, took));
      ready.complete(server);
    } catch (InterruptedException | StartFailure | RuntimeException | Error e) {
      letGo();
      if (!isClosed()) {
        tell(listener -> listener.failed(model, String.valueOf(e.getMessage())));
      }
      // Last: whoever is told may start the next server at once.
      ready.completeExceptionally(e);
    }
  }

  private ReadyServer bringUp() throws StartFailure, InterruptedException {
    requireOpen();
    Secret key = Launch.newKey();
    ServerProcess started = launch.start(model, key);
    synchronized (this) {
      process = started;
    }
    ChatCompletions connection = launch.connect(address(started), key);
    synchronized (this) {
      chat = connection;
    }
    requireOpen();
    return new ReadyServer(connection, capabilities(started, connection), this::explain);
  }

  private URI address(ServerProcess started) throws StartFailure, InterruptedException {
    requireOpen();
    try {
      return started.awaitAddress();
    } catch (IOException e) {
      throw ended(started, e);
    }
  }

  private void requireOpen() throws StartFailure {
    if (isClosed()) {
      throw new StartFailure(StartFailure.Kind.CLOSED, "closed while it was started", null);
    }
  }

  /** Refused and loading mean to wait. */
  private Capabilities capabilities(ServerProcess started, ChatCompletions connection)
      throws StartFailure, InterruptedException {
    while (true) {
      try {
        connection.get(name, "health", QUESTION);
        return properties(connection);
      } catch (ModelException e) {
        boolean waiting =
            e instanceof TransportException
                || e instanceof TimedOutException
                || LlamaErrors.isLoading(e);
        // The last answer of a server that is killed may be cut, and look like another error.
        if (waiting ? !started.isAlive() : started.hasEnded()) {
          throw ended(started, e);
        }
        if (!waiting) {
          throw e;
        }
      }
      LockSupport.parkNanos(ASK_AGAIN.toNanos());
    }
  }

  private Capabilities properties(ChatCompletions connection) {
    try {
      return ServerProperties.capabilities(connection.get(name, Connections.PROPERTIES, QUESTION));
    } catch (NotFoundException | InvalidRequestException e) {
      return ServerProperties.OF_EVERY_SERVER; // A server that is older or was told not to tell.
    }
  }

  private StartFailure ended(ServerProcess started, Exception cause) throws InterruptedException {
    String how =
        started.hasEnded() ? started.end() : "it closed its log before it said where it listens";
    return new StartFailure(
        StartFailure.Kind.SERVER_FAILED,
        "llama-server could not load "
            + model
            + ": "
            + how
            + ". The end of its log:\n"
            + started.logTail(),
        cause);
  }

  /** What the end of the process adds to a failure, if it has ended. */
  private ModelException explain(ModelException failure) {
    ServerProcess started = process();
    boolean broken =
        failure instanceof InterruptedStreamException || failure instanceof TransportException;
    if (!broken || started == null || isClosed() || !hasEnded(started)) {
      return failure;
    }
    String what =
        "llama-server ended while it answered: "
            + started.end()
            + "; the end of its log is in details().providerMessage(), and the next call starts it"
            + " again";
    // The log may quote the request.
    ErrorDetails details = failure.details().toBuilder().providerMessage(started.logTail()).build();
    return failure instanceof TransportException
        ? new TransportException(what, details, failure)
        : new InterruptedStreamException(what, details, failure);
  }

  private static boolean hasEnded(ServerProcess started) {
    try {
      return started.hasEnded();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private synchronized @Nullable ServerProcess process() {
    return process;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private void tell(Consumer<ServerListener> news) {
    try {
      news.accept(launch.listener());
    } catch (RuntimeException | Error e) { // Callers would wait for ever.
      LOG.log(Level.WARNING, "A listener of llama-server failed", e);
    }
  }

  /** Lets go of a process that has ended; streams that it broke may not have noticed yet. */
  void bury() {
    ServerProcess ended = process();
    if (ended != null) {
      ended.close();
    }
  }

  /** Ends the process and what it does for anybody. Idempotent. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    ready.completeExceptionally(
        new StartFailure(StartFailure.Kind.CLOSED, "the provider was closed meanwhile", null));
    letGo();
    awaitLoader();
  }

  /** It may be about to start the process, and ends it then. */
  private void awaitLoader() {
    if (Thread.currentThread().equals(loader)) {
      return; // A listener closes the provider.
    }
    try {
      loader.join(LONGEST_FAREWELL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void letGo() {
    ChatCompletions connection;
    ServerProcess started;
    synchronized (this) {
      connection = chat;
      started = process;
    }
    if (connection != null) {
      connection.close();
    }
    if (started != null) {
      started.close();
    }
  }
}
