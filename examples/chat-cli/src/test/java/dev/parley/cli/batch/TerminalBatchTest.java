package dev.parley.cli.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.batch.BatchLog;
import dev.parley.batch.BatchOutcome;
import dev.parley.cli.Await;
import dev.parley.cli.batch.BatchServer.Reply;
import dev.parley.cli.chat.TerminalSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code parley batch} in a real terminal, of 100 columns. */
@DisabledOnOs(OS.WINDOWS)
class TerminalBatchTest {
  private static final String CTRL_C = "\u0003";
  private static final String CLEAR_LINE = "\r\u001b[K";

  @TempDir Path folder;

  private Map<String, String> environment(BatchServer server, String terminal) {
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", System.getenv("PATH"));
    environment.put("XDG_CONFIG_HOME", folder.resolve("config").toString());
    environment.put("HOME", folder.toString());
    environment.put("TERM", terminal);
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("PARLEY_MODEL", "openai:m");
    environment.put("OPENAI_API_KEY", "test");
    environment.put("OPENAI_BASE_URL", server.url());
    return environment;
  }

  private void prompts() throws Exception {
    Files.write(folder.resolve("in.jsonl"), List.of("\"prompt 1\"", "\"prompt 2\""));
  }

  /** Answers the first, and the second when that is let go. */
  private static BatchServer server(CountDownLatch second) throws Exception {
    return new BatchServer(
        (prompt, time) -> {
          if (prompt == 2) {
            try {
              second.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
          return Reply.ANSWER;
        });
  }

  @Test
  void a_bar_is_shown_while_it_runs_and_gone_when_it_has_ended() throws Exception {
    prompts();
    CountDownLatch second = new CountDownLatch(1);
    try (BatchServer server = server(second);
        TerminalSession batch =
            new TerminalSession(folder, environment(server, "xterm"), "batch", "in.jsonl")) {
      batch.await("[" + "#".repeat(20) + "-".repeat(20) + "] 1/2 rows");
      second.countDown();
      batch.await(CLEAR_LINE + "parley: 2 of 2 rows answered");
      assertEquals(0, batch.end());
      for (String shown : batch.screen().split(Pattern.quote(CLEAR_LINE), -1)) {
        assertTrue(shown.startsWith("parley: ") || shown.length() < 100, shown);
      }
    }
  }

  @Test
  void a_narrow_terminal_has_a_shorter_bar() throws Exception {
    prompts();
    CountDownLatch second = new CountDownLatch(1);
    try (BatchServer server = server(second)) {
      Map<String, String> narrow = environment(server, "xterm");
      narrow.put("COLUMNS", "30");
      try (TerminalSession batch = new TerminalSession(folder, narrow, "batch", "in.jsonl")) {
        batch.await("1/2 rows");
        second.countDown();
        batch.await("2 of 2 rows answered");
        batch.end();
        List<String> shown =
            new ArrayList<>(List.of(batch.screen().split(Pattern.quote(CLEAR_LINE), -1)));
        shown.removeIf(line -> line.contains("parley: "));
        assertFalse(shown.isEmpty());
        shown.forEach(line -> assertTrue(line.length() < 30, line));
      }
    }
  }

  @Test
  void a_terminal_that_can_do_little_gets_plain_lines() throws Exception {
    prompts();
    CountDownLatch second = new CountDownLatch(1);
    try (BatchServer server = server(second);
        TerminalSession batch =
            new TerminalSession(folder, environment(server, "dumb"), "batch", "in.jsonl")) {
      batch.await("parley: 1/2 rows, ");
      second.countDown();
      batch.await("parley: 2 of 2 rows answered");
      assertFalse(batch.screen().contains("\u001b"), batch.screen());
    }
  }

  @Test
  void ctrl_c_keeps_what_came_and_says_how_to_go_on() throws Exception {
    prompts();
    CountDownLatch second = new CountDownLatch(1);
    try (BatchServer server = server(second)) {
      try (TerminalSession batch =
          new TerminalSession(folder, environment(server, "xterm"), "batch", "in.jsonl")) {
        batch.await("1/2 rows");
        Await.until("both prompts", () -> server.arrivals().size() == 2);
        batch.type(CTRL_C);
        batch.await("parley: cancelled; the same command goes on where it was");
        assertEquals(130, batch.end());
        assertFalse(batch.screen().endsWith("]"), batch.screen());
      }
      List<BatchOutcome> outcomes = new ArrayList<>();
      BatchLog.read(folder.resolve("in.out.jsonl"), result -> outcomes.add(result.outcome()));
      assertEquals(List.of(BatchOutcome.OK, BatchOutcome.CANCELLED), outcomes);
      second.countDown();
      try (TerminalSession batch =
          new TerminalSession(folder, environment(server, "xterm"), "batch", "in.jsonl")) {
        assertEquals(0, batch.end());
      }
      assertEquals(1, server.arrivals().stream().filter(each -> each.prompt() == 1).count());
      assertEquals(2, server.arrivals().stream().filter(each -> each.prompt() == 2).count());
    }
  }
}
