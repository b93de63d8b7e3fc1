package dev.parley.tool;

import static dev.parley.tool.Calls.A;
import static dev.parley.tool.Calls.B;
import static dev.parley.tool.Calls.QUESTION;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.error.CancelledException;
import dev.parley.message.Part.ToolCall;
import dev.parley.testing.FakeModel;
import dev.parley.testing.VirtualTime;
import dev.parley.tool.ToolLoop.Decision;
import dev.parley.tool.ToolLoop.Gate;
import dev.parley.tool.ToolSteps.Event.CallStarted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Interruptions by the caller and by a limit that come together. All on the thread of the test:
 * what expires runs where time passes.
 */
@Timeout(60)
class ToolInterruptionTest {
  private static final Duration LIMIT = Duration.ofSeconds(7);

  private final VirtualTime time = new VirtualTime();
  private final CountDownLatch never = new CountDownLatch(1);
  private final List<String> seen = new ArrayList<>();

  private ToolLoop.Builder loop(ToolHandler a) {
    return ToolLoop.builder(Calls.model(A, B), Calls.tools(a, call -> "b"))
        .watchdog(time.watchdog())
        .listener(new Heard(seen));
  }

  private String unnoticed(ToolCall call) throws InterruptedException {
    Thread.currentThread().interrupt();
    time.pass(LIMIT);
    never.await();
    return "never";
  }

  private String cleaningUp(ToolCall call) throws InterruptedException {
    Thread.currentThread().interrupt();
    try {
      never.await();
    } finally {
      time.pass(LIMIT);
    }
    return "never";
  }

  private String late(ToolCall call) throws InterruptedException {
    time.pass(LIMIT);
    try {
      never.await();
    } finally {
      Thread.currentThread().interrupt();
    }
    return "never";
  }

  @Test
  void caller_who_interrupts_before_a_limit_is_heard() {
    cancels(loop(this::unnoticed).toolTimeout(LIMIT).build());
  }

  @Test
  void caller_who_interrupts_and_then_the_limit_passes_while_the_tool_cleans_up_is_heard() {
    cancels(loop(this::cleaningUp).toolTimeout(LIMIT).build());
  }

  @Test
  void caller_who_interrupts_after_a_limit_while_the_tool_cleans_up_is_heard() {
    cancels(loop(this::late).toolTimeout(LIMIT).build());
  }

  @Test
  void caller_who_interrupts_beside_the_limit_of_the_whole_is_heard() {
    cancels(loop(this::cleaningUp).timeout(LIMIT).build());
  }

  @Test
  void caller_who_interrupts_a_gate_is_heard_though_its_time_is_over() {
    for (ToolHandler busy : List.<ToolHandler>of(this::unnoticed, this::cleaningUp, this::late)) {
      Gate gate =
          call -> {
            wait(busy, call);
            return Decision.allow();
          };
      cancels(loop(call -> "a").timeout(LIMIT).gate(gate).build());
    }
  }

  private static void wait(ToolHandler busy, ToolCall call) throws InterruptedException {
    try {
      busy.handle(call);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void polling_tool_on_the_thread_of_the_loop_is_told_that_the_caller_has_interrupted() {
    ToolHandler polling =
        ToolHandler.polling(
            (call, run) -> {
              seen.add("before " + run.isStopped());
              Thread.currentThread().interrupt();
              seen.add("after " + run.isStopped());
              return "part";
            });
    cancels(loop(polling).build());
    assertTrue(seen.containsAll(List.of("before false", "after true")), "" + seen);
  }

  private void cancels(ToolLoop loop) {
    boolean flag;
    try {
      assertThrows(CancelledException.class, () -> loop.run(QUESTION));
    } finally {
      flag = Thread.interrupted();
    }
    assertTrue(flag, "the flag is kept");
    assertTrue(seen.contains("CallEnded1 b NOT_RUN"), "" + seen);
    assertEquals(0, time.waiting());
  }

  @Test
  void tool_that_restores_the_flag_on_a_thread_of_its_own_does_not_end_the_loop() {
    Executor own =
        task -> {
          Thread thread = new Thread(task, "tool");
          thread.start();
          join(thread);
        };
    ToolLoop loop = loop(this::late).toolTimeout(LIMIT).executor(own).build();

    assertEquals("done", loop.run(QUESTION).completion().text());
    assertTrue(seen.contains("CallEnded1 a TIMED_OUT"), "" + seen);
    assertFalse(Thread.currentThread().isInterrupted());
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts the loop", e);
    }
  }

  @Test
  void tool_that_is_told_to_stop_before_it_does_anything_does_nothing() {
    FakeModel model = Calls.model(A, B);
    List<ToolSteps> running = new ArrayList<>();
    ToolSteps steps =
        loop(call -> {
              seen.add("run a");
              return "a";
            })
            .listener(
                event -> {
                  new Heard(seen).accept(event);
                  if (event instanceof CallStarted) {
                    running.get(0).cancel();
                  }
                })
            .build()
            .begin(QUESTION);
    running.add(steps);

    assertThrows(CancelledException.class, () -> steps.take(model.complete(steps.request())));
    assertFalse(Thread.interrupted(), "nobody has interrupted the thread");
    assertFalse(seen.contains("run a"), "" + seen);
    assertTrue(seen.contains("CallEnded1 a NOT_RUN"), "" + seen);
    assertEquals("! it was not run: the turn was given up", Calls.texts(steps.results()).get(0));
  }
}
