package dev.parley.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.ToolCallComplete;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelId;
import dev.parley.chat.ToolDefinition;
import dev.parley.error.CancelledException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InterruptedStreamException;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import dev.parley.message.ToolMessage;
import dev.parley.store.Entry;
import dev.parley.testing.Await;
import dev.parley.testing.FakeModel;
import dev.parley.testing.FakeStore;
import dev.parley.testing.VirtualTime;
import dev.parley.tool.ToolHandler;
import dev.parley.tool.ToolLoop;
import dev.parley.tool.ToolLoop.Decision;
import dev.parley.tool.Toolbox;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How tools run in conversations. */
@Timeout(60)
class ConversationToolsTest {
  private static final ToolCall FIRST = new ToolCall("call_1", "look", "{}");
  private static final ToolCall SECOND = new ToolCall("call_2", "look", "{}");

  private final FakeStore store = new FakeStore();
  private final ExecutorService executor = Executors.newFixedThreadPool(2);
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch never = new CountDownLatch(1);
  private final ToolHandler waiting =
      call -> {
        begun.countDown();
        never.await();
        return "never";
      };

  @AfterEach
  void no_thread_is_left_in_a_tool() throws InterruptedException {
    executor.shutdown();
    assertTrue(executor.awaitTermination(20, TimeUnit.SECONDS));
  }

  private Conversation.Builder with(ToolHandler tool, UnaryOperator<ToolLoop.Builder> settings) {
    FakeModel model =
        new FakeModel(
            "fake:m",
            request ->
                request.messages().get(request.messages().size() - 1) instanceof ToolMessage
                    ? FakeModel.answer("done")
                    : List.of(
                        new ToolCallComplete(0, FIRST),
                        new ToolCallComplete(1, SECOND),
                        new Finished(FinishReason.TOOL_CALLS)));
    Toolbox tools =
        Toolbox.builder()
            .tool(ToolDefinition.of("look", "", ToolDefinition.NO_PARAMETERS), tool)
            .build();
    return Conversation.builder(model, store, "c")
        .tools(tools, loop -> settings.apply(loop.grace(Duration.ofMinutes(1))));
  }

  private List<Message> kept() {
    return store.entries().stream().map(Entry::message).toList();
  }

  private List<Boolean> failed() {
    return ((ToolMessage) kept().get(2)).results().stream().map(ToolResult::failed).toList();
  }

  @Test
  void calls_of_a_turn_run_at_once_on_the_executor() {
    CountDownLatch both = new CountDownLatch(2);
    Conversation conversation =
        with(
                call -> {
                  both.countDown();
                  Await.latch(both);
                  return call.id();
                },
                loop -> loop.executor(executor))
            .build();

    assertEquals("done", conversation.ask("?").text());
    assertEquals(
        Message.tool(ToolResult.of(FIRST, "call_1"), ToolResult.of(SECOND, "call_2")),
        kept().get(2));
  }

  @Test
  void closing_a_stream_reaches_the_tool_on_its_reading_thread() {
    closing_reaches_the_tools(with(waiting, loop -> loop).build());
    assertEquals(List.of(), kept());
  }

  @Test
  void closing_a_stream_reaches_the_tools_on_an_executor() {
    closing_reaches_the_tools(with(waiting, loop -> loop.executor(executor)).build());
    assertEquals(List.of(), kept());
  }

  @Test
  void what_tools_came_to_before_a_close_is_kept_by_choice() {
    closing_reaches_the_tools(with(waiting, loop -> loop).keepPartial().build());
    assertEquals(3, kept().size());
    assertEquals(List.of(true, true), failed());
  }

  private void closing_reaches_the_tools(Conversation conversation) {
    CompletionStream stream = conversation.stream("?");
    AtomicBoolean flag = new AtomicBoolean();
    Future<Object> reader =
        Await.async(
            () -> {
              try {
                return stream.completion();
              } finally {
                flag.set(Thread.currentThread().isInterrupted());
              }
            });
    Await.latch(begun);
    stream.close();

    assertInstanceOf(CancelledException.class, Await.failure(reader));
    assertFalse(flag.get(), "nobody has interrupted the reader");
  }

  @Test
  void turn_whose_time_is_over_is_kept_with_what_its_tools_came_to() {
    VirtualTime time = new VirtualTime();
    Duration limit = Duration.ofSeconds(7);
    Conversation conversation =
        with(waiting, loop -> loop.watchdog(time.watchdog()).timeout(limit)).build();
    Future<Turn> asked = Await.async(() -> conversation.ask("?"));
    Await.latch(begun);
    time.pass(limit);

    assertEquals(ToolLoop.Ending.TIMED_OUT, Await.get(asked).ending());
    assertEquals(3, kept().size());
    assertEquals(List.of(true, true), failed());
  }

  @Test
  void what_a_gate_throws_leaves_the_conversation_as_it_was_or_is_kept_by_choice() {
    IllegalStateException stop = new IllegalStateException("stop");
    UnaryOperator<ToolLoop.Builder> stopping =
        loop ->
            loop.gate(
                call -> {
                  throw stop;
                });
    Conversation plain = with(waiting, stopping).build();
    assertSame(stop, assertThrows(IllegalStateException.class, () -> plain.ask("?")));
    try (CompletionStream stream = plain.stream("?")) {
      assertSame(stop, assertThrows(IllegalStateException.class, stream::completion));
    }
    assertEquals(List.of(), kept());

    Conversation keeping = with(waiting, stopping).keepPartial().build();
    assertSame(stop, assertThrows(IllegalStateException.class, () -> keeping.ask("?")));
    assertEquals(3, kept().size());
    assertEquals(List.of(true, true), failed());
  }

  @Test
  void refusal_of_a_gate_is_told_and_kept() {
    Conversation conversation =
        with(waiting, loop -> loop.gate(call -> Decision.refuse("No."))).build();

    assertEquals("done", conversation.ask("?").text());
    assertEquals(
        Message.tool(ToolResult.failure(FIRST, "No."), ToolResult.failure(SECOND, "No.")),
        kept().get(2));
  }

  @Test
  void what_a_model_that_a_gate_asks_has_said_is_not_taken_for_the_answer() {
    ModelId judge = ModelId.parse("judge:m");
    Completion words = Completion.builder(judge).content(List.of(Part.text("Maybe."))).build();
    InterruptedStreamException failure =
        new InterruptedStreamException(
            "broke", ErrorDetails.builder(judge).partial(words).build(), null);
    Conversation keeping =
        with(
                waiting,
                loop ->
                    loop.gate(
                        call -> {
                          throw failure;
                        }))
            .keepPartial()
            .build();

    assertSame(failure, assertThrows(InterruptedStreamException.class, () -> keeping.ask("?")));
    assertEquals(3, kept().size(), "" + kept());
    assertEquals(List.of(true, true), failed());
  }

  @Test
  void error_of_a_tool_is_thrown_and_what_was_said_is_kept_by_choice() {
    StackOverflowError error = new StackOverflowError();
    Conversation keeping =
        with(
                call -> {
                  throw error;
                },
                loop -> loop)
            .keepPartial()
            .build();

    assertSame(error, assertThrows(StackOverflowError.class, () -> keeping.ask("?")));
    assertEquals(3, kept().size());
    assertEquals(List.of(true, true), failed());
  }
}
