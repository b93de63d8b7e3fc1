package dev.parley.verification.real;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A real {@code llama-server} for a test: its own process on a free port of the loopback interface.
 * Ready when {@link #start} returns, gone when {@link #close} does. Thread-safe.
 */
public final class LlamaServer implements AutoCloseable {
  /** Names the program to start; without it the {@code PATH} is searched. */
  static final String BINARY_VARIABLE = "LLAMA_SERVER";

  /** {@code true} turns a missing program from a skipped test into a failed one. */
  static final String REQUIRED_VARIABLE = "PARLEY_REQUIRE_REAL_SERVERS";

  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
  private static final int LOG_TAIL_LINES = 40;

  /** With {@code --port 0} the log is the only place that tells the port. */
  private static final Pattern LISTENING =
      Pattern.compile("listening on (http://127\\.0\\.0\\.1:\\d+)");

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .proxy(HttpClient.Builder.NO_PROXY)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  private final Process process;
  private final Thread logReader;
  private final Deque<String> logTail = new ArrayDeque<>();
  private final CompletableFuture<URI> address = new CompletableFuture<>();

  private LlamaServer(Process process) {
    this.process = process;
    this.logReader = new Thread(this::readLog, "llama-server log");
    logReader.setDaemon(true);
    logReader.start();
  }

  /**
   * Finds the program: what {@code LLAMA_SERVER} names, else {@code llama-server} on the {@code
   * PATH}.
   *
   * @throws IllegalStateException if {@code LLAMA_SERVER} names something that cannot be run
   */
  public static Optional<Path> find() {
    return find(System.getenv());
  }

  static Optional<Path> find(Map<String, String> environment) {
    String named = environment.getOrDefault(BINARY_VARIABLE, "");
    if (!named.isBlank()) {
      Path binary = Path.of(named);
      if (!isProgram(binary)) {
        throw new IllegalStateException(
            BINARY_VARIABLE + " names no executable file: " + binary + "; correct or unset it");
      }
      return Optional.of(binary);
    }
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(environment.getOrDefault("PATH", ""))
        .filter(folder -> !folder.isBlank())
        .map(folder -> Path.of(folder, "llama-server"))
        .filter(LlamaServer::isProgram)
        .findFirst();
  }

  /**
   * Finds the program, or ends the test: skipped, with a notice on stderr that cannot be
   * overlooked, or failed where {@code PARLEY_REQUIRE_REAL_SERVERS} is {@code true}.
   */
  public static Path required() {
    return required(System.getenv());
  }

  static Path required(Map<String, String> environment) {
    Optional<Path> found = find(environment);
    if (found.isPresent()) {
      return found.get();
    }
    if (Boolean.parseBoolean(environment.getOrDefault(REQUIRED_VARIABLE, "").strip())) {
      return Assertions.fail(
          "no llama-server found, and %s=true; set %s to one or put it on the PATH"
              .formatted(REQUIRED_VARIABLE, BINARY_VARIABLE));
    }
    System.err.print(notice());
    return Assumptions.abort("no llama-server found");
  }

  private static String notice() {
    String line = "*".repeat(80) + "\n";
    return "\n"
        + line
        + """
        *** SKIPPED: no llama-server found. Nothing here was tested against a real server.
        ***
        *** To run these tests: LLAMA_SERVER="$(.ci/install-llama-server)" mvn verify
        *** (or put llama-server on the PATH).
        *** To make this an error: PARLEY_REQUIRE_REAL_SERVERS=true
        """
        + line;
  }

  /**
   * Starts the server and waits until it answers {@code /health} with 200.
   *
   * @param contextTokens the size of the context, for all slots together
   * @param slots how many requests are worked on at once
   * @param more further arguments, as on the command line
   * @throws IllegalStateException if the server ends, or is not ready within 60 s; has the log's
   *     tail
   */
  public static LlamaServer start(
      Path binary, Path model, int contextTokens, int slots, String... more) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(binary.toString(), "-m", model.toString()));
    command.addAll(List.of("--host", "127.0.0.1", "--port", "0", "--offline"));
    command.addAll(List.of("-c", String.valueOf(contextTokens), "-np", String.valueOf(slots)));
    command.addAll(List.of(more));
    LlamaServer server = new LlamaServer(launch(command));
    try {
      server.awaitReady(System.nanoTime() + START_LIMIT.toNanos());
      return server;
    } catch (InterruptedException e) {
      server.close();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting llama-server", e);
    } catch (NotReadyException e) {
      server.close();
      throw new IllegalStateException(
          "llama-server " + e.getMessage() + "\ncommand: " + command + "\n" + server.logTail(), e);
    }
  }

  /** Where the server listens, without a path: {@code http://127.0.0.1:36345}. */
  public URI baseUri() {
    return address.join();
  }

  /** The last lines that the server logged, for failure messages. */
  public String logTail() {
    synchronized (logTail) {
      return "last lines of its log:\n" + String.join("\n", logTail);
    }
  }

  /** Kills the server and waits for its end; connections in use are cut. Again: does nothing. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    boolean ended;
    try {
      ended = process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
      logReader.join(STOP_LIMIT.toMillis());
    } catch (InterruptedException e) {
      // It is killed already; only the wait for that is cut short.
      Thread.currentThread().interrupt();
      return;
    }
    if (!ended) {
      throw new IllegalStateException("llama-server " + process.pid() + " outlived its kill");
    }
  }

  private static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }

  private static Process launch(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      // Nobody else would end it when the build is interrupted in mid-test.
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command, e);
    }
  }

  /** Reads to the end, because a full pipe would stop the server. */
  private void readLog() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        keep(line);
        Matcher listening = LISTENING.matcher(line);
        if (listening.find()) {
          address.complete(URI.create(listening.group(1)));
        }
      }
    } catch (IOException e) {
      keep("(the log broke off: " + e + ")");
    } finally {
      address.completeExceptionally(new IllegalStateException("no address in the log"));
    }
  }

  private void keep(String line) {
    synchronized (logTail) {
      logTail.addLast(line);
      if (logTail.size() > LOG_TAIL_LINES) {
        logTail.removeFirst();
      }
    }
  }

  private void awaitReady(long deadline) throws InterruptedException, NotReadyException {
    URI health = awaitAddress(deadline).resolve("/health");
    while (!isHealthy(health)) {
      if (!process.isAlive()) {
        throw new NotReadyException("ended with exit code " + process.exitValue());
      }
      if (System.nanoTime() - deadline >= 0) {
        throw new NotReadyException("listened but did not get ready within " + START_LIMIT);
      }
      // The listener opens before the model is loaded: 503 until then.
      LockSupport.parkNanos(this, POLL_INTERVAL.toNanos());
    }
  }

  private URI awaitAddress(long deadline) throws InterruptedException, NotReadyException {
    try {
      return address.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new NotReadyException("did not listen within " + START_LIMIT);
    } catch (ExecutionException e) {
      boolean ended = process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
      throw new NotReadyException(
          ended
              ? "ended with exit code " + process.exitValue()
              : "closed its log before it listened");
    }
  }

  private static boolean isHealthy(URI health) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(5)).build();
    try {
      return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static final class NotReadyException extends Exception {
    private static final long serialVersionUID = 1L;

    NotReadyException(String message) {
      super(message);
    }
  }
}
