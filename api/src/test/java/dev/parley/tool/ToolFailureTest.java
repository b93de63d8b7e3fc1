package dev.parley.tool;

import static dev.parley.tool.Calls.A;
import static dev.parley.tool.Calls.B;
import static dev.parley.tool.Calls.QUESTION;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.testing.Await;
import dev.parley.testing.FakeModel;
import dev.parley.tool.ToolLoop.Decision;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Programs whose own parts throw: what they throw ends the loop as it is, checked exceptions past
 * the compiler too, and each call has its end. The loops run on another thread, so that one that
 * hangs fails its test.
 */
@Timeout(60)
class ToolFailureTest {
  private final ExecutorService executor = Executors.newFixedThreadPool(2);
  private final List<String> seen = new CopyOnWriteArrayList<>();

  @AfterEach
  void no_thread_is_left_in_a_tool() throws InterruptedException {
    executor.shutdown();
    assertTrue(executor.awaitTermination(20, TimeUnit.SECONDS));
  }

  private static Toolbox rethrowing(Exception failure) {
    return Toolbox.builder()
        .tool(
            Calls.definition("a"),
            call -> {
              throw failure;
            })
        .failureText((call, problem) -> ToolFailureTest.<RuntimeException>past(problem))
        .build();
  }

  /** Throws it past the compiler, as other languages may. */
  @SuppressWarnings("unchecked") // Nothing is cast: the compiler alone takes it for an X.
  private static <X extends Throwable> String past(Throwable thrown) throws X {
    throw (X) thrown;
  }

  /** What the loop throws. */
  private static Throwable thrown(ToolLoop loop) throws Exception {
    return Await.get(Await.async(() -> assertThrows(Throwable.class, () -> loop.run(QUESTION))));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void failure_that_is_thrown_again_in_place_of_a_text_ends_the_loop(boolean pool)
      throws Exception {
    for (Exception failure : List.of(new IllegalStateException("a bug"), new IOException("lost"))) {
      ToolLoop.Builder loop =
          ToolLoop.builder(Calls.model(A), rethrowing(failure)).listener(new Heard(seen));
      if (pool) {
        loop.executor(executor);
      }
      assertSame(failure, thrown(loop.build()));
      assertEquals("CallEnded1 a FAILED", seen.get(seen.size() - 1));
    }
  }

  @Test
  void gate_that_throws_a_checked_exception_ends_the_loop_as_any_other() throws Exception {
    IOException lost = new IOException("lost");
    ToolSteps steps =
        ToolLoop.builder(Calls.model(A, B), Calls.tools(call -> "a", call -> "b"))
            .gate(
                call -> {
                  ToolFailureTest.<RuntimeException>past(lost);
                  return Decision.allow();
                })
            .build()
            .begin(QUESTION);
    FakeModel model = Calls.model(A, B);

    assertSame(
        lost,
        Await.get(
            Await.async(
                () ->
                    assertThrows(
                        Throwable.class, () -> steps.take(model.complete(steps.request()))))));
    assertEquals(2, steps.results().size());
  }

  @Test
  void executor_that_throws_a_checked_exception_leaves_no_tool_behind() throws Exception {
    IOException lost = new IOException("lost");
    CountDownLatch runs = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    AtomicInteger tasks = new AtomicInteger();
    ToolLoop loop =
        ToolLoop.builder(
                Calls.model(A, B),
                Calls.tools(
                    call -> {
                      runs.countDown();
                      never.await();
                      return "never";
                    },
                    call -> "b"))
            .executor(
                task -> {
                  if (tasks.getAndIncrement() == 0) {
                    executor.execute(task);
                    Await.latch(runs);
                  } else {
                    ToolFailureTest.<RuntimeException>past(lost);
                  }
                })
            .grace(Duration.ofMinutes(1))
            .listener(new Heard(seen))
            .build();

    assertSame(lost, thrown(loop));
    assertTrue(seen.contains("CallEnded1 a STOPPED"), "" + seen);
    assertTrue(seen.contains("CallEnded1 b NOT_RUN"), "" + seen);
  }

  @Test
  void checked_exception_of_a_listener_is_logged_as_any_other() throws Exception {
    ToolLoop loop =
        ToolLoop.builder(Calls.model(A, B), Calls.tools(call -> "a", call -> "b"))
            .listener(event -> ToolFailureTest.<RuntimeException>past(new IOException("lost")))
            .build();

    assertEquals(List.of("a", "b"), Calls.told(Await.get(Await.async(() -> loop.run(QUESTION)))));
  }
}
