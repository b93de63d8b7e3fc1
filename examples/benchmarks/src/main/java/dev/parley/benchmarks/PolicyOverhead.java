package dev.parley.benchmarks;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionStream;
import dev.parley.config.Config;
import dev.parley.policies.internal.DefaultPolicies;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** What the default policies add to a plain call, to a stream and to each of its tokens. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(2)
public class PolicyOverhead {
  private static final int FEW = 10;
  private static final int MANY = 1_000;

  /** Whether the model is wrapped. */
  @Param({"bare", "default policies"})
  public String policies = "bare";

  private final ChatRequest request = ChatRequest.of("Hello");
  private ChatModel few = new FixedModel(FEW);
  private ChatModel many = new FixedModel(MANY);

  /** Wraps the models as opening them by name does. */
  @Setup
  public void wrap() {
    if (!policies.equals("bare")) {
      DefaultPolicies defaults = new DefaultPolicies();
      Config config = Config.of(Map.of());
      few = defaults.wrap(few, config);
      many = defaults.wrap(many, config);
    }
  }

  /** A plain call. */
  @Benchmark
  public Completion call() {
    return few.complete(request);
  }

  /** A stream of 10 tokens. */
  @Benchmark
  public void shortStream(Blackhole hole) {
    read(few, hole);
  }

  /** A stream of 1,000 tokens. */
  @Benchmark
  public void longStream(Blackhole hole) {
    read(many, hole);
  }

  private void read(ChatModel model, Blackhole hole) {
    try (CompletionStream stream = model.stream(request)) {
      for (CompletionEvent event : stream) {
        hole.consume(event);
      }
    }
  }
}
