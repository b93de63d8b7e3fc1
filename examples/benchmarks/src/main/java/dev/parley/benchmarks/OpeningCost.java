package dev.parley.benchmarks;

import dev.parley.Models;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionStream;
import dev.parley.config.Config;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What the first use in a process costs: every measurement is one operation in a JVM of its own,
 * where no class of Parley, OkHttp or Jackson has been loaded. Beside it is OkHttp with a tree,
 * which is opened, and asks, for the first time too.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 1)
@Fork(10)
public class OpeningCost {
  private final AutoCloseable[] opened = new AutoCloseable[1];
  private @Nullable StubProcess stub;

  /** Starts the server. */
  @Setup
  public void start() throws IOException {
    stub = StubProcess.start(ModelStub.class);
  }

  /** Closes what was opened, and ends the server. */
  @TearDown
  public void close() throws Exception {
    if (opened[0] != null) {
      opened[0].close();
    }
    if (stub != null) {
      stub.close();
    }
  }

  private URI server() {
    if (stub == null) {
      throw new IllegalStateException("JMH has not set this up");
    }
    return stub.baseUrl();
  }

  private ChatModel model(String name) {
    Config config =
        Config.of(Map.of("openai.base-url", server().toString(), "openai.api-key", FirstTree.KEY));
    Models models = Models.load(config);
    opened[0] = models;
    return models.chat("openai:" + name);
  }

  private FirstTree tree() {
    FirstTree tree = new FirstTree(server());
    opened[0] = tree;
    return tree;
  }

  /** A model opened by its name, in the default policies. */
  @Benchmark
  public ChatModel open() {
    return model(PreparedAnswers.PLAIN);
  }

  /** A model opened, and a plain call. */
  @Benchmark
  public Completion callParley() {
    return model(PreparedAnswers.PLAIN).complete(ChatRequest.of(FirstTree.QUESTION));
  }

  /** OkHttp opened, and a plain call that is read as a tree. */
  @Benchmark
  public String callTree() throws IOException {
    return tree().plain();
  }

  /** A model opened, and a stream of 10. */
  @Benchmark
  public Completion streamParley(Blackhole hole) {
    try (CompletionStream stream =
        model(PreparedAnswers.SHORT).stream(ChatRequest.of(FirstTree.QUESTION))) {
      for (CompletionEvent event : stream) {
        hole.consume(event);
      }
      return stream.completion();
    }
  }

  /** OkHttp opened, and a stream of 10 whose chunks are read as trees. */
  @Benchmark
  public void streamTree(Blackhole hole) throws IOException {
    tree().stream(hole);
  }
}
