package dev.parley.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionEvent.ToolCallComplete;
import dev.parley.chat.CompletionEvent.UsageReported;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelId;
import dev.parley.chat.ToolDefinition;
import dev.parley.chat.Usage;
import dev.parley.error.CancelledException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.ModelException;
import dev.parley.error.StoreConflictException;
import dev.parley.error.StoreFullException;
import dev.parley.error.StoreUnavailableException;
import dev.parley.error.UnavailableException;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Extras;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import dev.parley.message.SystemMessage;
import dev.parley.message.ToolMessage;
import dev.parley.store.CompletionInfo;
import dev.parley.store.Entry;
import dev.parley.testing.FakeModel;
import dev.parley.testing.FakeStore;
import dev.parley.tool.ToolLoop.Ending;
import dev.parley.tool.Toolbox;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class ConversationTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:15:30Z");
  private static final ModelId MODEL = ModelId.parse("fake:m");
  private static final ToolCall ADD = new ToolCall("call_1", "add", "{}");
  private static final Usage USAGE = Usage.reported().input(3).output(1).build();

  private final FakeStore store = new FakeStore();
  private final Toolbox tools =
      Toolbox.builder()
          .tool(ToolDefinition.of("add", "", ToolDefinition.NO_PARAMETERS), call -> "3")
          .build();

  private static List<CompletionEvent> saying(String text) {
    return List.of(
        new Started("id", "m", List.of()),
        new TextDelta(text),
        new UsageReported(USAGE),
        new Finished(FinishReason.STOP));
  }

  private static List<CompletionEvent> calling(ToolCall... calls) {
    List<CompletionEvent> events = new ArrayList<>();
    events.add(new Started("id", "m", List.of()));
    for (int i = 0; i < calls.length; i++) {
      events.add(new ToolCallComplete(i, calls[i]));
    }
    events.add(new UsageReported(USAGE));
    events.add(new Finished(FinishReason.TOOL_CALLS));
    return events;
  }

  @SafeVarargs
  private static FakeModel model(List<CompletionEvent>... answers) {
    Queue<List<CompletionEvent>> left = new ArrayDeque<>();
    for (List<CompletionEvent> answer : answers) {
      left.add(answer);
    }
    ;
    return new FakeModel("fake:m", request -> left.remove());
  }

  private Conversation.Builder with(FakeModel model) {
    return Conversation.builder(model, store, "c").clock(() -> NOW);
  }

  private static Entry answer(String text) {
    CompletionInfo info = new CompletionInfo(MODEL, USAGE, Optional.of(FinishReason.STOP));
    return new Entry(Message.assistant(text), NOW, Optional.of(info), Extras.NONE);
  }

  private static Entry part(String text, Usage usage) {
    CompletionInfo info = new CompletionInfo(MODEL, usage, Optional.empty());
    return new Entry(Message.assistant(text), NOW, Optional.of(info), Extras.NONE);
  }

  private static Entry said(Message message) {
    return Entry.of(message, NOW);
  }

  private static List<Entry> asked(String text) {
    return List.of(said(Message.user(text)));
  }

  private static Message calls(ToolCall call) {
    return new AssistantMessage(List.of(call), Extras.NONE);
  }

  private List<Message> kept() {
    return store.entries().stream().map(Entry::message).toList();
  }

  @Test
  void a_turn_is_kept_in_one_append_and_known_to_the_next() {
    FakeModel model = model(saying("Hi Ada"), saying("Ada"));
    Conversation conversation = with(model).build();

    Turn first = conversation.ask("I am Ada");
    Turn second = conversation.ask("Who am I?");

    assertEquals("Hi Ada", first.text());
    assertEquals(List.of(said(Message.user("I am Ada")), answer("Hi Ada")), first.entries());
    assertEquals(2, first.version().length());
    assertEquals(Ending.ANSWERED, first.ending());
    assertEquals(USAGE, first.usage());
    assertEquals("Ada", second.text());
    assertEquals(
        List.of(Message.user("I am Ada"), Message.assistant("Hi Ada"), Message.user("Who am I?")),
        model.lastRequest().messages());
    assertEquals(4, store.entries().size());
    assertEquals(2, store.appends());
  }

  @Test
  void a_stream_is_kept_before_its_last_event() {
    Conversation conversation = with(model(saying("Hi"))).build();
    List<CompletionEvent> events = new ArrayList<>();

    try (CompletionStream stream = conversation.stream("Hello")) {
      assertEquals(List.of(), store.reads(), "nothing is read before the first event");
      for (CompletionEvent event : stream) {
        events.add(event);
        assertEquals(event instanceof Finished ? 2 : 0, store.entries().size());
      }
      assertEquals("Hi", stream.completion().text());
    }

    assertEquals(saying("Hi"), events);
    assertEquals(List.of(said(Message.user("Hello")), answer("Hi")), store.entries());
  }

  @Test
  void a_turn_costs_one_read_and_one_append_however_long_the_conversation_is() {
    for (int length : List.of(10, 1_000)) {
      FakeStore long0 = new FakeStore();
      List<Entry> history = new ArrayList<>();
      for (int i = 0; i < length; i += 2) {
        history.addAll(asked("question " + i));
        history.add(answer("answer"));
      }
      long0.add(history);
      Conversation.builder(model(saying("Hi")), long0, "c")
          .system("Be brief.")
          .window(Window.last(5))
          .build()
          .ask("Hello");
      assertEquals(List.of(5), long0.reads());
      assertEquals(2, long0.appends());
    }
  }

  @Test
  void the_system_message_is_kept_at_the_beginning_and_always_sent() {
    FakeModel model = model(saying("a"), saying("b"), saying("c"), saying("d"));
    Conversation first = with(model).system("Be brief.").window(Window.last(1)).build();
    first.ask("1");
    first.ask("2");
    assertEquals(
        List.of(Message.system("Be brief."), Message.user("2")), model.lastRequest().messages());

    with(model).window(Window.last(1)).build().ask("3");
    assertEquals(
        List.of(Message.system("Be brief."), Message.user("3")),
        model.lastRequest().messages(),
        "what it began with");

    with(model).system("Sing.").window(Window.last(1)).build().ask("4");
    assertEquals(
        List.of(Message.system("Sing."), Message.user("4")), model.lastRequest().messages());

    List<Message> systems = kept().stream().filter(SystemMessage.class::isInstance).toList();
    assertEquals(List.of(Message.system("Be brief.")), systems);
    assertEquals(Message.system("Be brief."), kept().get(0));
  }

  @Test
  void settings_go_into_every_request() {
    FakeModel model = model(calling(ADD), saying("3"));
    with(model).tools(tools).settings(s -> s.seed(7)).build().ask("1+2?");
    assertEquals(
        List.of(7L, 7L), model.requests().stream().map(r -> r.seed().orElseThrow()).toList());
  }

  @Test
  void tools_run_and_the_whole_turn_is_one_append() {
    FakeModel model = model(calling(ADD), saying("It is 3"));

    Turn turn = with(model).tools(tools).build().ask("1+2?");

    List<Message> expected =
        List.of(
            Message.user("1+2?"),
            calls(ADD),
            Message.tool(ToolResult.of(ADD, "3")),
            Message.assistant("It is 3"));
    assertEquals(expected, kept());
    assertEquals(expected, turn.entries().stream().map(Entry::message).toList());
    assertEquals(1, store.appends());
    assertEquals(USAGE.plus(USAGE), turn.usage());
    assertTrue(store.entries().get(1).info().isPresent());
    assertTrue(store.entries().get(2).info().isEmpty());
  }

  @Test
  void a_stream_with_tools_is_one_stream() {
    FakeModel model = model(calling(ADD), saying("It is 3"));
    List<CompletionEvent> events = new ArrayList<>();

    try (CompletionStream stream = with(model).tools(tools).build().stream("1+2?")) {
      stream.forEach(events::add);
      assertEquals("It is 3", stream.completion().text());
    }

    assertEquals(
        List.of(
            new Started("id", "m", List.of()),
            new ToolCallComplete(0, ADD),
            new UsageReported(USAGE),
            new TextDelta("It is 3"),
            new UsageReported(USAGE),
            new Finished(FinishReason.STOP)),
        events);
    assertEquals(4, store.entries().size());
    assertEquals(1, store.appends());
  }

  @Test
  void calls_that_the_limit_leaves_are_answered_as_not_run() {
    FakeModel model = model(calling(ADD), calling(ADD));

    Turn turn = with(model).tools(tools).maxSteps(2).build().ask("1+2?");

    assertEquals(Ending.STEP_LIMIT, turn.ending());
    ToolMessage last = (ToolMessage) kept().get(kept().size() - 1);
    ToolResult result = (ToolResult) last.content().get(0);
    assertEquals("call_1", result.callId());
    assertTrue(result.failed());
    assertEquals(5, kept().size());
  }

  @Test
  void a_program_may_run_tools_itself() {
    FakeModel model = model(calling(ADD), saying("It is 3"));
    Conversation conversation = with(model).window(Window.last(1)).build();
    Turn turn = conversation.ask("1+2?");
    assertEquals(List.of(ADD), turn.completion().toolCalls());
    assertEquals(2, kept().size(), "nothing is made up");

    ToolMessage result = Message.tool(ToolResult.of(ADD, "3"));
    conversation.ask(result);

    assertEquals(
        List.of(Message.user("1+2?"), calls(ADD), result),
        model.lastRequest().messages(),
        "a result goes with its call, whatever the window");
  }

  @Test
  void a_failed_turn_leaves_the_conversation_as_it_was() {
    UnavailableException failure =
        new UnavailableException("overloaded", ErrorDetails.of(MODEL), null);
    Conversation conversation = with(FakeModel.failing("fake:m", failure)).build();

    assertSame(failure, assertThrows(ModelException.class, () -> conversation.ask("Hello")));
    try (CompletionStream stream = conversation.stream("Hello")) {
      assertThrows(UnavailableException.class, stream::completion);
    }

    assertEquals(List.of(), store.entries());
  }

  @Test
  void a_broken_or_closed_stream_leaves_the_conversation_as_it_was() {
    Conversation broken = with(model(List.of(new TextDelta("Hi")))).build();
    try (CompletionStream stream = broken.stream("Hello")) {
      assertThrows(InterruptedStreamException.class, stream::completion);
      assertEquals("Hi", stream.partial().text());
    }
    Conversation closed = with(model(saying("Hi"))).build();
    Iterator<CompletionEvent> events;
    try (CompletionStream stream = closed.stream("Hello")) {
      events = stream.iterator();
      events.next();
      events.next();
    }
    assertThrows(CancelledException.class, events::hasNext);
    try (CompletionStream unread = closed.stream("Hello")) {
      assertEquals("", unread.partial().text());
    }
    assertEquals(List.of(), store.entries());
  }

  @Test
  void what_had_come_is_kept_by_choice() {
    Conversation broken = with(model(List.of(new TextDelta("Hi")))).keepPartial().build();
    try (CompletionStream stream = broken.stream("Hello")) {
      assertThrows(InterruptedStreamException.class, stream::completion);
    }
    assertEquals(
        List.of(said(Message.user("Hello")), part("Hi", Usage.estimated(6, 1))), store.entries());
  }

  @Test
  void what_had_come_of_a_plain_call_is_kept_by_choice() {
    Completion partial = Completion.builder(MODEL).content(List.of(Part.text("Hi"))).build();
    InterruptedStreamException failure =
        new InterruptedStreamException(
            "broke", ErrorDetails.builder(MODEL).partial(partial).build(), null);
    Conversation conversation = with(FakeModel.failing("fake:m", failure)).keepPartial().build();
    assertThrows(InterruptedStreamException.class, () -> conversation.ask("Hello"));
    assertEquals(List.of(said(Message.user("Hello")), part("Hi", Usage.NONE)), store.entries());
  }

  @Test
  void what_had_come_of_a_closed_stream_is_kept_by_choice() {
    Conversation closed = with(model(saying("Hi"))).keepPartial().build();
    Iterator<CompletionEvent> events;
    try (CompletionStream stream = closed.stream("Hello")) {
      events = stream.iterator();
      events.next();
      events.next();
    }
    assertThrows(CancelledException.class, events::hasNext);
    assertEquals(
        List.of(said(Message.user("Hello")), part("Hi", Usage.estimated(6, 1))), store.entries());
  }

  @Test
  void of_nothing_nothing_is_kept() {
    Conversation broken =
        with(model(
                List.of(new Started("id", "m", List.of())), List.of(new ToolCallComplete(0, ADD))))
            .tools(tools)
            .keepPartial()
            .build();
    for (int i = 0; i < 2; i++) {
      try (CompletionStream stream = broken.stream("Hello")) {
        assertThrows(InterruptedStreamException.class, stream::completion);
      }
    }
    assertEquals(List.of(), store.entries(), "neither a question alone nor a call alone");
  }

  @Test
  void a_call_in_a_part_that_is_kept_has_its_result() {
    Conversation broken =
        with(model(calling(ADD), List.of(new TextDelta("It ")))).tools(tools).keepPartial().build();
    try (CompletionStream stream = broken.stream("1+2?")) {
      assertThrows(InterruptedStreamException.class, stream::completion);
    }
    assertEquals(
        List.of(
            Message.user("1+2?"),
            calls(ADD),
            Message.tool(ToolResult.of(ADD, "3")),
            Message.assistant("It ")),
        kept());
  }

  @Test
  void an_interrupted_tool_ends_the_turn_and_its_call_is_answered() {
    Toolbox interrupted =
        Toolbox.builder()
            .tool(
                ToolDefinition.of("add", "", ToolDefinition.NO_PARAMETERS),
                call -> {
                  throw new InterruptedException();
                })
            .build();
    Conversation conversation = with(model(calling(ADD))).tools(interrupted).keepPartial().build();
    assertThrows(CancelledException.class, () -> conversation.ask("1+2?"));
    assertTrue(Thread.interrupted(), "the flag is kept");
    assertEquals(3, kept().size());
    assertTrue(((ToolResult) kept().get(2).content().get(0)).failed());
  }

  @Test
  void what_tools_came_to_before_an_interruption_is_kept() {
    ToolCall second = new ToolCall("call_2", "add", "{}");
    ToolCall third = new ToolCall("call_3", "add", "{}");
    List<String> run = new ArrayList<>();
    Toolbox interrupting =
        Toolbox.builder()
            .tool(
                ToolDefinition.of("add", "", ToolDefinition.NO_PARAMETERS),
                call -> {
                  run.add(call.id());
                  if (run.size() == 2) {
                    Thread.currentThread().interrupt();
                  }
                  return "done";
                })
            .build();
    Conversation conversation =
        with(model(calling(ADD, second, third))).tools(interrupting).keepPartial().build();
    assertThrows(CancelledException.class, () -> conversation.ask("1+2?"));
    assertTrue(Thread.interrupted(), "the flag is kept");
    List<Part> results = kept().get(2).content();
    assertEquals(List.of("call_1", "call_2"), run);
    assertEquals(ToolResult.of(ADD, "done"), results.get(0));
    assertEquals(ToolResult.of(second, "done"), results.get(1));
    assertTrue(((ToolResult) results.get(2)).failed());
  }

  @Test
  void mistakes_of_the_caller_are_not_the_providers() {
    Conversation conversation =
        with(model()).settings(settings -> settings.temperature(-1)).build();
    assertThrows(IllegalArgumentException.class, () -> conversation.ask("Hello"));
    try (CompletionStream stream = conversation.stream("Hello")) {
      assertThrows(IllegalArgumentException.class, stream::completion);
    }
    assertThrows(IllegalArgumentException.class, () -> conversation.stream(new Message[0]));
  }

  @Test
  void closing_a_stream_throws_nothing_whatever_the_store_does() {
    store.loseAcknowledgement(new IllegalStateException("This store is closed"));
    Conversation closed = with(model(saying("Hi"))).keepPartial().build();
    Iterator<CompletionEvent> events;
    try (CompletionStream stream = closed.stream("Hello")) {
      events = stream.iterator();
      events.next();
      events.next();
    }
    assertThrows(CancelledException.class, events::hasNext);
  }

  @Test
  void of_two_turns_at_once_the_second_is_a_conflict_and_may_ask_again() {
    FakeModel model = model(saying("a"), saying("b"), saying("c"));
    Conversation conversation = with(model).build();
    store.beforeAppend(() -> conversation.ask("first"));

    assertThrows(StoreConflictException.class, () -> conversation.ask("second"));
    assertEquals(List.of(Message.user("first"), Message.assistant("b")), kept());

    conversation.ask("second");
    assertEquals(
        List.of(Message.user("first"), Message.assistant("b"), Message.user("second")),
        model.lastRequest().messages());
    assertEquals(4, kept().size());
  }

  @Test
  void a_lost_acknowledgement_keeps_the_turn_once() {
    store.loseAcknowledgement(new StoreUnavailableException("gone", null, null));
    Turn turn = with(model(saying("Hi"))).build().ask("Hello");
    assertEquals(2, turn.version().length());
    assertEquals(2, store.entries().size());
    assertEquals(1, store.appends());
  }

  @Test
  void a_stream_whose_turn_cannot_be_kept_says_so_and_has_the_answer() {
    FakeModel model = model(saying("Hi"));
    Conversation conversation = with(model).build();
    store.loseAcknowledgement(new StoreFullException("full", null, null));
    try (CompletionStream stream = conversation.stream("Hello")) {
      assertThrows(StoreFullException.class, stream::completion);
      assertEquals("Hi", stream.partial().text());
      assertTrue(stream.partial().isComplete());
    }
  }

  @Test
  void a_part_that_cannot_be_kept_is_told_beside_the_failure() {
    StoreFullException full = new StoreFullException("full", null, null);
    store.loseAcknowledgement(full);
    Completion partial = Completion.builder(MODEL).content(List.of(Part.text("Hi"))).build();
    InterruptedStreamException failure =
        new InterruptedStreamException(
            "broke", ErrorDetails.builder(MODEL).partial(partial).build(), null);
    Conversation failing = with(FakeModel.failing("fake:m", failure)).keepPartial().build();
    InterruptedStreamException told =
        assertThrows(InterruptedStreamException.class, () -> failing.ask("Hello"));
    assertEquals(List.of(full), List.of(told.getSuppressed()));
  }

  @Test
  void a_turn_needs_something_that_is_said() {
    FakeModel model = model();
    Conversation conversation = with(model).build();
    assertThrows(IllegalArgumentException.class, () -> conversation.ask(new Message[0]));
    assertEquals(List.of(), model.requests());
  }
}
