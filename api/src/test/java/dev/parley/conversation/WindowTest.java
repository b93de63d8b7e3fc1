package dev.parley.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Capabilities;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.TokenCount;
import dev.parley.error.ContextTooLongException;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Extras;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import dev.parley.message.ToolMessage;
import dev.parley.message.UserMessage;
import dev.parley.spi.ForwardingChatModel;
import dev.parley.store.Entry;
import dev.parley.testing.FakeModel;
import dev.parley.testing.FakeStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {
  private static final Message SYSTEM = Message.system("Be brief.");

  private final FakeModel fake = FakeModel.saying("fake:m", "ok");
  private final List<ChatRequest> counted = new ArrayList<>();

  /** A token is a message, and tells so; the context is as large as that. */
  private ChatModel model(OptionalLong context) {
    return new ForwardingChatModel(fake) {
      @Override
      public Capabilities capabilities() {
        return context.isEmpty()
            ? Capabilities.UNKNOWN
            : Capabilities.UNKNOWN.withContextTokens(context.getAsLong());
      }

      @Override
      public TokenCount countTokens(ChatRequest request) {
        counted.add(request);
        return new TokenCount(request.messages().size(), true);
      }
    };
  }

  private static FakeStore storeOf(List<Message> messages) {
    FakeStore store = new FakeStore();
    if (!messages.isEmpty()) {
      store.add(messages.stream().map(message -> Entry.of(message, Instant.EPOCH)).toList());
    }
    return store;
  }

  private static List<Message> turns(int count) {
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      messages.add(Message.user("question " + i));
      messages.add(Message.assistant("answer " + i));
    }
    return messages;
  }

  private List<Message> sent(ChatModel model, List<Message> history, Window window, Message said) {
    Conversation.builder(model, storeOf(history), "c").window(window).build().ask(said);
    return fake.lastRequest().messages();
  }

  private List<Message> sent(List<Message> history, Window window) {
    return sent(model(OptionalLong.empty()), history, window, Message.user("new"));
  }

  private static List<Message> with(List<Message> history, int from) {
    List<Message> messages = new ArrayList<>(history.subList(from, history.size()));
    messages.add(Message.user("new"));
    return messages;
  }

  @Test
  void a_window_of_messages_begins_with_what_a_user_said() {
    List<Message> history = turns(10);
    assertEquals(with(history, 20), sent(history, Window.last(1)));
    assertEquals(with(history, 20), sent(history, Window.last(2)));
    assertEquals(with(history, 18), sent(history, Window.last(3)));
    assertEquals(with(history, 18), sent(history, Window.last(4)));
    assertEquals(with(history, 0), sent(history, Window.last(21)));
    assertEquals(with(history, 0), sent(history, Window.last(1_000)));
    assertEquals(with(List.of(), 0), sent(List.of(), Window.last(5)));
  }

  @Test
  void a_window_of_everything_is_everything() {
    List<Message> history = turns(200);
    assertEquals(with(history, 0), sent(history, Window.all()));
  }

  @Test
  void a_conversation_may_begin_with_an_answer() {
    List<Message> history = new ArrayList<>(List.of(Message.assistant("Welcome!")));
    history.addAll(turns(1));
    assertEquals(with(history, 0), sent(history, Window.last(4)));
    assertEquals(with(history, 1), sent(history, Window.last(3)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 31, 32, 33, 64, 100, 399, 400, 401, 402, 1_000})
  void a_window_of_tokens_is_as_much_as_fits(int budget) {
    List<Message> history = turns(200);
    int longest = Math.min(400, (budget - 1) / 2 * 2);
    assertEquals(with(history, 400 - longest), sent(history, Window.tokens(budget)));
  }

  @Test
  void tokens_are_counted_a_few_times_however_long_the_conversation_is() {
    sent(turns(5_000), Window.tokens(101));
    assertTrue(counted.size() < 15, () -> counted.size() + " counts");
    FakeStore store = storeOf(turns(5_000));
    Conversation.builder(model(OptionalLong.empty()), store, "c")
        .system("Be brief.")
        .window(Window.tokens(101))
        .build()
        .ask("new");
    assertEquals(List.of(32, 32, 64), store.reads());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 50, 399, 400, 401, 1_000})
  void no_request_is_counted_twice(int budget) {
    sent(model(OptionalLong.of(100_000)), turns(200), Window.tokens(budget), Message.user("new"));
    List<Integer> sizes = counted.stream().map(request -> request.messages().size()).toList();
    assertEquals(sizes.stream().distinct().toList(), sizes);
  }

  @Test
  void the_system_message_is_sent_and_counted_however_long_ago_it_was_said() {
    List<Message> history = new ArrayList<>(List.of(SYSTEM));
    history.addAll(turns(100));
    List<Message> expected = new ArrayList<>(List.of(SYSTEM));
    expected.addAll(with(history, 199));
    assertEquals(expected, sent(history, Window.tokens(5)));
    assertEquals(expected, sent(history, Window.last(3)));
  }

  @Test
  void what_cannot_fit_is_an_error_before_it_is_sent() {
    List<Message> history = new ArrayList<>(List.of(SYSTEM));
    history.addAll(turns(3));
    FakeStore store = storeOf(history);
    Conversation conversation =
        Conversation.builder(model(OptionalLong.empty()), store, "c")
            .window(Window.tokens(1))
            .build();
    ContextTooLongException failure =
        assertThrows(ContextTooLongException.class, () -> conversation.ask("new"));
    assertEquals(OptionalLong.of(1), failure.limit());
    assertEquals(OptionalLong.of(2), failure.size());
    assertEquals(List.of(), fake.requests());
    assertEquals(7, store.entries().size());
  }

  @Test
  void what_the_context_cannot_hold_is_an_error_in_every_window() {
    for (Window window : List.of(Window.all(), Window.last(9))) {
      Conversation conversation =
          Conversation.builder(model(OptionalLong.of(6)), storeOf(turns(3)), "c")
              .window(window)
              .build();
      ContextTooLongException failure =
          assertThrows(ContextTooLongException.class, () -> conversation.ask("new"));
      assertEquals(OptionalLong.of(6), failure.limit());
      assertEquals(OptionalLong.of(7), failure.size());
    }
    assertEquals(List.of(), fake.requests());
  }

  @Test
  void the_window_of_the_model_leaves_room_for_the_answer() {
    List<Message> history = turns(20);
    Message said = Message.user("new");
    ChatModel model = model(OptionalLong.of(20));
    assertEquals(with(history, 26), sent(model, history, Window.ofTheModel(), said));
    Conversation.builder(model, storeOf(history), "c")
        .settings(settings -> settings.maxOutputTokens(17))
        .build()
        .ask(said);
    assertEquals(with(history, 38), fake.lastRequest().messages());
    ChatModel silent = model(OptionalLong.empty());
    assertEquals(with(history, 0), sent(silent, history, Window.ofTheModel(), said));
  }

  @Test
  void a_context_without_room_beside_the_answer_says_what_to_change() {
    Conversation conversation =
        Conversation.builder(model(OptionalLong.of(20)), storeOf(turns(3)), "c")
            .settings(settings -> settings.maxOutputTokens(20))
            .system("Be brief.")
            .build();
    ContextTooLongException failure =
        assertThrows(ContextTooLongException.class, () -> conversation.ask("new"));
    assertTrue(failure.getMessage().contains("maxOutputTokens"), failure.getMessage());
  }

  @Test
  void a_guess_refuses_nothing_but_what_is_over_a_budget() {
    ChatModel guessing =
        new ForwardingChatModel(fake) {
          @Override
          public Capabilities capabilities() {
            return Capabilities.UNKNOWN.withContextTokens(1);
          }
        };
    assertEquals(
        List.of(Message.user("new")),
        sent(guessing, turns(3), Window.ofTheModel(), Message.user("new")));
    assertThrows(
        ContextTooLongException.class,
        () -> sent(guessing, turns(3), Window.tokens(1), Message.user("new")));
  }

  @Test
  void a_window_is_not_empty() {
    assertThrows(IllegalArgumentException.class, () -> Window.last(0));
    assertThrows(IllegalArgumentException.class, () -> Window.tokens(0));
  }

  /** Random conversations, with tools and without, in random windows. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void no_window_parts_what_belongs_together(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      List<Message> history = new ArrayList<>();
      if (random.nextBoolean()) {
        history.add(SYSTEM);
      }
      while (random.nextInt(30) != 0) {
        addTurn(history, random);
      }
      boolean pending = random.nextInt(4) == 0;
      Message said = pending ? pend(history) : Message.user("new");
      int size = 1 + random.nextInt(40);
      Window window = random.nextBoolean() ? Window.last(size) : Window.tokens(size + 50);
      List<Message> sent =
          new ArrayList<>(sent(model(OptionalLong.empty()), history, window, said));
      boolean pinned = !history.isEmpty() && history.get(0).equals(SYSTEM);
      if (pinned) {
        assertEquals(SYSTEM, sent.remove(0));
        history.remove(0);
      }
      history.add(said);
      assertEquals(history.subList(history.size() - sent.size(), history.size()), sent);
      assertWhole(sent);
      int longest = window.measure() == Window.Measure.TOKENS ? size + (pinned ? 49 : 50) : size;
      int least = pending ? 3 : 1;
      assertTrue(
          sent.size() <= Math.max(longest, least), () -> sent.size() + " of at most " + longest);
    }
  }

  private static void addTurn(List<Message> history, Random random) {
    history.add(Message.user("question " + history.size()));
    for (int step = random.nextInt(3); step > 0; step--) {
      call(history);
      history.add(result("call" + (history.size() - 1)));
    }
    history.add(Message.assistant("answer " + history.size()));
  }

  private static Message pend(List<Message> history) {
    history.add(Message.user("question"));
    call(history);
    return result("call" + (history.size() - 1));
  }

  private static void call(List<Message> history) {
    Part call = new ToolCall("call" + history.size(), "add", "{}");
    history.add(new AssistantMessage(List.of(call), Extras.NONE));
  }

  private static ToolMessage result(String call) {
    return Message.tool(new ToolResult(call, List.of(Part.text("3")), false, Extras.NONE));
  }

  private static void assertWhole(List<Message> sent) {
    assertInstanceOf(UserMessage.class, sent.get(0));
    Set<String> calls = new HashSet<>();
    for (Message message : sent) {
      for (Part part : message.content()) {
        if (part instanceof ToolCall call) {
          calls.add(call.id());
        } else if (part instanceof ToolResult result) {
          assertTrue(calls.contains(result.callId()), () -> "no call for " + result.callId());
        }
      }
    }
  }
}
