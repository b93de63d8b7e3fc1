package dev.parley.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.message.Message;
import dev.parley.store.AppendId;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationStore;
import dev.parley.store.Entry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Chats that die, and chats beside each other, in real terminals. */
@DisabledOnOs(OS.WINDOWS)
class TerminalResumeTest {
  private static final String CTRL_D = "\u0004";

  @TempDir Path folder;

  @Test
  void after_a_crash_in_an_answer_the_next_chat_goes_on() throws Exception {
    try (ChatFixture user = new ChatFixture(folder)) {
      try (TerminalSession dead = user.chat()) {
        dead.prompt();
        dead.say("one");
        dead.type("stall two\r");
        dead.await("Once upon");
        dead.kill();
      }
      assertTrue(user.server.sawConnectionEnd());
      assertEquals(2, user.notes().size());
      try (TerminalSession chat = user.chat()) {
        String greeting = chat.prompt();
        assertTrue(greeting.contains("(2 messages)"), greeting);
        assertTrue(greeting.contains("parley: the last chat ended in a crash"), greeting);
        assertTrue(
            greeting.contains("the last question was not answered: stall two; /retry asks it"),
            greeting);
        chat.type("/retry\r");
        chat.await("Once upon");
        String asked = user.server.requests.get(2);
        assertTrue(asked.contains("one") && asked.contains("stall two"), asked);
        chat.type("\u0003");
        chat.prompt();
        chat.type(CTRL_D);
        assertEquals(0, chat.end());
      }
      assertEquals(List.of(), user.notes());
      try (TerminalSession fresh = user.chat()) {
        String greeting = fresh.prompt();
        assertTrue(greeting.contains("(new)") && !greeting.contains("crash"), greeting);
      }
    }
  }

  @Test
  void a_chat_that_lives_is_left_alone() throws Exception {
    try (ChatFixture user = new ChatFixture(folder);
        TerminalSession first = user.chat()) {
      first.prompt();
      first.say("one");
      try (TerminalSession second = user.chat()) {
        String greeting = second.prompt();
        assertTrue(greeting.contains("(new)") && !greeting.contains("crash"), greeting);
        second.type(CTRL_D);
        assertEquals(0, second.end());
      }
      assertEquals(2, user.notes().size());
      assertTrue(first.say("two").contains("Answer 2"));
    }
  }

  @Test
  void what_another_terminal_says_is_shown_and_known() throws Exception {
    try (ChatFixture user = new ChatFixture(folder);
        TerminalSession first = user.chat("--conversation", "c");
        TerminalSession second = user.chat("--conversation", "c")) {
      first.prompt();
      second.prompt();
      first.say("from one");
      String shown = second.say("from two");
      assertTrue(shown.contains("2 new messages of another process in \"c\":"), shown);
      assertTrue(shown.contains("you: from one"), shown);
      assertTrue(user.server.requests.get(1).contains("from one"));
      String noticed = first.say("");
      assertTrue(noticed.contains("you: from two"), noticed);
      assertFalse(noticed.contains("from one"), noticed);
    }
  }

  @Test
  void a_turn_that_another_process_overtakes_is_kept_behind_it() throws Exception {
    try (ChatFixture user = new ChatFixture(folder);
        TerminalSession chat = user.chat("--conversation", "c")) {
      chat.prompt();
      chat.type("stall\r");
      chat.await("Once upon");
      try (ConversationStore store = user.store()) {
        ConversationId id = new ConversationId("c");
        store.append(
            id,
            store.read(id).version(),
            AppendId.random(),
            List.of(Entry.of(Message.user("meanwhile"), Instant.EPOCH)));
      }
      chat.type("\u0003");
      String shown = chat.prompt();
      assertTrue(shown.contains("another process has added to \"c\" meanwhile"), shown);
      assertTrue(shown.contains("1 new message of another process"), shown);
      assertTrue(shown.contains("you: meanwhile"), shown);
      assertEquals(List.of("meanwhile", "stall", "Once upon"), user.kept("c"));
    }
  }
}
