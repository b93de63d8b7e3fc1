package dev.parley.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.error.ErrorDetails;
import dev.parley.error.UnavailableException;
import dev.parley.testing.Await;
import dev.parley.testing.FakeModel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AsyncTest {
  private static final ChatRequest HI = ChatRequest.of("Hi");

  @Test
  void answer_arrives_in_the_future() {
    try (ChatModel model = FakeModel.saying("fake:m", "Hello")) {
      assertEquals("Hello", Await.get(Async.of(model).complete(HI)).text());
    }
  }

  @Test
  void work_runs_on_daemon_or_virtual_threads_never_on_the_common_pool() {
    AtomicReference<Thread> on = new AtomicReference<>();
    FakeModel model =
        new FakeModel(
            "fake:m",
            request -> {
              on.set(Thread.currentThread());
              return List.of(new Finished(FinishReason.STOP));
            });

    Await.get(Async.of(model).complete(HI));

    assertTrue(on.get().isDaemon());
    assertFalse(on.get() instanceof java.util.concurrent.ForkJoinWorkerThread);
    assertNotSame(Thread.currentThread(), on.get());
  }

  @Test
  void failure_is_the_models_own_exception() {
    UnavailableException problem =
        new UnavailableException("down", ErrorDetails.of(ModelId.parse("fake:m")), null);
    FakeModel model = FakeModel.failing("fake:m", problem);

    assertSame(problem, Await.failure(Async.of(model).complete(HI)));
  }

  @Test
  void cancelling_the_future_interrupts_the_work() {
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    CompletableFuture<Completion> future = Async.of(blocking(working, interrupted)).complete(HI);
    Await.latch(working);

    assertTrue(future.cancel(false));

    Await.latch(interrupted);
    assertTrue(future.isCancelled());
  }

  private static FakeModel blocking(CountDownLatch working, CountDownLatch interrupted) {
    return new FakeModel(
        "fake:m",
        request -> {
          working.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            interrupted.countDown();
          }
          return List.of();
        });
  }

  @Test
  void thread_goes_back_to_its_pool_without_the_interrupt_flag() {
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    AtomicBoolean flag = new AtomicBoolean();
    CountDownLatch done = new CountDownLatch(1);
    Executor executor =
        task ->
            Await.start(
                () -> {
                  task.run();
                  flag.set(Thread.currentThread().isInterrupted());
                  done.countDown();
                });
    CompletableFuture<Completion> future =
        Async.of(blocking(working, interrupted), executor).complete(HI);
    Await.latch(working);

    future.cancel(true);

    Await.latch(done);
    assertFalse(flag.get());
  }

  @Test
  void future_cancelled_before_its_turn_never_asks_the_model() {
    Queue<Runnable> tasks = new ArrayDeque<>();
    FakeModel model = FakeModel.saying("fake:m", "Hello");
    CompletableFuture<Completion> future = Async.of(model, tasks::add).complete(HI);

    future.cancel(true);
    tasks.remove().run();

    assertEquals(List.of(), model.requests());
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void cancelling_after_the_end_changes_nothing() {
    Queue<Runnable> tasks = new ArrayDeque<>();
    CompletableFuture<Completion> future =
        Async.of(FakeModel.saying("fake:m", "Hello"), tasks::add).complete(HI);
    tasks.remove().run();

    assertFalse(future.cancel(true));

    assertEquals("Hello", Await.get(future).text());
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void full_executor_fails_the_future() {
    CompletableFuture<Completion> future =
        Async.of(
                FakeModel.saying("fake:m", "Hello"),
                task -> {
                  throw new RejectedExecutionException("full");
                })
            .complete(HI);

    assertInstanceOf(RejectedExecutionException.class, Await.failure(future));
  }

  @Test
  void cancelling_a_dependent_stage_leaves_the_work_alone() {
    CountDownLatch working = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger interruptions = new AtomicInteger();
    FakeModel model =
        new FakeModel(
            "fake:m",
            request -> {
              working.countDown();
              try {
                go.await();
              } catch (InterruptedException e) {
                interruptions.incrementAndGet();
              }
              return List.of(new Finished(FinishReason.STOP));
            });
    CompletableFuture<Completion> future = Async.of(model).complete(HI);
    CompletableFuture<String> text = future.thenApply(Completion::text);
    Await.latch(working);

    text.cancel(true);
    go.countDown();

    assertTrue(Await.get(future).isComplete());
    assertEquals(0, interruptions.get());
  }
}
