package dev.parley.tool;

import static dev.parley.tool.Calls.A;
import static dev.parley.tool.Calls.B;
import static dev.parley.tool.Calls.QUESTION;
import static dev.parley.tool.Calls.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.error.CancelledException;
import dev.parley.testing.Await;
import dev.parley.tool.ToolLoop.Result;
import dev.parley.tool.ToolSteps.Event.CallEnded;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls at once, listeners, and tools that fail. */
@Timeout(60)
class ToolCallsTest {
  private final ExecutorService executor = Executors.newFixedThreadPool(2);
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final Heard heard = new Heard(seen);

  @AfterEach
  void no_thread_is_left_in_a_tool() throws InterruptedException {
    executor.shutdown();
    assertTrue(executor.awaitTermination(20, TimeUnit.SECONDS));
  }

  private ToolLoop.Builder loop(ToolHandler a, ToolHandler b) {
    return ToolLoop.builder(Calls.model(A, B), Calls.tools(a, b))
        .grace(Duration.ofMinutes(1))
        .listener(heard);
  }

  private ToolHandler named(String result) {
    return call -> {
      seen.add("run " + result);
      return result;
    };
  }

  @Test
  void calls_run_at_once_and_are_told_in_their_order() {
    CountDownLatch second = new CountDownLatch(1);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    ToolHandler a =
        call -> {
          threads.add(Thread.currentThread());
          Await.latch(second);
          return "a";
        };
    ToolHandler b =
        call -> {
          threads.add(Thread.currentThread());
          return "b";
        };
    Result result =
        loop(a, b)
            .executor(executor)
            .listener(
                event -> {
                  heard.accept(event);
                  if (event instanceof CallEnded) {
                    second.countDown();
                  }
                })
            .build()
            .run(QUESTION);

    assertEquals(List.of("a", "b"), told(result));
    assertEquals(2, threads.size());
    assertTrue(!threads.contains(Thread.currentThread()));
    assertTrue(seen.indexOf("CallEnded1 b DONE") < seen.indexOf("CallEnded1 a DONE"), "" + seen);
  }

  @Test
  void every_step_and_call_is_told_one_after_another() {
    loop(named("a"), named("b")).build().run(QUESTION);

    assertEquals(
        List.of(
            "StepStarted1 1",
            "StepEnded1 2",
            "CallStarted1 a{}",
            "run a",
            "CallEnded1 a DONE",
            "CallStarted1 b{}",
            "run b",
            "CallEnded1 b DONE",
            "StepStarted2 3",
            "StepEnded2 0"),
        seen);
  }

  @Test
  void listener_that_throws_does_not_reach_the_loop() {
    Result result =
        loop(named("a"), named("b"))
            .executor(executor)
            .listener(
                event -> {
                  throw new IllegalStateException("broken listener");
                })
            .build()
            .run(QUESTION);

    assertEquals(List.of("a", "b"), told(result));
  }

  @Test
  void two_tools_that_fail_at_once_are_both_told() {
    CountDownLatch both = new CountDownLatch(2);
    ToolHandler failing =
        call -> {
          both.countDown();
          Await.latch(both);
          throw new IllegalStateException("no " + call.name());
        };
    Result result = loop(failing, failing).executor(executor).build().run(QUESTION);

    assertEquals(List.of("! The tool failed: no a", "! The tool failed: no b"), told(result));
    assertEquals("done", result.completion().text());
  }

  @Test
  void what_is_told_of_a_failure_may_be_chosen() {
    Toolbox tools =
        Toolbox.builder()
            .tool(
                Calls.definition("a"),
                call -> {
                  throw new IllegalStateException("secret host");
                })
            .failureText((call, failure) -> call.name() + " is out of order")
            .build();
    ToolLoop loop = ToolLoop.builder(Calls.model(A), tools).build();

    assertEquals(List.of("! a is out of order"), told(loop.run(QUESTION)));
  }

  @Test
  void text_of_a_failure_that_cannot_be_made_ends_the_loop() {
    IllegalStateException failure = new IllegalStateException("of the tool");
    Toolbox tools =
        Toolbox.builder()
            .tool(
                Calls.definition("a"),
                call -> {
                  throw failure;
                })
            .failureText(
                (call, problem) -> {
                  throw new UnsupportedOperationException("of the text");
                })
            .build();
    ToolLoop loop = ToolLoop.builder(Calls.model(A), tools).executor(executor).build();

    Throwable thrown = assertThrows(UnsupportedOperationException.class, () -> loop.run(QUESTION));
    assertSame(failure, thrown.getSuppressed()[0]);
  }

  @Test
  void errors_of_two_tools_are_thrown_together_where_the_loop_runs() {
    CountDownLatch both = new CountDownLatch(2);
    ToolHandler broken =
        call -> {
          both.countDown();
          while (both.getCount() > 0) {
            Thread.onSpinWait(); // The error of the one interrupts the other.
          }
          throw new StackOverflowError(call.name());
        };
    ToolLoop loop = loop(broken, broken).executor(executor).build();

    StackOverflowError error = assertThrows(StackOverflowError.class, () -> loop.run(QUESTION));
    assertEquals("a", error.getMessage());
    assertEquals("b", error.getSuppressed()[0].getMessage());
  }

  @Test
  void error_of_one_tool_stops_the_others() {
    CountDownLatch waits = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    ToolHandler broken =
        call -> {
          Await.latch(waits);
          throw new StackOverflowError();
        };
    ToolHandler waiting =
        call -> {
          waits.countDown();
          never.await();
          return "never";
        };
    ToolLoop loop = loop(broken, waiting).executor(executor).build();

    assertThrows(StackOverflowError.class, () -> loop.run(QUESTION));
    assertEquals("CallEnded1 b STOPPED", seen.get(seen.size() - 1));
  }

  @Test
  void tool_that_is_interrupted_by_its_executor_ends_the_loop() {
    ToolLoop loop =
        loop(
                call -> {
                  throw new InterruptedException();
                },
                named("b"))
            .executor(Runnable::run)
            .build();
    try {
      assertThrows(CancelledException.class, () -> loop.run(QUESTION));
    } finally {
      assertTrue(Thread.interrupted(), "the thread that ran the tool keeps its flag");
    }
    assertEquals("CallEnded1 b NOT_RUN", seen.get(seen.size() - 1));
  }

  @Test
  void call_without_a_thread_is_told_as_not_run() {
    ToolLoop loop =
        loop(named("a"), named("b"))
            .executor(
                task -> {
                  throw new RejectedExecutionException("full");
                })
            .build();
    Result result = loop.run(QUESTION);

    String text = "! it was not run: no thread was free for it";
    assertEquals(List.of(text, text), told(result));
    assertEquals("done", result.completion().text());
  }
}
