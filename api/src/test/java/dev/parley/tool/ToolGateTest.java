package dev.parley.tool;

import static dev.parley.tool.Calls.A;
import static dev.parley.tool.Calls.B;
import static dev.parley.tool.Calls.QUESTION;
import static dev.parley.tool.Calls.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.error.CancelledException;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Extras;
import dev.parley.message.Message;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import dev.parley.testing.FakeModel;
import dev.parley.tool.ToolLoop.Decision;
import dev.parley.tool.ToolLoop.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who may refuse or change a call. */
class ToolGateTest {
  private final List<String> seen = new ArrayList<>();
  private final Heard heard = new Heard(seen);

  private ToolLoop.Builder loop(ToolHandler a, ToolHandler b) {
    return ToolLoop.builder(Calls.model(A, B), Calls.tools(a, b)).listener(heard);
  }

  private ToolHandler named(String result) {
    return call -> {
      seen.add("run " + result);
      return result;
    };
  }

  @Test
  void gate_refuses_and_changes_calls_before_any_runs() {
    ToolLoop loop =
        loop(named("a"), call -> call.argumentsJson())
            .gate(
                call -> {
                  seen.add("gate " + call.name());
                  return call.name().equals("a")
                      ? Decision.refuse("The user said no.")
                      : Decision.change("{\"changed\":true}");
                })
            .build();
    Result result = loop.run(QUESTION);

    assertEquals(List.of("! The user said no.", "{\"changed\":true}"), told(result));
    assertEquals(List.of(A, B), result.messages().get(0).content(), "the model's words stay");
    assertEquals(
        List.of(
            "gate a",
            "gate b",
            "CallEnded1 a REFUSED",
            "CallStarted1 b{\"changed\":true}",
            "CallEnded1 b DONE"),
        seen.subList(2, 7));
  }

  @Test
  void gate_that_throws_ends_the_loop_and_nothing_has_run() {
    IllegalStateException stop = new IllegalStateException("stop");
    ToolLoop loop =
        loop(named("a"), named("b"))
            .gate(
                call -> {
                  if (call.name().equals("b")) {
                    throw stop;
                  }
                  return Decision.allow();
                })
            .build();

    assertSame(stop, assertThrows(IllegalStateException.class, () -> loop.run(QUESTION)));
    assertEquals(
        List.of("CallEnded1 a NOT_RUN", "CallEnded1 b NOT_RUN"), seen.subList(2, seen.size()));
  }

  @Test
  void gate_that_is_interrupted_ends_the_loop_and_the_flag_stays() {
    ToolLoop loop =
        loop(named("a"), named("b"))
            .gate(
                call -> {
                  throw new InterruptedException();
                })
            .build();
    try {
      assertThrows(CancelledException.class, () -> loop.run(QUESTION));
    } finally {
      assertTrue(Thread.interrupted(), "the flag is kept");
    }
    assertFalse(seen.contains("run a"), "" + seen);
  }

  @Test
  void gate_is_not_asked_about_tools_that_there_are_not() {
    ToolCall unknown = new ToolCall("call_x", "x", "{}");
    FakeModel model = Calls.model(unknown, A);
    List<String> asked = new ArrayList<>();
    ToolLoop loop =
        ToolLoop.builder(model, Calls.tools(named("a"), named("b")))
            .gate(
                call -> {
                  asked.add(call.name());
                  return Decision.allow();
                })
            .listener(heard)
            .build();

    assertEquals(List.of("! There is no tool x. Tools: a, b", "a"), told(loop.run(QUESTION)));
    assertEquals(List.of("a"), asked);
    assertTrue(seen.contains("CallEnded1 x UNKNOWN_TOOL"), "" + seen);
  }

  @Test
  void gate_without_a_decision_ends_the_loop_and_nothing_has_run() {
    Map<String, Decision> decisions = Map.of("a", Decision.allow());
    ToolLoop loop = loop(named("a"), named("b")).gate(call -> decisions.get(call.name())).build();

    NullPointerException e = assertThrows(NullPointerException.class, () -> loop.run(QUESTION));
    assertTrue(e.getMessage().contains("gate"), e.getMessage());
    assertEquals(
        List.of("CallEnded1 a NOT_RUN", "CallEnded1 b NOT_RUN"), seen.subList(2, seen.size()));
  }

  @Test
  void what_was_said_before_a_gate_failed_has_a_result_for_each_call() {
    FakeModel model = Calls.model(A, B);
    ToolSteps steps =
        loop(named("a"), named("b"))
            .gate(
                call -> {
                  throw new IllegalStateException("stop");
                })
            .build()
            .begin(QUESTION);

    assertThrows(IllegalStateException.class, () -> steps.take(model.complete(steps.request())));
    assertEquals(
        List.of(
            new AssistantMessage(List.of(A, B), Extras.NONE),
            Message.tool(
                ToolResult.failure(A, "it was not run: the turn was given up"),
                ToolResult.failure(B, "it was not run: the turn was given up"))),
        steps.messages());
  }
}
