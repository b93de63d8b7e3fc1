package dev.parley.cli;

import static dev.parley.cli.Run.STOP;
import static dev.parley.cli.Run.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.chat.CompletionEvent.UsageReported;
import dev.parley.chat.Usage;
import dev.parley.error.ErrorDetails;
import dev.parley.error.RateLimitedException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written down of calls, and what they cost. */
class MeteringTest {
  private static final FakeFactory.Step TOOK =
      model ->
          new UsageReported(
              Usage.reported().input(1000).cachedInput(400).output(50).reasoning(20).build());

  @TempDir Path folder;

  private Run run(FakeFactory.Step... script) {
    return new Run(folder, new FakeFactory("fake", script))
        .environment("PARLEY_MODEL", "fake:m")
        .clock(() -> Instant.parse("2026-11-22T12:00:00Z"));
  }

  private void prices(String... lines) throws IOException {
    Path user = Files.createDirectories(folder.resolve("user/parley"));
    Files.write(user.resolve("prices.csv"), List.of(lines));
  }

  private Path log() {
    return folder.resolve("state/parley/usage.csv");
  }

  /** Without the heads. */
  private List<String> logged() throws IOException {
    List<String> lines = Files.readAllLines(log());
    return lines.subList(1, lines.size());
  }

  @Test
  void an_answer_is_logged_with_its_cost_and_without_the_prompt() throws IOException {
    prices("fake:m,1,0.1,10,USD,2026-01-01");
    assertEquals(0, run(text("Yes"), TOOK, STOP).with("Is it a secret?"));
    // 600 at 1, 400 at 0.1 and 50 at 10, by the million.
    assertEquals(
        List.of("2026-11-22T12:00:00Z,\"fake:m\",1000,400,50,20,0.00114,USD,0,1,stop,,,reported"),
        logged());
  }

  @Test
  void whole_answers_and_json_are_logged_too() throws IOException {
    assertEquals(0, run(text("Yes"), TOOK, STOP).with("--no-stream", "x"));
    assertEquals(0, run(text("Yes"), TOOK, STOP).with("--json", "x"));
    assertEquals(2, logged().size());
  }

  @Test
  void each_line_of_a_chat_is_logged() throws IOException {
    assertEquals(0, run(text("Yes"), TOOK, STOP).stdin("One\nTwo\n").with("chat"));
    assertEquals(2, logged().size());
  }

  @Test
  void a_failure_is_logged_by_its_kind() throws IOException {
    FakeFactory.Step limited =
        model -> {
          throw new RateLimitedException(
              "slow down", ErrorDetails.builder(model).attempts(3).build(), null);
        };
    assertEquals(10, run(limited).with("x"));
    assertEquals(
        List.of("2026-11-22T12:00:00Z,\"fake:m\",,,,,,,0,3,,rate_limited,,none"), logged());
  }

  @Test
  void a_call_that_is_given_up_is_logged_with_what_came() throws IOException {
    prices("fake:m,1,,10,USD,2026-01-01");
    Run[] running = new Run[1];
    FakeFactory.Step interrupted =
        model -> {
          running[0].cancellation().cancelCall();
          return text("Never").play(model);
        };
    running[0] = run(text("Twelve chars"), interrupted, STOP);
    assertEquals(130, running[0].with("x"));
    assertTrue(
        logged()
            .get(0)
            .matches(".*,\"fake:m\",\\d+,0,\\d+,0,0.0000\\d+,USD,.*,cancelled,,estimated"),
        logged().get(0));
  }

  @Test
  void a_reader_who_leaves_ends_a_call_that_is_logged() throws IOException {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    assertEquals(141, run(text("Yes"), text("Yes"), STOP).stdout(closed).with("x"));
    assertTrue(logged().get(0).contains(",,cancelled,,"), logged().get(0));
  }

  @Test
  void prompts_are_logged_where_that_is_set() throws IOException {
    Run run = run(text("Yes"), STOP).environment("PARLEY_USAGE_PROMPTS", "true");
    assertEquals(0, run.with("=cmd, \"really\"?"));
    assertTrue(logged().get(0).contains(",stop,,\"'=cmd, \"\"really\"\"?\","), logged().get(0));
  }

  @Test
  void nothing_is_logged_where_that_is_set_or_there_is_no_home() {
    assertEquals(0, run(text("Yes"), STOP).environment("PARLEY_USAGE_LOG", "off").with("x"));
    Run homeless = run(text("Yes"), STOP).noHome();
    assertEquals(0, homeless.with("x"));
    assertFalse(Files.exists(log()));
    assertEquals("", homeless.err());
  }

  @Test
  void a_rehearsal_is_no_call() {
    assertEquals(0, run().with("--dry-run", "x"));
    assertFalse(Files.exists(log()));
  }

  @Test
  void another_file_can_be_named() throws IOException {
    Path other = folder.resolve("mine/calls.csv");
    Run run = run(text("Yes"), STOP).environment("PARLEY_USAGE_LOG", other.toAbsolutePath() + "");
    assertEquals(0, run.with("x"));
    assertEquals(2, Files.readAllLines(other).size());
  }

  @Test
  void a_log_that_cannot_be_written_costs_no_answer() throws IOException {
    Path inTheWay = Files.writeString(folder.resolve("file"), "x");
    Run run =
        run(text("Yes"), STOP)
            .environment("PARLEY_USAGE_LOG", inTheWay.resolve("usage.csv").toAbsolutePath() + "");
    assertEquals(0, run.with("x"));
    assertEquals("Yes\n", run.out());
    assertTrue(run.err().startsWith("parley: what calls took cannot be logged: "), run.err());
    assertEquals(1, run.err().lines().count());
  }

  @ParameterizedTest
  @ValueSource(strings = {"usage.csv", "yes", "./x"})
  void a_log_that_is_no_whole_path_is_refused(String value) {
    Run run = run(text("Yes"), STOP).environment("PARLEY_USAGE_LOG", value);
    assertEquals(7, run.with("x"));
    assertEquals("", run.out());
    assertTrue(run.err().contains("\"parley.usage-log\""), run.err());
  }

  @Test
  void malformed_prices_are_told_before_anything_is_asked() throws IOException {
    prices("fake:m,1,,10,USD,2026-01-01", "fake:n,free");
    FakeFactory provider = new FakeFactory("fake", text("Yes"), STOP);
    Run run = new Run(folder, provider);
    assertEquals(7, run.with("-m", "fake:m", "x"));
    assertTrue(run.err().contains("prices.csv, line 2: 2 fields; a line is model,"), run.err());
    assertEquals(List.of(), provider.requests);
  }

  @Test
  void usage_tells_the_cost_behind_the_tokens() throws IOException {
    prices("fake:m,1,0.1,10,USD,2026-01-01");
    Run run = run(text("Yes"), TOOK, STOP);
    assertEquals(0, run.with("-u", "x"));
    assertEquals(
        "parley: usage: 1000 tokens in (400 cached), 50 out (20 reasoning), reported;"
            + " 0.00114 USD; 0.0 s\n",
        run.err());
  }

  @Test
  void json_has_the_cost_or_null() throws Exception {
    Run unknown = run(text("Yes"), TOOK, STOP);
    assertEquals(0, unknown.with("--json", "x"));
    JsonNode none = new ObjectMapper().readTree(unknown.out());
    assertTrue(none.has("cost") && none.get("cost").isNull(), unknown.out());
    prices("fake:m,1,0.1,10,EUR,2026-01-01");
    Run run = run(text("Yes"), TOOK, STOP);
    assertEquals(0, run.with("--json", "x"));
    JsonNode cost = new ObjectMapper().readTree(run.out()).get("cost");
    assertEquals("{\"amount\":0.00114,\"currency\":\"EUR\",\"estimated\":false}", cost.toString());
  }

  @Test
  void an_instance_has_its_providers_prices_unless_it_is_asked_elsewhere() throws IOException {
    prices("fake:m,1,,1,USD,2026-01-01");
    run(text("Yes"), TOOK, STOP).environment("WORK_PROVIDER", "fake").with("-m", "work:m", "x");
    run(text("Yes"), TOOK, STOP)
        .environment("WORK_PROVIDER", "fake")
        .environment("WORK_BASE_URL", "http://127.0.0.1:9")
        .with("-m", "work:m", "x");
    assertTrue(logged().get(0).contains(",0.00105,USD,"), logged().get(0));
    assertTrue(logged().get(1).contains(",1000,400,50,20,,,"), logged().get(1));
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:1, 0.25", // The usual one.
    "http://127.0.0.1:1/, 0.25",
    "http://127.0.0.1:1/v1, ''",
    "http://127.0.0.1:9, ''"
  })
  void list_prices_hold_at_the_providers_own_address_only(String address, String input) {
    Run run = new Run(folder, new FakeFactory("openai", text("Yes"), TOOK, STOP));
    run.environment("OPENAI_BASE_URL", address);
    assertEquals(0, run.with("-u", "-m", "openai:gpt-5-mini", "x"));
    boolean known = run.err().contains(" USD; ");
    assertEquals(!input.isEmpty(), known, run.err());
    assertEquals(input.isEmpty(), run.err().contains("price unknown"), run.err());
  }

  @Test
  void prompts_are_masked_before_they_are_logged() throws IOException {
    String key = "sk-proj-" + "aB3dE5fG7h".repeat(5);
    // The cut comes after the mask: a key that it would halve is masked too.
    String prompt = "x ".repeat(1_990) + key + " y".repeat(50);
    Run run = run(text("Yes"), STOP).environment("PARLEY_USAGE_PROMPTS", "true");
    assertEquals(0, run.with(prompt));
    assertFalse(Files.readString(log()).contains(key.substring(0, 12)), logged().get(0));
  }

  @Test
  void a_check_finds_what_a_call_would() throws IOException {
    prices("fake:n,free");
    Run malformed = run();
    assertEquals(7, malformed.with("check"));
    assertTrue(malformed.out().contains("prices.csv, line 1"), malformed.out() + malformed.err());
    prices();
    Run budget = run().environment("PARLEY_BUDGET", "lots");
    assertEquals(7, budget.with("check"));
    assertTrue(budget.out().contains("5.00 USD/day"), budget.out() + budget.err());
  }
}
