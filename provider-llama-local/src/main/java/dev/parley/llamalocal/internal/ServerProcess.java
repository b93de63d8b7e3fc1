package dev.parley.llamalocal.internal;

import dev.parley.config.Secret;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A server that this JVM has started: ended when closed, when the JVM exits, and by the next JVM if
 * this one is killed. Thread-safe.
 */
final class ServerProcess implements AutoCloseable {
  private static final int SIGNALLED = 128;
  private static final int SIGKILL = 9;

  private final Process process;
  private final ServerLog log;
  private final Thread logReader;
  private final Thread onExit;
  private final PidFolder.Note note;

  private ServerProcess(Process process, Secret key, PidFolder.Note note) {
    this.process = process;
    this.note = note;
    this.log = new ServerLog(process.getInputStream(), key);
    this.logReader = daemon(log, "parley-llama-server-log");
    this.onExit =
        new Thread(
            () -> {
              ProcessEnd.kill(process.toHandle());
              note.close();
            },
            "parley-llama-server-end");
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Starts a server, and notes it.
   *
   * @throws IOException if the program cannot be run, or nobody would be able to end it
   */
  static ServerProcess start(
      List<String> command, Map<String, String> environment, Secret key, PidFolder.Note note)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process;
    try {
      process = builder.start();
    } catch (IOException | RuntimeException e) {
      note.close();
      throw e;
    }
    ServerProcess server = new ServerProcess(process, key, note);
    try {
      note.of(process.pid());
      process.getOutputStream().close(); // It reads nothing.
      Runtime.getRuntime().addShutdownHook(server.onExit);
      server.logReader.start();
      return server;
    } catch (IOException | RuntimeException | Error e) {
      server.close(); // There may be no memory for a thread.
      throw e;
    }
  }

  /**
   * Waits until the server says where it listens, for as long as it lives.
   *
   * @throws IOException if it ends, or says no more, before it does
   */
  URI awaitAddress() throws IOException, InterruptedException {
    try {
      return log.address().get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  /** Asks the system: the JDK notices the end of a process some time later. */
  boolean isAlive() {
    return ProcessIdentity.isRunning(process.toHandle());
  }

  /** Whether the process has ended, or does so within a second: its connections break first. */
  boolean hasEnded() throws InterruptedException {
    boolean ended = process.waitFor(1, TimeUnit.SECONDS);
    if (ended) {
      logReader.join(TimeUnit.SECONDS.toMillis(1)); // For the last words.
    }
    return ended;
  }

  /** How the process ended. */
  String end() {
    int code = process.exitValue();
    if (code == SIGNALLED + SIGKILL) {
      return "it was killed (signal 9), by somebody or because memory ran out";
    }
    return code > SIGNALLED
        ? "it was ended by signal " + (code - SIGNALLED)
        : "it ended with exit code " + code;
  }

  /** The last lines of its log. */
  String logTail() {
    return log.tail();
  }

  /** Ends the process, and waits for it. Idempotent. */
  @Override
  public void close() {
    ProcessEnd.end(process.toHandle());
    note.close();
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException e) {
      return; // The JVM is exiting: the hook does the same again.
    }
  }
}
