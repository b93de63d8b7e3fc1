package dev.parley.benchmarks;

import dev.parley.chat.Completion;
import java.io.IOException;
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

/** What a call costs whose answer is short: a stream of 10 tokens, and a plain one. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class CallCost {
  private @Nullable Asked few;
  private @Nullable Asked plain;

  /** Starts the servers and opens what asks them. */
  @Setup
  public void open() throws IOException {
    few = new Asked(PreparedAnswers.SHORT);
    plain = new Asked(PreparedAnswers.PLAIN);
  }

  /** Closes what asked, and ends the servers. */
  @TearDown
  public void close() throws IOException {
    set(few).close();
    set(plain).close();
  }

  private static Asked set(@Nullable Asked asked) {
    if (asked == null) {
      throw new IllegalStateException("JMH has not set this up");
    }
    return asked;
  }

  /** A stream of 10: OkHttp finds the lines. */
  @Benchmark
  public int shortLines() throws IOException {
    return set(few).lines();
  }

  /** A stream of 10: OkHttp and Jackson's streaming parser. */
  @Benchmark
  public void shortParser(Blackhole hole) throws IOException {
    set(few).parser(hole);
  }

  /** A stream of 10: OkHttp and Jackson's trees. */
  @Benchmark
  public void shortTree(Blackhole hole) throws IOException {
    set(few).tree(hole);
  }

  /** A stream of 10: Parley. */
  @Benchmark
  public Completion shortParley(Blackhole hole) {
    return set(few).parleyStream(hole);
  }

  /** A plain answer: OkHttp and Jackson's tree. */
  @Benchmark
  public String plainTree() throws IOException {
    return set(plain).plainTree();
  }

  /** The same, with a request that is ready and no time-outs. */
  @Benchmark
  public String plainTreeUntimed() throws IOException {
    return set(plain).plainTreeUntimed();
  }

  /** A plain answer: Parley. */
  @Benchmark
  public Completion plainParley() {
    return set(plain).parleyPlain();
  }
}
