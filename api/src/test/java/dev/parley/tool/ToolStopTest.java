package dev.parley.tool;

import static dev.parley.tool.Calls.A;
import static dev.parley.tool.Calls.B;
import static dev.parley.tool.Calls.QUESTION;
import static dev.parley.tool.Calls.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.CancelledException;
import dev.parley.testing.Await;
import dev.parley.testing.FakeModel;
import dev.parley.testing.VirtualTime;
import dev.parley.tool.ToolLoop.Ending;
import dev.parley.tool.ToolLoop.Result;
import dev.parley.tool.ToolSteps.Event;
import dev.parley.tool.ToolSteps.Event.CallEnded;
import dev.parley.tool.ToolSteps.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Limits of time and cancelling, which reach the tools that run. */
@Timeout(60)
class ToolStopTest {
  private static final Duration LIMIT = Duration.ofSeconds(7);

  private final VirtualTime time = new VirtualTime();
  private final ExecutorService executor = Executors.newFixedThreadPool(2);
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch firstEnd = new CountDownLatch(1);
  private final CountDownLatch never = new CountDownLatch(1);
  private final List<CallEnded> ended = new CopyOnWriteArrayList<>();

  /** Waits until it is interrupted. */
  private final ToolHandler waiting =
      call -> {
        begun.countDown();
        never.await();
        return "never";
      };

  /** Waits until it is let go, whoever interrupts it. */
  private final ToolHandler deaf =
      call -> {
        begun.countDown();
        boolean gone = false;
        while (!gone) {
          try {
            never.await();
            gone = true;
          } catch (InterruptedException e) {
            gone = never.getCount() == 0;
          }
        }
        return "late";
      };

  @AfterEach
  void no_thread_is_left_in_a_tool() throws InterruptedException {
    never.countDown();
    executor.shutdown();
    assertTrue(executor.awaitTermination(20, TimeUnit.SECONDS));
    assertEquals(0, time.waiting(), "nothing is watched any more");
  }

  private ToolLoop.Builder loop(FakeModel model, ToolHandler a, ToolHandler b) {
    return ToolLoop.builder(model, Calls.tools(a, b))
        .watchdog(time.watchdog())
        .grace(Duration.ofSeconds(3))
        .listener(this::note);
  }

  private void note(Event event) {
    if (event instanceof CallEnded call) {
      ended.add(call);
      firstEnd.countDown();
    }
  }

  private List<Outcome> outcomes() {
    return ended.stream().map(CallEnded::outcome).toList();
  }

  @Test
  void tool_over_its_limit_is_interrupted_and_the_loop_goes_on() {
    ToolLoop loop = loop(Calls.model(A, B), waiting, call -> "b").toolTimeout(LIMIT).build();
    AtomicBoolean flag = new AtomicBoolean();
    Future<Result> run =
        Await.async(
            () -> {
              Result result = loop.run(QUESTION);
              flag.set(Thread.currentThread().isInterrupted());
              return result;
            });
    Await.latch(begun);
    time.pass(LIMIT);

    Result result = Await.get(run);
    assertEquals(
        List.of(
            "! The tool was stopped, since it took longer than 7000 ms; it may have been done",
            "b"),
        told(result));
    assertEquals("done", result.completion().text());
    assertEquals(List.of(Outcome.TIMED_OUT, Outcome.DONE), outcomes());
    assertEquals(LIMIT, ended.get(0).time());
    assertFalse(flag.get(), "the loop's own interruption is not left behind");
  }

  @Test
  void limit_of_a_tool_itself_stands_in_for_the_loops() {
    Toolbox tools =
        Toolbox.builder().tool(Calls.definition("a"), waiting, Duration.ofSeconds(1)).build();
    ToolLoop loop =
        ToolLoop.builder(Calls.model(A), tools)
            .watchdog(time.watchdog())
            .toolTimeout(LIMIT)
            .executor(executor)
            .build();
    Future<Result> run = Await.async(() -> loop.run(QUESTION));
    Await.latch(begun);
    time.pass(Duration.ofSeconds(1));

    assertTrue(told(Await.get(run)).get(0).contains("1000 ms"));
  }

  @Test
  void result_that_comes_after_the_limit_counts_since_the_tool_has_done_it() {
    ToolHandler thorough =
        call -> {
          begun.countDown();
          try {
            never.await();
          } catch (InterruptedException e) {
            return "done all the same";
          }
          return "never";
        };
    ToolLoop loop = loop(Calls.model(A), thorough, call -> "b").toolTimeout(LIMIT).build();
    Future<Result> run = Await.async(() -> loop.run(QUESTION));
    Await.latch(begun);
    time.pass(LIMIT);

    assertEquals(List.of("done all the same"), told(Await.get(run)));
  }

  @Test
  void tool_that_does_not_stop_is_abandoned_and_the_model_is_told() {
    ToolLoop loop =
        loop(Calls.model(A, B), deaf, call -> "b").toolTimeout(LIMIT).executor(executor).build();
    Future<Result> run = Await.async(() -> loop.run(QUESTION));
    Await.latch(begun);
    Await.latch(firstEnd);
    time.pass(LIMIT);
    assertFalse(run.isDone());
    time.pass(Duration.ofSeconds(3));

    Result result = Await.get(run);
    assertEquals(
        List.of(
            "! The tool was stopped, since it took longer than 7000 ms, but it does not stop; it may"
                + " still be running",
            "b"),
        told(result));
    assertEquals("done", result.completion().text());
    assertEquals(List.of(Outcome.DONE, Outcome.ABANDONED), outcomes());
  }

  @Test
  void whole_limit_stops_the_tools_and_the_exchange_comes_back_with_their_results() {
    ToolLoop loop = loop(Calls.model(A, B), waiting, call -> "b").timeout(LIMIT).build();
    Future<Result> run = Await.async(() -> loop.run(QUESTION));
    Await.latch(begun);
    time.pass(LIMIT);

    Result result = Await.get(run);
    assertEquals(Ending.TIMED_OUT, result.ending());
    assertEquals(
        List.of(
            "! The tool was stopped, since the time for all tools was over; it may have been done",
            "! it was not run: the time was over"),
        told(result));
    assertEquals(List.of(A, B), result.completion().toolCalls());
    assertEquals(List.of(Outcome.NOT_RUN, Outcome.STOPPED), outcomes(), "as they ended");
  }

  @Test
  void whole_limit_ends_a_gate_that_waits_for_somebody() {
    ToolLoop loop =
        loop(Calls.model(A, B), call -> "a", call -> "b")
            .timeout(LIMIT)
            .gate(
                call -> {
                  begun.countDown();
                  never.await();
                  return ToolLoop.Decision.allow();
                })
            .build();
    Future<Result> run = Await.async(() -> loop.run(QUESTION));
    Await.latch(begun);
    time.pass(LIMIT);

    assertEquals(Ending.TIMED_OUT, Await.get(run).ending());
    assertEquals(List.of(Outcome.NOT_RUN, Outcome.NOT_RUN), outcomes());
  }

  @Test
  void whole_limit_bounds_what_the_model_is_asked() {
    FakeModel model = Calls.model(A);
    ToolHandler slow =
        call -> {
          time.pass(Duration.ofSeconds(2));
          return "a";
        };
    ToolLoop loop = loop(model, slow, call -> "b").timeout(LIMIT).build();
    loop.run(QUESTION);
    assertEquals(List.of(LIMIT, Duration.ofSeconds(5)), wholes(model));

    FakeModel other = Calls.model(A);
    Duration own = Duration.ofSeconds(6);
    ChatRequest request =
        QUESTION.toBuilder().timeouts(QUESTION.timeouts().with(Kind.WHOLE, own)).build();
    loop(other, slow, call -> "b").timeout(LIMIT).build().run(request);
    assertEquals(List.of(own, Duration.ofSeconds(5)), wholes(other));
  }

  private static List<Duration> wholes(FakeModel model) {
    return model.requests().stream().map(r -> r.timeouts().get(Kind.WHOLE).orElseThrow()).toList();
  }

  @Test
  void interrupting_the_loop_reaches_tools_on_other_threads() {
    CountDownLatch both = new CountDownLatch(2);
    ToolLoop loop =
        loop(Calls.model(A, B), after(both, waiting), after(both, deaf)).executor(executor).build();
    AtomicReference<Thread> thread = new AtomicReference<>();
    AtomicBoolean flag = new AtomicBoolean();
    Future<Result> run =
        Await.async(
            () -> {
              thread.set(Thread.currentThread());
              try {
                return loop.run(QUESTION);
              } finally {
                flag.set(Thread.currentThread().isInterrupted());
              }
            });
    Await.latch(both);
    thread.get().interrupt();
    Await.latch(firstEnd);
    assertFalse(run.isDone(), "the other tool has its time to stop");
    time.pass(Duration.ofSeconds(3));

    CancelledException failure = assertInstanceOf(CancelledException.class, Await.failure(run));
    assertTrue(failure.getMessage().contains("in tool a, b"), failure.getMessage());
    assertTrue(flag.get(), "the flag is kept");
    assertEquals(List.of(Outcome.STOPPED, Outcome.ABANDONED), outcomes());
  }

  private static ToolHandler after(CountDownLatch latch, ToolHandler handler) {
    return call -> {
      latch.countDown();
      return handler.handle(call);
    };
  }

  @Test
  void cancelling_the_steps_reaches_the_tool_that_runs_and_no_other_begins() {
    FakeModel model = Calls.model(A, B);
    ToolSteps steps = loop(model, waiting, call -> "b").build().begin(QUESTION);
    AtomicBoolean flag = new AtomicBoolean();
    Future<Object> run =
        Await.async(
            () -> {
              try {
                return steps.take(model.complete(steps.request()));
              } finally {
                flag.set(Thread.currentThread().isInterrupted());
              }
            });
    Await.latch(begun);
    steps.cancel();

    assertInstanceOf(CancelledException.class, Await.failure(run));
    assertFalse(flag.get(), "nobody has interrupted the thread");
    assertEquals(
        List.of(
            "! The tool was interrupted; it may have been done",
            "! it was not run: the turn was given up"),
        Calls.texts(steps.results()));
  }

  @Test
  void steps_that_were_cancelled_before_run_nothing() {
    FakeModel model = Calls.model(A);
    ToolSteps steps = loop(model, waiting, call -> "b").build().begin(QUESTION);
    steps.cancel();

    assertThrows(CancelledException.class, () -> steps.take(model.complete(steps.request())));
    assertEquals(List.of(Outcome.NOT_RUN), outcomes());
  }

  @Test
  void tool_that_asks_is_told_to_stop() {
    ToolHandler polling =
        ToolHandler.polling(
            (call, run) -> {
              begun.countDown();
              while (!run.isStopped()) {
                Thread.onSpinWait();
              }
              return "as far as I came";
            });
    ToolLoop loop = loop(Calls.model(A), polling, call -> "b").toolTimeout(LIMIT).build();
    Future<Result> run = Await.async(() -> loop.run(QUESTION));
    Await.latch(begun);
    time.pass(LIMIT);

    assertEquals(List.of("as far as I came"), told(Await.get(run)));
  }

  @Test
  void limits_are_more_than_zero() {
    ToolLoop.Builder builder = loop(Calls.model(A), waiting, waiting);
    assertThrows(IllegalArgumentException.class, () -> builder.timeout(Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> builder.toolTimeout(Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> builder.grace(Duration.ofSeconds(-1)));
    assertThrows(
        IllegalArgumentException.class,
        () -> Toolbox.builder().tool(Calls.definition("a"), waiting, Duration.ZERO));
  }
}
