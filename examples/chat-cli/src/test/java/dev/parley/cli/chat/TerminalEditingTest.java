package dev.parley.cli.chat;

import static dev.parley.cli.chat.TerminalSession.BACKSPACE;
import static dev.parley.cli.chat.TerminalSession.ENTER;
import static dev.parley.cli.chat.TerminalSession.LEFT;
import static dev.parley.cli.chat.TerminalSession.PASTE;
import static dev.parley.cli.chat.TerminalSession.PASTED;
import static dev.parley.cli.chat.TerminalSession.UP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Typing and editing in {@code parley chat}, in a real terminal. */
@DisabledOnOs(OS.WINDOWS)
class TerminalEditingTest {
  private static final String CTRL_A = "\u0001";
  private static final String CTRL_D = "\u0004";
  private static final String CTRL_E = "\u0005";
  private static final String CTRL_W = "\u0017";
  private static final String ALT_ENTER = "\u001b\r";

  @TempDir Path folder;

  @Test
  void what_is_edited_is_what_is_asked() throws Exception {
    try (ChatFixture user = new ChatFixture(folder);
        TerminalSession chat = user.chat("--conversation", "c")) {
      chat.prompt();
      chat.say("hezzo" + LEFT + BACKSPACE + BACKSPACE + "ll");
      chat.say("world" + CTRL_A + "the " + CTRL_E + " wide web" + CTRL_W + "sea");
      assertEquals(List.of("hello", "Answer 1", "the world wide sea", "Answer 2"), user.kept("c"));
    }
  }

  @Test
  void several_lines_are_one_message() throws Exception {
    try (ChatFixture user = new ChatFixture(folder);
        TerminalSession chat = user.chat("--conversation", "c")) {
      chat.prompt();
      chat.say("one\\" + ENTER + "two");
      chat.say("\"\"\"" + ENTER + "three" + ENTER + ENTER + "four\"\"\"");
      chat.say("five" + ALT_ENTER + "six");
      chat.say(PASTE + "seven \\\r/eight\r" + PASTED);
      assertEquals(
          List.of("one\ntwo", "three\n\nfour", "five\nsix", "seven \\\n/eight\n"),
          user.kept("c").stream().filter(text -> !text.startsWith("Answer")).toList());
    }
  }

  @Test
  void arrow_up_brings_back_what_was_typed_in_this_chat_and_the_last() throws Exception {
    try (ChatFixture user = new ChatFixture(folder)) {
      try (TerminalSession first = user.chat("--conversation", "c")) {
        first.prompt();
        first.say("first");
        first.say("second!!");
        first.say(UP + UP);
        first.type(CTRL_D);
        assertEquals(0, first.end());
      }
      try (TerminalSession second = user.chat("--conversation", "c")) {
        second.prompt();
        second.say(UP + UP);
      }
      assertEquals(
          List.of("first", "second!!", "first", "second!!"),
          user.kept("c").stream().filter(text -> !text.startsWith("Answer")).toList());
      Path history = user.state("chat-history");
      assertEquals("first\nsecond!!\nfirst\nsecond!!\n", Files.readString(history));
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(history)));
    }
  }

  @Test
  void without_history_nothing_typed_is_kept() throws Exception {
    try (ChatFixture user = new ChatFixture(folder);
        TerminalSession chat = user.chat("--no-history")) {
      chat.prompt();
      chat.say("private");
      assertFalse(Files.exists(user.state("chat-history")));
    }
  }

  @Test
  void tab_completes_commands_models_and_files() throws Exception {
    Files.writeString(folder.resolve("some notes.txt"), "Notes.");
    try (ChatFixture user = new ChatFixture(folder);
        TerminalSession chat = user.chat("--conversation", "c")) {
      chat.prompt();
      assertTrue(chat.say("/tok\t").contains("nothing has been said yet"));
      assertTrue(chat.say("/model mo\techo").contains("parley: model mock:echo"));
      assertTrue(chat.say("/model openai:s\t").contains("parley: model openai:stub"));
      assertTrue(chat.say("/attach some\t").contains("1 file goes with the next message"));
      chat.say("Sum up");
      assertEquals(
          "Sum up\n\n<file name=\"some notes.txt\">\nNotes.\n</file>\n", user.kept("c").get(0));
    }
  }

  @Test
  void nothing_but_what_is_said_reaches_the_screen() throws Exception {
    try (ChatFixture user = new ChatFixture(folder);
        TerminalSession chat = user.chat()) {
      chat.prompt();
      chat.say("hello");
      chat.type(CTRL_D);
      assertEquals(0, chat.end());
      assertTrue(chat.screen().startsWith("parley: model openai:stub"), chat.screen());
      assertFalse(chat.screen().contains("WARN"), chat.screen());
    }
  }
}
