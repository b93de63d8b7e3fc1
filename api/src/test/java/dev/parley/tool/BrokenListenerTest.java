package dev.parley.tool;

import static dev.parley.tool.Calls.A;
import static dev.parley.tool.Calls.B;
import static dev.parley.tool.Calls.QUESTION;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.message.Part.ToolCall;
import dev.parley.testing.Await;
import dev.parley.testing.FakeModel;
import dev.parley.tool.ToolSteps.Event;
import dev.parley.tool.ToolSteps.Event.CallEnded;
import dev.parley.tool.ToolSteps.Event.CallStarted;
import dev.parley.tool.ToolSteps.Event.StepEnded;
import dev.parley.tool.ToolSteps.Event.StepStarted;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors of listeners, such as failed assertions, end the loop; and all calls have an end. */
@Timeout(60)
class BrokenListenerTest {
  private static final ToolCall C = new ToolCall("call_c", "a", "{}");

  private final ExecutorService executor = Executors.newFixedThreadPool(3);
  private final AssertionError broken = new AssertionError("the listener's");
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final FakeModel model = Calls.model(A, B, C);

  @AfterEach
  void no_thread_is_left_in_a_tool() throws InterruptedException {
    executor.shutdown();
    assertTrue(executor.awaitTermination(20, TimeUnit.SECONDS));
  }

  private ToolSteps steps(ToolHandler tool, Class<? extends Event> breaks) {
    Consumer<Event> heard = new Heard(seen);
    return ToolLoop.builder(model, Calls.tools(tool, tool))
        .executor(executor)
        .grace(Duration.ofMinutes(1))
        .listener(
            event -> {
              heard.accept(event);
              if (breaks.isInstance(event)) {
                throw broken;
              }
            })
        .build()
        .begin(QUESTION);
  }

  @ParameterizedTest
  @ValueSource(classes = {StepEnded.class, CallStarted.class, CallEnded.class})
  void every_call_has_ended_when_the_error_is_thrown(Class<? extends Event> breaks) {
    ToolSteps steps = steps(call -> "done", breaks);

    assertSame(
        broken,
        assertThrows(AssertionError.class, () -> steps.take(model.complete(steps.request()))));
    assertEquals(
        List.of("call_a", "call_b", "call_c"),
        steps.results().stream().map(result -> result.callId()).toList());
    assertEquals(
        3, seen.stream().filter(event -> event.startsWith("CallEnded")).count(), "" + seen);
    assertEquals(2, steps.messages().size());
  }

  @Test
  void error_stops_the_tools_that_run() {
    CountDownLatch runs = new CountDownLatch(2);
    CountDownLatch never = new CountDownLatch(1);
    ToolHandler tool =
        call -> {
          runs.countDown();
          if (call.equals(A)) {
            Await.latch(runs);
            return "done";
          }
          never.await();
          return "never";
        };
    ToolSteps steps = steps(tool, CallEnded.class);

    assertThrows(AssertionError.class, () -> steps.take(model.complete(steps.request())));
    assertEquals("done", Calls.texts(steps.results()).get(0));
    assertTrue(steps.results().get(1).failed());
    assertTrue(steps.results().get(2).failed());
  }

  @Test
  void no_tool_runs_of_which_the_listener_could_not_be_told() {
    ToolSteps steps =
        steps(
            call -> {
              seen.add("run");
              return "done";
            },
            StepEnded.class);

    assertThrows(AssertionError.class, () -> steps.take(model.complete(steps.request())));
    assertFalse(seen.contains("run"), "" + seen);
  }

  @Test
  void error_before_the_first_step_is_thrown_where_the_loop_begins() {
    assertSame(
        broken, assertThrows(AssertionError.class, () -> steps(call -> "done", StepStarted.class)));
  }
}
