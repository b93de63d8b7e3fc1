package dev.parley.batch;

import static dev.parley.batch.Lines.json;
import static dev.parley.batch.Lines.outcomes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.error.AuthenticationException;
import dev.parley.error.UnavailableException;
import dev.parley.mock.MockChatModel;
import dev.parley.mock.MockReply;
import dev.parley.spi.Sleeper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Inputs that give nothing for long, fail, or must not be read further than is needed. */
@Timeout(60)
class QuietInputTest {
  private static final String FIRST = json("{'id':'a','prompt':'1'}");

  @TempDir Path folder;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch ended = new CountDownLatch(1);

  @AfterEach
  void close() {
    threads.shutdownNow();
  }

  private Path out() {
    return folder.resolve("out.jsonl");
  }

  private Batch.Builder batch(MockChatModel model) {
    return Batch.builder(model)
        .sleeper(Sleeper.virtual())
        .listener(
            (event, soFar) -> {
              if (event instanceof BatchEvent.Ended) {
                ended.countDown();
              }
            });
  }

  private static MockChatModel answering() {
    return MockChatModel.builder().otherwise(request -> MockReply.text("yes")).build();
  }

  private Future<BatchSummary> run(Batch batch, BatchInput in) {
    return threads.submit(() -> Lines.run(batch, out(), in));
  }

  private static void awaitNoReader() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("parley-batch-input")) {
        thread.join(30_000);
        assertFalse(thread.isAlive(), "a thread still reads");
      }
    }
  }

  @Test
  void a_row_is_tried_again_though_no_other_comes() throws Exception {
    MockChatModel model =
        MockChatModel.builder()
            .reply(MockReply.failure(d -> new UnavailableException("down", d, null)))
            .reply(MockReply.text("yes"))
            .build();
    QuietInput pipe = new QuietInput(true).put(FIRST);

    Future<BatchSummary> run = run(batch(model).build(), BatchInput.of(pipe));

    assertTrue(ended.await(10, TimeUnit.SECONDS), "it waits for the input");
    pipe.end();
    assertTrue(run.get(30, TimeUnit.SECONDS).isWhole());
    awaitNoReader();
  }

  @Test
  void a_refused_key_ends_the_run_though_the_input_is_quiet() throws Exception {
    QuietInput pipe = new QuietInput(true).put(FIRST);
    MockChatModel model =
        MockChatModel.builder()
            .otherwise(r -> MockReply.failure(d -> new AuthenticationException("bad", d, null)))
            .build();

    Future<BatchSummary> run = run(batch(model).build(), BatchInput.of(pipe));

    assertEquals(BatchEnding.REFUSED, run.get(10, TimeUnit.SECONDS).ending());
    awaitNoReader();
  }

  @Test
  void cancelling_ends_the_run_though_the_input_is_quiet() throws Exception {
    QuietInput pipe = new QuietInput(true);
    try (BatchLog log = BatchLog.open(out())) {
      BatchRun run = batch(answering()).build().open(BatchInput.of(pipe), log);
      Future<BatchSummary> summary = threads.submit(run::run);
      assertTrue(pipe.asked.await(30, TimeUnit.SECONDS));

      run.cancel();

      assertEquals(BatchEnding.CANCELLED, summary.get(10, TimeUnit.SECONDS).ending());
    }
    awaitNoReader();
  }

  @Test
  void what_comes_after_the_end_of_the_run_is_left() throws Exception {
    QuietInput stdin = new QuietInput(false);
    MockChatModel model = answering();
    try (BatchLog log = BatchLog.open(out())) {
      BatchRun run = batch(model).build().open(BatchInput.of(stdin), log);
      Future<BatchSummary> summary = threads.submit(run::run);
      assertTrue(stdin.asked.await(30, TimeUnit.SECONDS));
      run.cancel();
      assertEquals(0, summary.get(10, TimeUnit.SECONDS).progress().rowsRead());

      stdin.put(FIRST).put("no row");
      awaitNoReader();

      assertEquals(0, run.progress().rowsRead());
    }
    assertEquals(List.of(), outcomes(out()));
    assertEquals(List.of(), model.requests());
  }

  @Test
  void nobody_reads_any_more_after_the_end_of_the_input() throws Exception {
    assertTrue(Lines.run(batch(answering()).build(), out(), Lines.rows(3)).isWhole());

    awaitNoReader();
  }

  /** Who limits an input by how far the run is depends on it. */
  @Test
  void a_row_is_counted_before_the_next_is_read() throws Exception {
    AtomicReference<BatchRun> run = new AtomicReference<>();
    List<Long> counted = new ArrayList<>();
    Iterator<BatchRow> rows =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return counted.size() < 50;
          }

          @Override
          public BatchRow next() {
            counted.add(run.get().progress().rowsRead());
            return BatchRow.of("r" + counted.size(), ChatRequest.of("x"));
          }
        };
    try (BatchLog log = BatchLog.open(out())) {
      run.set(batch(answering()).build().open(BatchInput.of(rows, OptionalLong.empty()), log));

      assertTrue(run.get().run().isWhole());
    }
    for (int i = 0; i < 50; i++) {
      assertEquals(i, counted.get(i));
    }
  }

  @Test
  void no_row_is_read_that_there_is_no_place_for() throws Exception {
    AtomicInteger taken = new AtomicInteger();
    Iterator<BatchRow> rows =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public BatchRow next() {
            return BatchRow.of("r" + taken.incrementAndGet(), ChatRequest.of("x"));
          }
        };
    AtomicInteger asked = new AtomicInteger();
    Batch batch =
        batch(answering())
            .concurrency(1)
            .gate(
                (row, soFar) ->
                    asked.incrementAndGet() > 3 ? Optional.of("3 are enough") : Optional.empty())
            .build();

    BatchSummary summary = Lines.run(batch, out(), BatchInput.of(rows, OptionalLong.empty()));

    assertEquals(BatchEnding.STOPPED, summary.ending());
    assertEquals(4, taken.get());
  }

  @Test
  void an_input_that_fails_is_told_as_such_after_the_calls_under_way() throws Exception {
    CountDownLatch failed = new CountDownLatch(1);
    InputStream cut =
        new InputStream() {
          private boolean given;

          @Override
          public int read() {
            throw new UnsupportedOperationException();
          }

          @Override
          public int read(byte[] to, int offset, int length) throws IOException {
            if (given) {
              failed.countDown();
              throw new IOException("disk on fire");
            }
            given = true;
            byte[] line = (FIRST + "\n").getBytes(StandardCharsets.UTF_8);
            System.arraycopy(line, 0, to, offset, line.length);
            return line.length;
          }
        };
    MockChatModel model =
        MockChatModel.builder()
            .otherwise(
                request -> {
                  try {
                    assertTrue(failed.await(10, TimeUnit.SECONDS));
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  return MockReply.text("yes");
                })
            .build();

    Future<BatchSummary> run = run(batch(model).build(), BatchInput.of(cut));

    Throwable e =
        assertThrows(ExecutionException.class, () -> run.get(30, TimeUnit.SECONDS)).getCause();
    assertInstanceOf(BatchInputException.class, e);
    assertTrue(String.valueOf(e.getMessage()).contains("after line 1"), e.getMessage());
    assertEquals("disk on fire", e.getCause().getMessage());
    assertEquals(List.of("a OK"), outcomes(out()));
    awaitNoReader();
  }

  @Test
  void rows_that_a_program_cannot_read_are_an_input_that_fails() {
    Iterator<BatchRow> rows =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            throw new UncheckedIOException(new IOException("no more"));
          }

          @Override
          public BatchRow next() {
            throw new UnsupportedOperationException();
          }
        };

    assertThrows(
        BatchInputException.class,
        () ->
            Lines.run(
                batch(answering()).build(), out(), BatchInput.of(rows, OptionalLong.empty())));
  }

  @Test
  void what_else_an_iterator_throws_is_thrown_by_the_run() {
    Iterator<BatchRow> rows =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            throw new IllegalStateException("broken");
          }

          @Override
          public BatchRow next() {
            throw new UnsupportedOperationException();
          }
        };

    assertThrows(
        IllegalStateException.class,
        () ->
            Lines.run(
                batch(answering()).build(), out(), BatchInput.of(rows, OptionalLong.empty())));
  }
}
