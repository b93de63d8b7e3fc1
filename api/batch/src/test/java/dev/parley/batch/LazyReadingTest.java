package dev.parley.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.mock.MockChatModel;
import dev.parley.mock.MockReply;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An input that is larger than what may be held of it. */
@Timeout(300)
class LazyReadingTest {
  private static final int CONCURRENCY = 4;

  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong mostAhead = new AtomicLong();

  @Test
  void rows_are_taken_as_they_are_needed() throws Exception {
    int rows = 20_000;
    Iterator<BatchRow> source =
        LongStream.range(0, rows)
            .mapToObj(
                i -> {
                  mostAhead.accumulateAndGet(taken.incrementAndGet() - answered.get(), Math::max);
                  return BatchRow.of("row-" + i, ChatRequest.of("x"));
                })
            .iterator();

    BatchSummary summary = run(BatchInput.of(source, OptionalLong.of(rows)));

    assertEquals(rows, summary.progress().count(BatchOutcome.OK));
    assertTrue(mostAhead.get() <= CONCURRENCY * 4, () -> mostAhead + " rows were ahead");
  }

  /** 200 MB, in lines of which most are no rows, so that it takes seconds. */
  @Test
  void a_large_input_passes_through_a_small_window() throws Exception {
    int lines = 200_000;
    Generator generator = new Generator(lines);

    BatchSummary summary = run(BatchInput.of(generator));

    assertEquals(lines, summary.progress().rowsRead());
    assertEquals(lines / Generator.EVERY, summary.progress().count(BatchOutcome.OK));
    assertTrue(generator.mostUnused < 1 << 17, () -> generator.mostUnused + " bytes at once");
  }

  private BatchSummary run(BatchInput input) throws Exception {
    MockChatModel model = MockChatModel.builder().otherwise(r -> MockReply.text("y")).build();
    try (BatchLog log = BatchLog.to(OutputStream.nullOutputStream())) {
      return Batch.builder(new Forgetful(model))
          .concurrency(CONCURRENCY)
          .listener(
              (event, soFar) -> {
                if (event instanceof BatchEvent.Ended) {
                  answered.incrementAndGet();
                }
              })
          .build()
          .run(input, log);
    }
  }

  /** Makes lines as they are read. */
  private static final class Generator extends InputStream {
    static final int EVERY = 1_000;

    private final int lines;
    private int next;
    private byte[] line = new byte[0];
    private int position;
    int mostUnused;

    Generator(int lines) {
      this.lines = lines;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException("one by one would take long");
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      mostUnused = Math.max(mostUnused, length);
      if (position == line.length) {
        if (next == lines) {
          return -1;
        }
        String text = next % EVERY == 0 ? "\"row " + next + "\"" : "no row " + next;
        line = (text + " ".repeat(1_000) + "\n").getBytes(StandardCharsets.UTF_8);
        position = 0;
        next++;
      }
      int count = Math.min(length, line.length - position);
      System.arraycopy(line, position, bytes, offset, count);
      position += count;
      return count;
    }
  }
}
