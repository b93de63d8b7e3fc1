package dev.parley.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelId;
import dev.parley.error.CancelledException;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.ModelException;
import dev.parley.testing.Await;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PullStreamRaceTest {
  private static final ModelId MODEL = ModelId.parse("fake:m");
  private static final int ROUNDS = 500;

  private static PullStream over(EventSource source) {
    return new PullStream(MODEL, ChatRequest.of("Hi"), source);
  }

  /** Gives a text, then blocks until it is cancelled or the reading thread is interrupted. */
  private static final class BlockingSource implements EventSource {
    final CountDownLatch blocked = new CountDownLatch(1);
    final CountDownLatch cancelled = new CountDownLatch(1);
    final CountDownLatch released = new CountDownLatch(1);
    final AtomicBoolean reading = new AtomicBoolean();
    final AtomicBoolean releasedUnderReader = new AtomicBoolean();
    private boolean told;

    @Override
    public CompletionEvent next() {
      if (!told) {
        told = true;
        return new TextDelta("Hel");
      }
      reading.set(true);
      blocked.countDown();
      try {
        cancelled.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        reading.set(false);
      }
      throw new IllegalStateException("Socket closed");
    }

    @Override
    public void cancel() {
      cancelled.countDown();
    }

    @Override
    public void release() {
      releasedUnderReader.compareAndSet(false, reading.get());
      released.countDown();
    }
  }

  @Test
  void close_from_another_thread_frees_a_blocked_reader() {
    BlockingSource source = new BlockingSource();
    PullStream stream = over(source);
    Future<Completion> reader = Await.async(stream::completion);
    Await.latch(source.blocked);

    stream.close();

    CancelledException e = assertInstanceOf(CancelledException.class, Await.failure(reader));
    assertEquals("Hel", e.partial().orElseThrow().text());
    assertFalse(source.releasedUnderReader.get());
    Await.latch(source.released);
  }

  @Test
  void second_reader_is_refused_and_the_first_reads_on() {
    BlockingSource source = new BlockingSource();
    PullStream stream = over(source);
    Future<Completion> reader = Await.async(stream::completion);
    Await.latch(source.blocked);

    assertThrows(IllegalStateException.class, stream::completion);
    assertFalse(reader.isDone());
    assertEquals(1, source.cancelled.getCount());

    stream.close();
    assertInstanceOf(CancelledException.class, Await.failure(reader));
  }

  @Test
  void interrupting_a_blocked_reader_cancels_and_keeps_the_flag() {
    BlockingSource source = new BlockingSource();
    PullStream stream = over(source);
    AtomicReference<Thread> thread = new AtomicReference<>();
    AtomicBoolean flag = new AtomicBoolean();
    Future<Completion> reader =
        Await.async(
            () -> {
              thread.set(Thread.currentThread());
              try {
                return stream.completion();
              } finally {
                flag.set(Thread.currentThread().isInterrupted());
              }
            });
    Await.latch(source.blocked);

    thread.get().interrupt();

    assertInstanceOf(CancelledException.class, Await.failure(reader));
    assertTrue(flag.get());
    Await.latch(source.cancelled);
    Await.latch(source.released);
  }

  @Test
  void source_is_not_released_before_its_cancel_is_done() throws Exception {
    CountDownLatch cancelling = new CountDownLatch(1);
    CountDownLatch readerGone = new CountDownLatch(1);
    List<String> log = new CopyOnWriteArrayList<>();
    PullStream stream =
        over(
            new EventSource() {
              @Override
              public CompletionEvent next() {
                return new TextDelta("a");
              }

              @Override
              public void cancel() {
                cancelling.countDown();
                Await.latch(readerGone);
                log.add("cancelled");
              }

              @Override
              public void release() {
                log.add("released");
              }
            });
    Future<String> closer =
        Await.async(
            () -> {
              stream.close();
              return "closed";
            });
    Await.latch(cancelling);
    Future<Completion> reader = Await.async(stream::completion);

    assertInstanceOf(CancelledException.class, Await.failure(reader));
    readerGone.countDown();
    Await.get(closer);

    assertEquals(List.of("cancelled", "released"), log);
  }

  /** Ends in its own way while another thread closes; checks the contract of sources. */
  private static final class EndingSource implements EventSource {
    private final String ending;
    private final CyclicBarrier start;
    private final List<String> broken = new CopyOnWriteArrayList<>();
    private final AtomicBoolean reading = new AtomicBoolean();
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final AtomicBoolean released = new AtomicBoolean();

    EndingSource(String ending, CyclicBarrier start) {
      this.ending = ending;
      this.start = start;
    }

    @Override
    public @Nullable CompletionEvent next() {
      if (!reading.compareAndSet(false, true) || released.get()) {
        broken.add("read when it must not be");
      }
      try {
        start.await(20, TimeUnit.SECONDS);
      } catch (Exception e) {
        broken.add("no start: " + e);
      }
      try {
        if (ending.equals("fails")) {
          throw new IllegalStateException("broken");
        }
        return ending.equals("finishes") ? new Finished(FinishReason.STOP) : null;
      } finally {
        reading.set(false);
      }
    }

    @Override
    public void cancel() {
      if (!cancelled.compareAndSet(false, true)) {
        broken.add("cancelled twice");
      }
      if (released.get()) {
        broken.add("cancelled after release");
      }
    }

    @Override
    public void release() {
      if (reading.get()) {
        broken.add("released under a reader");
      }
      if (!released.compareAndSet(false, true)) {
        broken.add("released twice");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"finishes", "fails", "breaks off"})
  void there_is_one_outcome_whoever_wins_the_race(String ending) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      CyclicBarrier start = new CyclicBarrier(2);
      EndingSource source = new EndingSource(ending, start);
      PullStream stream = over(source);
      Future<Completion> reader = Await.async(stream::completion);
      start.await(20, TimeUnit.SECONDS);
      stream.close();

      Completion finished = null;
      Throwable failed = null;
      try {
        finished = reader.get(20, TimeUnit.SECONDS);
      } catch (java.util.concurrent.ExecutionException e) {
        failed = e.getCause();
      }

      assertEquals(List.of(), source.broken);
      assertTrue(source.released.get(), "released");
      if (finished != null) {
        assertEquals("finishes", ending);
        assertFalse(source.cancelled.get(), "a finished stream is not cancelled");
        assertTrue(finished.isComplete() && stream.partial().isComplete());
        assertTrue(stream.completion().isComplete());
      } else {
        ModelException e = assertInstanceOf(ModelException.class, failed);
        assertEquals(source.cancelled.get(), e instanceof CancelledException, () -> "" + e);
        assertFalse(stream.partial().isComplete(), "what was cancelled is not complete");
        assertFalse(e.partial().orElseThrow().isComplete());
        if (ending.equals("breaks off") && !source.cancelled.get()) {
          assertInstanceOf(InterruptedStreamException.class, e);
        }
      }
    }
  }
}
