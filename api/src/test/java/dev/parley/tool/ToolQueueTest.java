package dev.parley.tool;

import static dev.parley.tool.Calls.A;
import static dev.parley.tool.Calls.B;
import static dev.parley.tool.Calls.QUESTION;
import static dev.parley.tool.Calls.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.error.CancelledException;
import dev.parley.message.ToolMessage;
import dev.parley.testing.Await;
import dev.parley.testing.FakeModel;
import dev.parley.testing.VirtualTime;
import dev.parley.tool.ToolLoop.Result;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that wait for a thread of the executor. */
@Timeout(60)
class ToolQueueTest {
  private static final Duration LIMIT = Duration.ofSeconds(7);
  private static final Duration GRACE = Duration.ofSeconds(3);
  private static final String NO_THREAD = "! it was not run: no thread was free for it";

  private final VirtualTime time = new VirtualTime();
  private final ExecutorService one = Executors.newFixedThreadPool(1);
  private final CountDownLatch both = new CountDownLatch(2);
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch free = new CountDownLatch(1);
  private final List<String> seen = new CopyOnWriteArrayList<>();

  /** Has one thread, and tells when both calls were given to it. */
  private final Executor narrow =
      task -> {
        one.execute(task);
        both.countDown();
      };

  /** Keeps its thread until it is let go, whoever interrupts it. */
  private final ToolHandler deaf =
      call -> {
        begun.countDown();
        while (free.getCount() > 0) {
          try {
            free.await();
          } catch (InterruptedException e) {
            seen.add("a is deaf");
          }
        }
        return "a";
      };

  private final ToolHandler second =
      call -> {
        seen.add("run b");
        return "b";
      };

  @AfterEach
  void no_thread_is_left_in_a_tool() throws InterruptedException {
    free.countDown();
    one.shutdown();
    assertTrue(one.awaitTermination(20, TimeUnit.SECONDS));
    assertEquals(0, time.waiting(), "nothing is watched any more");
  }

  private ToolLoop.Builder loop(FakeModel model, Toolbox tools) {
    return ToolLoop.builder(model, tools)
        .watchdog(time.watchdog())
        .grace(GRACE)
        .listener(new Heard(seen))
        .executor(narrow);
  }

  @Test
  void call_behind_a_tool_that_keeps_the_only_thread_is_not_run_and_the_loop_goes_on()
      throws InterruptedException {
    ToolLoop loop = loop(Calls.model(A, B), Calls.tools(deaf, second)).toolTimeout(LIMIT).build();
    Future<Result> run = Await.async(() -> loop.run(QUESTION));
    Await.latch(begun);
    Await.latch(both);
    time.pass(LIMIT);
    assertFalse(run.isDone());
    time.pass(GRACE);

    Result result = Await.get(run);
    assertEquals(NO_THREAD, told(result).get(1));
    assertEquals("done", result.completion().text());
    assertTrue(seen.contains("CallEnded1 a ABANDONED"), "" + seen);
    assertTrue(seen.contains("CallEnded1 b NOT_RUN"), "" + seen);
    free.countDown();
    one.shutdown();
    assertTrue(one.awaitTermination(20, TimeUnit.SECONDS));
    assertFalse(seen.contains("run b"), "it has been told as not run");
  }

  @Test
  void call_that_its_executor_drops_is_not_run() {
    ToolLoop loop =
        loop(Calls.model(A, B), Calls.tools(deaf, second))
            .toolTimeout(LIMIT)
            .executor(task -> both.countDown())
            .build();
    Future<Result> run = Await.async(() -> loop.run(QUESTION));
    Await.latch(both);
    time.pass(LIMIT.plus(GRACE));

    assertEquals(List.of(NO_THREAD, NO_THREAD), told(Await.get(run)));
  }

  @Test
  void time_in_the_queue_is_not_time_of_the_tool() {
    ToolHandler slow =
        call -> {
          time.pass(LIMIT.minusSeconds(1));
          return "b";
        };
    Toolbox tools =
        Toolbox.builder()
            .tool(Calls.definition("a"), deaf, LIMIT.multipliedBy(9))
            .tool(Calls.definition("b"), slow)
            .build();
    ToolLoop loop = loop(Calls.model(A, B), tools).toolTimeout(LIMIT).build();
    Future<Result> run = Await.async(() -> loop.run(QUESTION));
    Await.latch(begun);
    Await.latch(both);
    time.pass(LIMIT.plus(GRACE).minusSeconds(1));
    free.countDown();

    assertEquals(List.of("a", "b"), told(Await.get(run)));
  }

  @Test
  void call_that_waits_when_the_loop_is_cancelled_is_never_run() throws InterruptedException {
    FakeModel model = Calls.model(A, B);
    ToolSteps steps = loop(model, Calls.tools(deaf, second)).build().begin(QUESTION);
    Future<Optional<ToolMessage>> run =
        Await.async(() -> steps.take(model.complete(steps.request())));
    Await.latch(begun);
    Await.latch(both);
    steps.cancel();
    free.countDown();

    assertInstanceOf(CancelledException.class, Await.failure(run));
    assertEquals(
        List.of("a", "! it was not run: the turn was given up"), Calls.texts(steps.results()));
    one.shutdown();
    assertTrue(one.awaitTermination(20, TimeUnit.SECONDS));
    assertFalse(seen.contains("run b"), "" + seen);
    assertTrue(seen.contains("CallEnded1 b NOT_RUN"), "" + seen);
  }

  @Test
  void limits_may_be_as_long_as_one_likes() {
    Duration forever = ChronoUnit.FOREVER.getDuration();
    free.countDown();
    ToolLoop loop =
        loop(Calls.model(A, B), Calls.tools(deaf, second))
            .toolTimeout(forever)
            .timeout(forever)
            .grace(forever)
            .build();

    assertEquals(List.of("a", "b"), told(loop.run(QUESTION)));
  }

  @Test
  void error_of_an_abandoned_tool_reaches_the_owner_of_its_thread() {
    StackOverflowError error = new StackOverflowError();
    CompletableFuture<Throwable> uncaught = new CompletableFuture<>();
    ToolHandler broken =
        call -> {
          deaf.handle(call);
          throw error;
        };
    ToolLoop loop =
        loop(Calls.model(A), Calls.tools(broken, second))
            .toolTimeout(LIMIT)
            .executor(
                task -> {
                  Thread thread = new Thread(task, "tool");
                  thread.setUncaughtExceptionHandler((t, e) -> uncaught.complete(e));
                  thread.start();
                })
            .build();
    Future<Result> run = Await.async(() -> loop.run(QUESTION));
    Await.latch(begun);
    time.pass(LIMIT);
    time.pass(GRACE);
    assertEquals("done", Await.get(run).completion().text());
    free.countDown();

    assertSame(error, Await.get(uncaught));
  }
}
