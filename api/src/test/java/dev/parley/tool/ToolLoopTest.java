package dev.parley.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionEvent.ToolCallComplete;
import dev.parley.chat.CompletionEvent.UsageReported;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelId;
import dev.parley.chat.ToolChoice;
import dev.parley.chat.ToolDefinition;
import dev.parley.chat.Usage;
import dev.parley.error.CancelledException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.ModelException;
import dev.parley.error.UnavailableException;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Extras;
import dev.parley.message.Message;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import dev.parley.testing.FakeModel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class ToolLoopTest {
  private static final ToolCall ADD = new ToolCall("call_1", "add", "{\"a\":1,\"b\":2}");
  private static final ToolCall TIME = new ToolCall("call_2", "time", "{}");
  private static final ChatRequest QUESTION = ChatRequest.of("1+2?");

  private final List<String> run = new ArrayList<>();
  private final Toolbox tools =
      Toolbox.builder()
          .tool(definition("add"), call -> note(call, "3"))
          .tool(definition("time"), call -> note(call, "noon"))
          .build();

  private static ToolDefinition definition(String name) {
    return ToolDefinition.of(name, "", ToolDefinition.NO_PARAMETERS);
  }

  private String note(ToolCall call, String result) {
    run.add(call.name() + call.argumentsJson());
    return result;
  }

  private static List<CompletionEvent> calling(FinishReason reason, ToolCall... calls) {
    List<CompletionEvent> events = new ArrayList<>();
    for (int i = 0; i < calls.length; i++) {
      events.add(new ToolCallComplete(i, calls[i]));
    }
    events.add(new UsageReported(Usage.reported().input(10).output(1).build()));
    events.add(new Finished(reason));
    return events;
  }

  private static List<CompletionEvent> saying(String text) {
    return List.of(
        new TextDelta(text),
        new UsageReported(Usage.reported().input(20).output(2).build()),
        new Finished(FinishReason.STOP));
  }

  @SafeVarargs
  private static FakeModel model(List<CompletionEvent>... answers) {
    Queue<List<CompletionEvent>> left = new ArrayDeque<>();
    for (List<CompletionEvent> answer : answers) {
      left.add(answer);
    }
    return new FakeModel("fake:m", request -> left.remove());
  }

  private static ToolLoop loop(FakeModel model, Toolbox tools) {
    return ToolLoop.builder(model, tools).build();
  }

  @Test
  void answer_without_a_call_ends_the_loop() {
    FakeModel model = model(saying("3"));

    ToolLoop.Result result = loop(model, tools).run(QUESTION);

    assertEquals(ToolLoop.Ending.ANSWERED, result.ending());
    assertEquals("3", result.completion().text());
    assertEquals(List.of(Message.assistant("3")), result.messages());
    assertEquals(List.of(definition("add"), definition("time")), model.lastRequest().tools());
  }

  @Test
  void results_are_told_and_the_exchange_is_given_as_messages() {
    FakeModel model = model(calling(FinishReason.TOOL_CALLS, ADD), saying("It is 3"));

    ToolLoop.Result result = loop(model, tools).run(QUESTION);

    assertEquals(List.of("add{\"a\":1,\"b\":2}"), run);
    List<Message> messages = result.messages();
    assertEquals(3, messages.size());
    assertEquals(List.of(ADD), messages.get(0).content());
    assertEquals(Message.tool(ToolResult.of(ADD, "3")), messages.get(1));
    assertEquals("It is 3", messages.get(2).text());
    List<Message> sent = new ArrayList<>(QUESTION.messages());
    sent.addAll(messages.subList(0, 2));
    assertEquals(sent, model.lastRequest().messages());
    assertEquals(2, model.lastRequest().tools().size());
  }

  @Test
  void usage_is_the_sum_over_all_answers() {
    FakeModel model = model(calling(FinishReason.TOOL_CALLS, ADD), saying("3"));

    assertEquals(
        Usage.reported().input(30).output(3).build(), loop(model, tools).run(QUESTION).usage());
  }

  @Test
  void calls_of_one_answer_are_answered_in_their_order_in_one_message() {
    FakeModel model = model(calling(FinishReason.STOP, TIME, ADD), saying("done"));

    ToolLoop.Result result = loop(model, tools).run(QUESTION);

    assertEquals(List.of("time{}", "add{\"a\":1,\"b\":2}"), run);
    assertEquals(
        Message.tool(ToolResult.of(TIME, "noon"), ToolResult.of(ADD, "3")),
        result.messages().get(1));
  }

  @Test
  void failing_tool_is_told_to_the_model_and_the_loop_goes_on() {
    Toolbox failing =
        Toolbox.builder()
            .tool(
                definition("add"),
                call -> {
                  throw new IllegalStateException("out of numbers");
                })
            .tool(
                definition("time"),
                call -> {
                  throw new java.io.IOException();
                })
            .build();
    FakeModel model = model(calling(FinishReason.TOOL_CALLS, ADD, TIME), saying("sorry"));

    ToolLoop.Result result = loop(model, failing).run(QUESTION);

    assertEquals(
        Message.tool(
            ToolResult.failure(ADD, "The tool failed: out of numbers"),
            ToolResult.failure(TIME, "The tool failed: IOException")),
        result.messages().get(1));
    assertEquals("sorry", result.completion().text());
  }

  @Test
  void interrupted_tool_ends_the_loop_and_the_flag_stays() {
    Toolbox interrupted =
        Toolbox.builder()
            .tool(
                definition("add"),
                call -> {
                  throw new InterruptedException();
                })
            .build();
    FakeModel model = model(calling(FinishReason.TOOL_CALLS, ADD));

    CancelledException e;
    boolean flag;
    try {
      e = assertThrows(CancelledException.class, () -> loop(model, interrupted).run(QUESTION));
    } finally {
      flag = Thread.interrupted();
    }

    assertTrue(flag);
    assertTrue(e.getMessage().contains("add"), e.getMessage());
    assertInstanceOf(InterruptedException.class, e.getCause());
  }

  @Test
  void interrupted_thread_runs_no_further_tool() {
    Toolbox box =
        Toolbox.builder()
            .tool(
                definition("add"),
                call -> {
                  Thread.currentThread().interrupt();
                  return "3";
                })
            .tool(definition("time"), call -> note(call, "noon"))
            .build();
    FakeModel model = model(calling(FinishReason.TOOL_CALLS, ADD, TIME), saying("done"));

    boolean flag;
    try {
      assertThrows(CancelledException.class, () -> loop(model, box).run(QUESTION));
    } finally {
      flag = Thread.interrupted();
    }

    assertTrue(flag);
    assertEquals(List.of(), run);
  }

  @Test
  void limit_of_steps_leaves_the_last_calls_undone() {
    FakeModel model =
        model(calling(FinishReason.TOOL_CALLS, ADD), calling(FinishReason.TOOL_CALLS, TIME));

    ToolLoop.Result result = ToolLoop.builder(model, tools).maxSteps(2).build().run(QUESTION);

    assertEquals(ToolLoop.Ending.STEP_LIMIT, result.ending());
    assertEquals(1, run.size());
    assertEquals(List.of(TIME), result.completion().toolCalls());
    assertEquals(4, result.messages().size());
    assertEquals(
        Message.tool(ToolResult.failure(TIME, "it was not run: the limit of steps was reached")),
        result.messages().get(3));
    ToolLoop.Builder builder = ToolLoop.builder(model, tools);
    assertThrows(IllegalArgumentException.class, () -> builder.maxSteps(0));
  }

  @Test
  void calls_that_were_cut_off_are_not_run() {
    FakeModel model = model(calling(FinishReason.LENGTH, ADD));

    ToolLoop.Result result = loop(model, tools).run(QUESTION);

    assertEquals(ToolLoop.Ending.CUT_OFF, result.ending());
    assertEquals(List.of(), run);
    assertEquals(2, result.messages().size());
    assertEquals(
        Message.tool(ToolResult.failure(ADD, "it was not run: the answer was cut off")),
        result.messages().get(1));
  }

  @Test
  void calls_that_are_left_are_told_to_the_listener_as_not_run() {
    List<String> seen = new ArrayList<>();
    ToolLoop.builder(model(calling(FinishReason.LENGTH, ADD, TIME)), tools)
        .listener(new Heard(seen))
        .build()
        .run(QUESTION);

    assertEquals(
        List.of(
            "StepStarted1 1", "StepEnded1 2", "CallEnded1 add NOT_RUN", "CallEnded1 time NOT_RUN"),
        seen);
  }

  @Test
  void calls_behind_a_content_filter_are_not_run() {
    FinishReason filtered = new FinishReason(FinishReason.Kind.CONTENT_FILTER, "content_filter");

    ToolLoop.Result result = loop(model(calling(filtered, ADD)), tools).run(QUESTION);

    assertEquals(ToolLoop.Ending.CUT_OFF, result.ending());
    assertEquals(List.of(), run);
  }

  @Test
  void forced_call_is_forced_in_the_first_answer_only() {
    FakeModel model = model(calling(FinishReason.TOOL_CALLS, ADD), saying("3"));

    loop(model, tools).run(QUESTION.toBuilder().toolChoice(ToolChoice.REQUIRED).build());

    assertEquals(ToolChoice.REQUIRED, model.requests().get(0).toolChoice().orElseThrow());
    assertEquals(ToolChoice.AUTO, model.requests().get(1).toolChoice().orElseThrow());
  }

  @Test
  void tool_that_the_request_offers_itself_is_offered_once() {
    FakeModel model = model(saying("3"));

    loop(model, tools).run(QUESTION.toBuilder().tool(definition("add")).build());

    assertEquals(List.of(definition("add"), definition("time")), model.lastRequest().tools());
  }

  @Test
  void listener_gets_every_event_of_every_answer() {
    List<CompletionEvent> first = calling(FinishReason.TOOL_CALLS, ADD);
    List<CompletionEvent> second = saying("3");
    List<CompletionEvent> heard = new ArrayList<>();

    ToolLoop.Result result =
        ToolLoop.builder(model(first, second), tools).onEvent(heard::add).build().run(QUESTION);

    List<CompletionEvent> both = new ArrayList<>(first);
    both.addAll(second);
    assertEquals(both, heard);
    assertEquals("3", result.completion().text());
    assertEquals(33, result.usage().totalTokens());
  }

  @Test
  void failure_of_the_model_ends_the_loop() {
    ModelException problem =
        new UnavailableException("down", ErrorDetails.of(ModelId.parse("fake:m")), null);
    FakeModel model = FakeModel.failing("fake:m", problem);

    assertSame(
        problem, assertThrows(UnavailableException.class, () -> loop(model, tools).run(QUESTION)));
  }

  @Test
  void what_was_said_before_the_model_failed_is_there_for_who_asks_himself() {
    FakeModel model = model(calling(FinishReason.TOOL_CALLS, ADD));
    ToolSteps steps = loop(model, tools).begin(QUESTION);
    assertEquals(List.of(), steps.messages());
    steps.take(model.complete(steps.request()));

    assertThrows(NoSuchElementException.class, () -> model.complete(steps.request()));
    assertEquals(
        List.of(
            new AssistantMessage(List.of(ADD), Extras.NONE), Message.tool(ToolResult.of(ADD, "3"))),
        steps.messages());
  }
}
