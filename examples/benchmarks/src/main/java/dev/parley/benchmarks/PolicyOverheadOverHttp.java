package dev.parley.benchmarks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionStream;
import dev.parley.config.Config;
import dev.parley.config.Secret;
import dev.parley.openai.OpenAi;
import dev.parley.policies.internal.DefaultPolicies;
import dev.parley.spi.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a token of a real stream costs, bare and in the default policies: it comes over HTTP from a
 * server in this process, which sends all of them at once.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class PolicyOverheadOverHttp {
  static final int TOKENS = 10_000;

  private static final String EVENT =
      "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
          + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\" token\"},"
          + "\"finish_reason\":null}]}\n\n";
  private static final String END =
      "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
          + "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
          + "data: [DONE]\n\n";

  /** Whether the model is wrapped. */
  @Param({"bare", "default policies"})
  public String policies = "bare";

  private final byte[] answer = (EVENT.repeat(TOKENS) + END).getBytes(StandardCharsets.UTF_8);
  private final ChatRequest request = ChatRequest.of("Hello");
  private @Nullable HttpServer server;
  private @Nullable Provider provider;
  private ChatModel model = new FixedModel(0);

  /** Starts the server, and opens the model. */
  @Setup
  public void open() throws IOException {
    HttpServer started =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    started.createContext("/", this::answer);
    started.start();
    server = started;
    Provider opened =
        OpenAi.builder()
            .baseUrl(URI.create("http://127.0.0.1:" + started.getAddress().getPort() + "/v1"))
            .apiKey(Secret.of("none"))
            .build();
    provider = opened;
    ChatModel bare = opened.chat("m");
    model = policies.equals("bare") ? bare : new DefaultPolicies().wrap(bare, Config.of(Map.of()));
  }

  private void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, answer.length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(answer);
    }
  }

  /** Closes the model, and stops the server. */
  @TearDown
  public void close() {
    if (provider != null) {
      provider.close();
    }
    if (server != null) {
      server.stop(0);
    }
  }

  /** A token: the events of a stream of 10,000. */
  @Benchmark
  @OperationsPerInvocation(TOKENS)
  public void token(Blackhole hole) {
    try (CompletionStream stream = model.stream(request)) {
      for (CompletionEvent event : stream) {
        hole.consume(event);
      }
    }
  }
}
