package dev.parley.tck.mutation;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.spi.EventSource;
import dev.parley.spi.Provider;
import dev.parley.tck.Rule;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What is wrong with threads, memory and sharing. */
final class CrowdMutants {
  private static final Semaphore ONE = new Semaphore(1);

  private CrowdMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.that("has a thread for each stream")
            .sources(Threaded::new)
            .alone()
            .fails("a_thousand_streams_take_a_fixed_number_of_threads", Rule.THREADS, "threads: [")
            .holds(
                "closing_the_provider_frees_its_threads_and_connections",
                "a_model_is_shared_by_many_threads"),
        Mutant.that("leaks a thread for each stream that has ended")
            .sources(Leaking::new)
            .alone()
            .fails(
                "closing_the_provider_frees_its_threads_and_connections",
                Rule.NOTHING_LEFT,
                "threads that are left: [Leaked")
            .holds("text_comes_whole", "a_model_is_shared_by_many_threads"),
        Mutant.that("leaves a thread for each provider that is closed")
            .providers(Staffed::new)
            .alone()
            .fails(
                "closing_the_provider_frees_its_threads_and_connections",
                Rule.NOTHING_LEFT,
                "threads that are left: [Leaked")
            .holds("text_comes_whole", "a_model_is_shared_by_many_threads"),
        Mutant.that("leaves its connections open")
            .sources(Keeping::new)
            .providers(ProviderMutants::unclosed)
            .fails(
                "closing_the_provider_frees_its_threads_and_connections",
                Rule.NOTHING_LEFT,
                "the number of connections left is 6")
            .holds("text_comes_whole", "leaving_the_loop_cancels_and_throws_nothing"),
        Mutant.that("has a task on the common pool for each stream")
            .sources(Pooled::new)
            .alone()
            .fails(
                "a_thousand_streams_take_a_fixed_number_of_threads",
                Rule.THREADS,
                "tasks on the common pool")
            .holds(
                "closing_the_provider_frees_its_threads_and_connections",
                "a_model_is_shared_by_many_threads"),
        Mutant.that("serves one stream at a time")
            .sources(source -> new OneByOne(source, ONE))
            .alone()
            .fails(
                "a_thousand_streams_take_a_fixed_number_of_threads",
                Rule.SHARED,
                "the beginning of one of 1000 streams took longer")
            .holds("text_comes_whole", "a_model_serves_on_after_a_cancelled_stream"),
        Mutant.that("buffers the whole answer")
            .sources(Buffering::new)
            .fails(
                "a_reader_that_stops_reading_stops_the_other_side",
                Rule.BACK_PRESSURE,
                "bytes were taken that nobody has read")
            .holds("text_comes_whole", "a_clean_end_without_a_finish_is_no_end"),
        Mutant.that("reads ahead without a limit")
            .sources(source -> new ReadingAhead(source, Integer.MAX_VALUE))
            .alone()
            .fails(
                "a_reader_that_stops_reading_stops_the_other_side",
                Rule.BACK_PRESSURE,
                "bytes were taken that nobody has read")
            .holds("text_comes_whole", "closing_in_the_middle_wakes_the_reader"),
        Mutant.that("mixes the answers of several calls")
            .models(Mixing::new)
            .fails("a_model_is_shared_by_many_threads", Rule.SHARED, "two calls that got")
            .holds("text_comes_whole", "a_wrong_request_is_invalid"));
  }

  private static final class Threaded extends PassingSource {
    private final CountDownLatch over = new CountDownLatch(1);
    private boolean begun;

    Threaded(EventSource inner) {
      super(inner);
    }

    @Override
    public @Nullable CompletionEvent next() {
      if (!begun) {
        begun = true;
        daemon("Threaded", () -> awaitQuietly(over, Duration.ofMinutes(1)));
      }
      return super.next();
    }

    @Override
    public void release() {
      over.countDown();
      super.release();
    }
  }

  private static final class Leaking extends PassingSource {
    Leaking(EventSource inner) {
      super(inner);
    }

    @Override
    public void release() {
      super.release();
      leak();
    }
  }

  /** Longer than the kit waits, and not for ever. */
  private static void leak() {
    daemon("Leaked", () -> awaitQuietly(new CountDownLatch(1), Duration.ofSeconds(15)));
  }

  private static final class Staffed extends ProviderMutants.Passing {
    Staffed(Provider inner) {
      super(inner);
      leak();
    }
  }

  private static final class Keeping extends PassingSource {
    Keeping(EventSource inner) {
      super(inner);
    }

    @Override
    public void release() {}
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void awaitQuietly(CountDownLatch latch, Duration bound) {
    try {
      boolean ignored = latch.await(bound.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Pooled extends PassingSource {
    Pooled(EventSource inner) {
      super(inner);
      ForkJoinPool.commonPool().execute(() -> {});
    }
  }

  private static final class OneByOne extends PassingSource {
    private final Semaphore permit;
    private boolean begun;

    OneByOne(EventSource inner, Semaphore permit) {
      super(inner);
      this.permit = permit;
    }

    @Override
    public @Nullable CompletionEvent next() {
      if (!begun) {
        permit.acquireUninterruptibly();
        begun = true;
      }
      return super.next();
    }

    @Override
    public void release() {
      if (begun) {
        permit.release();
      }
      super.release();
    }
  }

  private static final class Buffering extends PassingSource {
    private final Queue<CompletionEvent> all = new ArrayDeque<>();
    private boolean read;

    Buffering(EventSource inner) {
      super(inner);
    }

    @Override
    public @Nullable CompletionEvent next() {
      if (!read) {
        read = true;
        CompletionEvent event = super.next();
        while (event != null) {
          all.add(event);
          event = event instanceof Finished ? null : super.next();
        }
      }
      return all.poll();
    }
  }

  /** Reads so many events ahead; gives the exchange up if nobody takes them for a while. */
  static final class ReadingAhead extends PassingSource {
    private static final Duration PATIENCE = Duration.ofMillis(300);

    private final LinkedBlockingQueue<CompletableFuture<@Nullable CompletionEvent>> ahead;
    private boolean begun;
    private volatile boolean givenUp;

    ReadingAhead(EventSource inner, int most) {
      super(inner);
      ahead = new LinkedBlockingQueue<>(most);
    }

    @Override
    public @Nullable CompletionEvent next() {
      if (!begun) {
        begun = true;
        daemon("ReadingAhead", this::readAll);
      }
      try {
        CompletableFuture<@Nullable CompletionEvent> next = null;
        while (next == null) {
          if (givenUp && ahead.isEmpty()) {
            throw new IllegalStateException("the reader was too slow");
          }
          next = ahead.poll(20, TimeUnit.MILLISECONDS);
        }
        return next.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    private void readAll() {
      try {
        CompletionEvent event;
        do {
          event = super.next();
          givenUp =
              !ahead.offer(
                  CompletableFuture.completedFuture(event),
                  PATIENCE.toMillis(),
                  TimeUnit.MILLISECONDS);
        } while (!givenUp && event != null && !(event instanceof Finished));
        if (givenUp) {
          cancel();
        }
      } catch (InterruptedException | RuntimeException e) {
        ahead.add(CompletableFuture.failedFuture(e));
      }
    }
  }

  /** Gives each call the answer of the one before. */
  private static final class Mixing extends EditedModel {
    private final AtomicReference<@Nullable Completion> last = new AtomicReference<>();

    Mixing(ChatModel inner) {
      super(inner, UnaryOperator.identity(), UnaryOperator.identity());
    }

    @Override
    public Completion complete(ChatRequest request) {
      Completion own = super.complete(request);
      return last.compareAndSet(null, own) ? own : last.get();
    }
  }
}
