package dev.parley.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C, Ctrl-D and failures in {@code parley chat}, in a real terminal. */
@DisabledOnOs(OS.WINDOWS)
class TerminalInterruptTest {
  private static final String CTRL_C = "\u0003";
  private static final String CTRL_D = "\u0004";

  @TempDir Path folder;

  @Test
  void ctrl_c_gives_up_the_answer_on_the_wire_and_keeps_what_came() throws Exception {
    try (ChatFixture user = new ChatFixture(folder);
        TerminalSession chat = user.chat("--conversation", "c")) {
      chat.prompt();
      chat.type("please stall\r");
      chat.await("Once upon");
      chat.type(CTRL_C);
      chat.await("parley: cancelled; what came of the answer is kept, /retry asks again");
      assertTrue(user.server.sawConnectionEnd());
      chat.prompt();
      assertEquals(List.of("please stall", "Once upon"), user.kept("c"));
      assertTrue(chat.say("and now?").contains("Answer 2"));
    }
  }

  @Test
  void ctrl_c_works_for_each_answer_anew() throws Exception {
    try (ChatFixture user = new ChatFixture(folder);
        TerminalSession chat = user.chat()) {
      chat.prompt();
      for (int i = 0; i < 2; i++) {
        chat.type("stall\r");
        chat.await("Once upon");
        chat.type(CTRL_C);
        chat.prompt();
        assertTrue(user.server.sawConnectionEnd());
      }
      chat.type(CTRL_D);
      assertEquals(0, chat.end());
    }
  }

  @Test
  void ctrl_c_at_the_prompt_gives_up_what_is_typed() throws Exception {
    try (ChatFixture user = new ChatFixture(folder);
        TerminalSession chat = user.chat("--conversation", "c")) {
      chat.prompt();
      chat.type("never mind" + CTRL_C);
      chat.prompt();
      chat.say("this");
      assertEquals(List.of("this", "Answer 1"), user.kept("c"));
    }
  }

  @Test
  void a_failure_is_one_line_and_the_question_can_be_asked_again() throws Exception {
    try (ChatFixture user = new ChatFixture(folder);
        TerminalSession chat = user.chat("--conversation", "c")) {
      chat.prompt();
      String failed = chat.say("fail");
      assertEquals(1, failed.split("parley: ", -1).length - 1, failed);
      assertTrue(failed.contains("parley: openai:stub: HTTP 400"), failed);
      assertEquals(List.of(), user.kept("c"));
      chat.say("/retry");
      assertEquals(2, user.server.requests.size());
      assertTrue(chat.say("go on").contains("Answer 3"));
    }
  }

  @Test
  void a_terminal_that_can_do_little_is_enough() throws Exception {
    try (ChatFixture user = new ChatFixture(folder).environment("TERM", "dumb");
        TerminalSession chat = user.chat("--conversation", "c")) {
      chat.await("> ");
      chat.type("stall\n");
      chat.await("Once upon");
      chat.type(CTRL_C);
      chat.await("parley: cancelled");
      chat.await("> ");
      chat.type("never mind" + CTRL_C);
      chat.await("^C");
      chat.await("> ");
      chat.type("this\n");
      chat.await("Answer 2");
      chat.await("> ");
      chat.type(CTRL_D);
      assertEquals(0, chat.end());
      assertEquals(List.of("stall", "Once upon", "this", "Answer 2"), user.kept("c"));
    }
  }

  @Test
  void exit_and_ctrl_d_end_it() throws Exception {
    try (ChatFixture user = new ChatFixture(folder)) {
      try (TerminalSession chat = user.chat()) {
        chat.prompt();
        chat.type("/exit\r");
        assertEquals(0, chat.end());
      }
      try (TerminalSession chat = user.chat()) {
        chat.prompt();
        chat.type(CTRL_D);
        assertEquals(0, chat.end());
      }
      assertEquals(List.of(), user.notes());
    }
  }
}
