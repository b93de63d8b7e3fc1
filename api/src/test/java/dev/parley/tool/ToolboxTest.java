package dev.parley.tool;

import static dev.parley.tool.Calls.A;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import dev.parley.testing.Await;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tools without a loop. */
@Timeout(60)
class ToolboxTest {
  @Test
  void unknown_tool_is_told_to_the_model() throws Exception {
    ToolResult result =
        Calls.tools(call -> "a", call -> "b").run(new ToolCall("c", "subtract", "{}"));

    assertEquals(List.of("! There is no tool subtract. Tools: a, b"), Calls.texts(List.of(result)));
  }

  @Test
  void tool_without_a_result_has_failed() throws Exception {
    Toolbox silent = Toolbox.builder().tool(Calls.definition("a"), call -> null).build();

    assertTrue(silent.run(A).failed());
  }

  @Test
  void two_tools_of_one_name_are_refused() {
    Toolbox.Builder builder = Toolbox.builder().tool(Calls.definition("a"), call -> "3");

    assertThrows(
        IllegalArgumentException.class, () -> builder.tool(Calls.definition("a"), call -> "4"));
  }

  @Test
  void toolbox_is_not_changed_by_its_builder() {
    Toolbox.Builder builder = Toolbox.builder().tool(Calls.definition("a"), call -> "3");
    Toolbox box = builder.build();

    builder.tool(Calls.definition("b"), call -> "noon");

    assertEquals(List.of(Calls.definition("a")), box.definitions());
  }

  @Test
  void tool_without_a_loop_is_told_to_stop_by_the_flag_of_its_own_thread() throws Exception {
    Thread own = Thread.currentThread();
    CompletableFuture<Boolean> stopped = new CompletableFuture<>();
    ToolHandler polling =
        ToolHandler.polling(
            (call, run) -> {
              own.interrupt();
              Await.start(() -> stopped.complete(run.isStopped()));
              while (!stopped.isDone()) {
                Thread.onSpinWait(); // To wait otherwise takes the flag away for a while.
              }
              return "stopped: " + stopped.join();
            });
    try {
      assertEquals("stopped: true", polling.handle(A));
    } finally {
      assertTrue(Thread.interrupted());
    }
  }
}
