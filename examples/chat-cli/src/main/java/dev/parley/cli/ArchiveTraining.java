package dev.parley.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.parley.cli.process.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;

/**
 * Runs what usual commands run, so that the script can have the JVM archive the classes of them:
 * calls to a server of its own on the loopback interface. Nothing of the user's is read, and what
 * is kept is kept in a folder that the script removes.
 */
final class ArchiveTraining {
  private static final String ANSWER =
      """
      data: {"id":"t","object":"chat.completion.chunk","created":1,"model":"train","choices":[\
      {"index":0,"delta":{"role":"assistant","content":"Trained."},"finish_reason":null}]}

      data: {"id":"t","object":"chat.completion.chunk","created":1,"model":"train","choices":[\
      {"index":0,"delta":{},"finish_reason":"stop"}]}

      data: [DONE]

      """;

  private static final long LONGEST_MILLIS = 60_000;

  private ArchiveTraining() {}

  /** Takes an empty folder. Ends with 0 if the call was answered. */
  public static void main(String[] arguments) throws IOException {
    new Timer(true).schedule(end(), LONGEST_MILLIS);
    Path folder = Path.of(arguments[0]).toAbsolutePath();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/chat/completions", ArchiveTraining::answer);
    server.start();
    ServerSocket hangingUp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(() -> hangUp(hangingUp), "hanging up");
    thread.setDaemon(true);
    thread.start();
    Surroundings.ofProcess();
    String place = "://127.0.0.1:";
    Map<String, String> usual = environment(folder, "http" + place + server.getAddress().getPort());
    int code = run(usual, folder, "Hello");
    run(usual, folder, "-c", "And now?");
    // To say hello takes most of what a call by TLS takes.
    run(environment(folder, "https" + place + hangingUp.getLocalPort()), folder, "Hello");
    run(usual, folder, "--version");
    run(usual, folder, "--no-such-option");
    server.stop(0);
    System.exit(code);
  }

  private static Map<String, String> environment(Path folder, String baseUrl) {
    String below = folder.toString();
    return Map.of(
        "XDG_CONFIG_HOME", below,
        "XDG_DATA_HOME", below,
        "XDG_STATE_HOME", below,
        "PARLEY_MODEL", "openai:train",
        "PARLEY_RETRIES", "0",
        "OPENAI_API_KEY", "none",
        "OPENAI_BASE_URL", baseUrl);
  }

  private static int run(Map<String, String> environment, Path folder, String... arguments) {
    return Main.run(
        new Surroundings(
            environment,
            folder,
            Optional.empty(),
            new ByteArrayInputStream(new byte[0]),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            InstantSource.system(),
            false,
            false,
            false),
        arguments);
  }

  /** Nobody sees this process, so nobody would end one that hangs. */
  private static TimerTask end() {
    return new TimerTask() {
      @Override
      public void run() {
        Runtime.getRuntime().halt(1);
      }
    };
  }

  private static void hangUp(ServerSocket server) {
    try {
      while (true) {
        server.accept().close();
      }
    } catch (IOException e) {
      Runtime.getRuntime().halt(1); // The script takes it for what it is: no archive.
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write(ANSWER.getBytes(StandardCharsets.UTF_8));
    }
  }
}
