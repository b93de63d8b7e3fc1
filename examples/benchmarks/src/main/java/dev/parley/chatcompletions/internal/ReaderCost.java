package dev.parley.chatcompletions.internal;

import dev.parley.benchmarks.PreparedAnswers;
import dev.parley.chat.ModelId;
import dev.parley.error.ErrorDetails;
import dev.parley.error.UnavailableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What reading a token costs without any network: a stream of 1,000 that lies in memory. In the
 * package of what it measures, which nobody else can call.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(2)
public class ReaderCost {
  private static final int MOST_AT_ONCE = 8192;

  /** The stream: its obfuscation. */
  @Param({PreparedAnswers.RANDOM, PreparedAnswers.CONSTANT})
  public String obfuscation = PreparedAnswers.RANDOM;

  private final byte[] random = stream(true);
  private final byte[] constant = stream(false);

  private static byte[] stream(boolean obfuscated) {
    return String.join("", PreparedAnswers.events(PreparedAnswers.TOKENS, obfuscated))
        .getBytes(StandardCharsets.UTF_8);
  }

  private ByteSource source() {
    byte[] body = obfuscation.equals(PreparedAnswers.RANDOM) ? random : constant;
    ByteSource all = SseText.source(body, body.length);
    return (into, offset, length) -> all.read(into, offset, Math.min(length, MOST_AT_ONCE));
  }

  /** Finds the events, and looks at none. */
  @Benchmark
  @OperationsPerInvocation(PreparedAnswers.TOKENS)
  public int events() throws IOException {
    SseReader events = new SseReader(source(), StreamExchange.LARGEST_EVENT);
    int length = 0;
    while (events.next()) {
      length += events.dataLength();
    }
    return length;
  }

  /** Decodes them: every event of the answer. */
  @Benchmark
  @OperationsPerInvocation(PreparedAnswers.TOKENS)
  public void decoded(Blackhole hole) throws IOException {
    read(new AnswerDecoder(new ModelId("openai", "m"), List.of(), false, hole::consume));
  }

  /** Decodes them by the general decoder only, as chunks of ever new shapes are. */
  @Benchmark
  @OperationsPerInvocation(PreparedAnswers.TOKENS)
  public void decodedWithTrees(Blackhole hole) throws IOException {
    AnswerDecoder decoder =
        new AnswerDecoder(new ModelId("openai", "m"), List.of(), false, hole::consume);
    SseReader events = new SseReader(source(), StreamExchange.LARGEST_EVENT);
    while (events.next()) {
      Json.parse(events.dataBuffer(), events.dataStart(), events.dataLength())
          .filter(chunk -> chunk.isObject())
          .ifPresent(decoder::chunk);
    }
    decoder.end();
  }

  private void read(Decoder decoder) throws IOException {
    ErrorDetails details = ErrorDetails.of(new ModelId("openai", "m"));
    StreamedAnswer answer =
        new StreamedAnswer(
            source(),
            StreamExchange.LARGEST_EVENT,
            decoder,
            details,
            error -> new UnavailableException(error.message(), details, null));
    while (!answer.ended()) {
      answer.advance();
    }
  }
}
