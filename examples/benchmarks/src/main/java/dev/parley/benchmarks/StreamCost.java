package dev.parley.benchmarks;

import java.io.IOException;
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
 * What a streamed token costs: the whole call is measured, and divided by its 1,000 tokens. Parley
 * is used as anyone uses it, with its time-outs, cancellation and the whole answer at the end;
 * beside it is OkHttp with less and less.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 3, time = 2)
@Fork(2)
public class StreamCost {
  /** The stream: its obfuscation. */
  @Param({PreparedAnswers.RANDOM, PreparedAnswers.CONSTANT})
  public String obfuscation = PreparedAnswers.RANDOM;

  private @Nullable Asked opened;

  /** Starts the server and opens what asks it. */
  @Setup
  public void open() throws IOException {
    opened = new Asked(obfuscation);
  }

  /** Closes what asked, and ends the server. */
  @TearDown
  public void close() throws IOException {
    asked().close();
  }

  private Asked asked() {
    if (opened == null) {
      throw new IllegalStateException("JMH has not set this up");
    }
    return opened;
  }

  /** OkHttp finds the lines. */
  @Benchmark
  @OperationsPerInvocation(PreparedAnswers.TOKENS)
  public int lines() throws IOException {
    return asked().lines();
  }

  /** The same without time-outs. */
  @Benchmark
  @OperationsPerInvocation(PreparedAnswers.TOKENS)
  public int linesUntimed() throws IOException {
    return asked().linesUntimed();
  }

  /** OkHttp and Jackson's streaming parser. */
  @Benchmark
  @OperationsPerInvocation(PreparedAnswers.TOKENS)
  public void parser(Blackhole hole) throws IOException {
    asked().parser(hole);
  }

  /** OkHttp and Jackson's trees. */
  @Benchmark
  @OperationsPerInvocation(PreparedAnswers.TOKENS)
  public void tree(Blackhole hole) throws IOException {
    asked().tree(hole);
  }

  /** Parley. */
  @Benchmark
  @OperationsPerInvocation(PreparedAnswers.TOKENS)
  public void parley(Blackhole hole) {
    hole.consume(asked().parleyStream(hole));
  }
}
