package dev.parley.store.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis for a test: a process of its own on a free port of the loopback interface. Ready
 * when {@link #start} returns, gone when {@link #close} does.
 */
final class TestRedis implements AutoCloseable {
  private static final long START_SECONDS = 30;

  /** Unpacked once, and removed when the JVM ends. */
  private static final class Embedded {
    static final Path BINARY = unpack();

    private static Path unpack() {
      try {
        Path binary = ExecutableProvider.newJarResourceProvider().get().toPath();
        binary.toFile().deleteOnExit();
        return binary;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final Path binary;
  private final Path folder;
  private final List<String> settings;
  private int port;
  private Process process;

  private TestRedis(Path binary, Path folder, List<String> settings) {
    this.binary = binary;
    this.folder = folder;
    this.settings = settings;
  }

  /** The one that comes with the tests, with settings such as {@code "appendonly yes"}. */
  static TestRedis start(String... settings) {
    return start(Embedded.BINARY, settings);
  }

  static TestRedis start(Path binary, String... settings) {
    try {
      Path folder = Files.createTempDirectory("parley-redis");
      TestRedis server = new TestRedis(binary, folder, List.of(settings));
      server.startAnywhere();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Somebody else may take the port before Redis does. */
  private void startAnywhere() throws IOException {
    for (int attempt = 0; attempt < 10; attempt++) {
      port = freePort();
      if (launch()) {
        return;
      }
    }
    throw new IllegalStateException("Redis does not start: " + binary);
  }

  /** Below those that a cluster would add 10,000 to. */
  private static int freePort() throws IOException {
    while (true) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        if (socket.getLocalPort() < 55_000) {
          return socket.getLocalPort();
        }
      }
    }
  }

  /** Returns whether it runs. */
  private boolean launch() throws IOException {
    List<String> command = new ArrayList<>(List.of(binary.toString()));
    List<String> all = new ArrayList<>();
    all.add((settings.contains("tls") ? "tls-port " : "port ") + port);
    all.addAll(List.of("bind 127.0.0.1", "dir " + folder, "databases 256"));
    if (settings.stream().noneMatch(each -> each.startsWith("save "))) {
      all.add("save \"\"");
    }
    all.addAll(settings);
    for (String each : all) {
      if (each.equals("tls")) {
        command.addAll(List.of("--port", "0"));
        continue;
      }
      int space = each.indexOf(' ');
      command.add("--" + each.substring(0, space));
      command.addAll(Arrays.asList(each.substring(space + 1).split(" ", -1)));
    }
    command.replaceAll(word -> word.equals("\"\"") ? "" : word);
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    CompletableFuture<Boolean> ready = new CompletableFuture<>();
    BufferedReader log = process.inputReader();
    Thread reader = new Thread(() -> read(log, ready), "redis log");
    reader.setDaemon(true);
    reader.start();
    try {
      return ready.get(START_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException | InterruptedException e) {
      kill();
      throw new IllegalStateException("Redis does not get ready", e);
    }
  }

  private static void read(BufferedReader log, CompletableFuture<Boolean> ready) {
    List<String> lines = new ArrayList<>();
    try (log) {
      for (String line = log.readLine(); line != null; line = log.readLine()) {
        lines.add(line);
        if (line.contains("eady to accept connections")) {
          ready.complete(true);
        }
      }
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
    if (ready.complete(false)) {
      System.err.println(String.join("\n", lines));
    }
  }

  int port() {
    return port;
  }

  /** A store over it. */
  RedisStore.Builder store() {
    return RedisStore.builder().host("127.0.0.1").port(port);
  }

  /** What Redis answers, each command over a connection of its own; of texts their bytes. */
  Object ask(int database, String command, Object... arguments) {
    CommandArguments all = new CommandArguments(Command.valueOf(command));
    for (Object each : arguments) {
      all.add(each);
    }
    try (Connection connection = new Connection("127.0.0.1", port)) {
      if (database > 0) {
        connection.executeCommand(new CommandArguments(Command.SELECT).add(database));
      }
      return connection.executeCommand(all);
    }
  }

  /** As {@code kill -9}. */
  void kill() {
    try {
      if (!process.destroyForcibly().waitFor(START_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("Redis does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }

  /** On the same port and folder. */
  void startAgain() {
    try {
      if (!launch()) {
        throw new IllegalStateException("Redis does not start again");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
