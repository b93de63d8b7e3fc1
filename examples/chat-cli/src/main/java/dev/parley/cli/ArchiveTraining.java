package dev.parley.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.parley.Models;
import dev.parley.cli.process.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Runs what a usual command runs, so that the script can have the JVM archive the classes of it: a
 * streamed call to a server of its own on the loopback interface. Nothing of the user's is read.
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

  private ArchiveTraining() {}

  /** Takes a folder without a configuration. Ends with 0 if the call was answered. */
  public static void main(String[] arguments) throws IOException {
    String folder = arguments[0];
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/chat/completions", ArchiveTraining::answer);
    server.start();
    Map<String, String> environment =
        Map.of(
            "XDG_CONFIG_HOME",
            folder,
            "PARLEY_MODEL",
            "openai:train",
            "OPENAI_BASE_URL",
            "http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
    int code = run(environment, folder);
    run(Map.of("XDG_CONFIG_HOME", folder), folder);
    server.stop(0);
    System.exit(code);
  }

  private static int run(Map<String, String> environment, String folder) {
    Surroundings surroundings =
        new Surroundings(
            environment,
            Path.of(folder),
            Optional.empty(),
            new ByteArrayInputStream(new byte[0]),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            InstantSource.system(),
            false,
            false);
    ParleyComponent parley = DaggerParleyComponent.factory().create(surroundings, Models::builder);
    Runtime.getRuntime().addShutdownHook(new Thread(parley.cancellation()::cancel, "cancel"));
    return parley.command().run("Hello");
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
