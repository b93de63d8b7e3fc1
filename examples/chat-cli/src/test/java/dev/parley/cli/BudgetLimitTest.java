package dev.parley.cli;

import static dev.parley.cli.Run.STOP;
import static dev.parley.cli.Run.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.chat.CompletionEvent.UsageReported;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Usage;
import dev.parley.error.ErrorDetails;
import dev.parley.error.TimedOutException;
import dev.parley.error.UnavailableException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a budget lets through. */
class BudgetLimitTest {
  private static final Instant NOON =
      LocalDateTime.parse("2026-11-22T12:00:00").atZone(ZoneId.systemDefault()).toInstant();

  @TempDir Path folder;
  private FakeFactory provider = new FakeFactory("fake", STOP);
  private Instant now = NOON;

  /** A million tokens of output is a million dollars: a token a dollar. Input is free. */
  @BeforeEach
  void prices() throws IOException {
    Path user = Files.createDirectories(folder.resolve("user/parley"));
    Files.writeString(
        user.resolve("prices.csv"),
        """
        fake:m,0,,1000000,USD,2026-01-01
        fake:free,0,,0,EUR,2026-01-01
        fake:euro,1,,1,EUR,2026-01-01
        fake:long,0,,1,USD,2026-01-01,2000000
        """);
  }

  private static FakeFactory.Step took(long output) {
    return model -> new UsageReported(Usage.reported().output(output).build());
  }

  private Run run(FakeFactory.Step... script) {
    provider = new FakeFactory("fake", script);
    return new Run(folder, provider).environment("PARLEY_MODEL", "fake:m").clock(() -> now);
  }

  /** Asks for an answer of at most that many tokens, which takes so many. */
  private int ask(String budget, int most, int takes) {
    return run(text("Yes"), took(takes), STOP)
        .with("--budget", budget, "-o", "max-output-tokens=" + most, "x");
  }

  private BigDecimal held() throws IOException {
    Path holds = folder.resolve("state/parley/usage.csv.holds");
    try (Stream<Path> files = Files.list(holds)) {
      BigDecimal sum = BigDecimal.ZERO;
      for (Path file : files.toList()) {
        sum = sum.add(new BigDecimal(Files.readString(file).split(" ", -1)[1]));
      }
      return sum;
    }
  }

  private static Set<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  @Test
  void a_call_that_could_pass_it_is_refused_before_anything_is_sent() throws Exception {
    assertEquals(0, ask("100 USD/day", 60, 40));
    assertEquals(0, ask("100 USD/day", 60, 50));
    Run refused = run(text("Yes"), STOP);
    assertEquals(
        10, refused.with("--json", "--budget", "100 USD/day", "-o", "max-output-tokens=11", "x"));
    assertEquals(List.of(), provider.requests);
    JsonNode error = new ObjectMapper().readTree(refused.err()).get("error");
    assertEquals("refused_locally", error.get("kind").textValue());
    assertEquals("budget", error.get("limiter").textValue());
    assertFalse(error.get("retryable").booleanValue());
    assertEquals(
        "fake:m: the budget of 100.00 USD a day could be passed: 90.00 USD spent, and this call may"
            + " take up to 11.00 USD; raise the budget, or wait until 2026-11-23",
        error.get("message").textValue());
    assertEquals(0, ask("100 USD/day", 10, 1));
    assertEquals(BigDecimal.ZERO, held());
  }

  @Test
  void the_refusal_is_logged() throws IOException {
    assertEquals(10, ask("1 USD/day", 2, 1));
    List<String> lines = Files.readAllLines(folder.resolve("state/parley/usage.csv"));
    assertTrue(lines.get(1).endsWith(",,,0,1,,refused_locally,,none"), lines.get(1));
  }

  @Test
  void it_begins_anew_with_the_next_day_week_or_month() {
    assertEquals(0, ask("100 USD/day", 100, 100));
    assertEquals(10, ask("100 USD/day", 1, 1));
    now = NOON.plusSeconds(12 * 3600); // Sunday ends.
    assertEquals(0, ask("100 USD/day", 100, 1));
    assertEquals(0, ask("100 USD/week", 50, 1));
    assertEquals(10, ask("100 USD/month", 1, 1));
  }

  @Test
  void a_call_of_unknown_length_counts_at_its_longest() {
    Run run = run(text("Yes"), STOP);
    assertEquals(10, run.with("--budget", "1.99 USD/day", "-m", "fake:long", "x"));
    assertTrue(run.err().contains("this call may take up to 2.00 USD; limit its"), run.err());
    assertTrue(run.err().contains("max-output-tokens"), run.err());
    assertEquals(0, run(text("Yes"), STOP).with("--budget", "2 USD/day", "-m", "fake:long", "x"));
    Run guess = run(text("Yes"), STOP);
    assertEquals(10, guess.with("--budget", "1 USD/day", "x"));
    assertTrue(guess.err().contains("up to 32768.00 USD"), guess.err());
  }

  @Test
  void an_answer_whose_end_nobody_knows_counts_at_its_longest_for_its_time() throws Exception {
    FakeFactory.Step late =
        model -> {
          throw new TimedOutException(
              "late", ErrorDetails.of(model), Timeouts.Kind.WHOLE, Duration.ofSeconds(1), null);
        };
    Run run = run(late);
    assertEquals(13, run.with("--budget", "9000 USD/day", "-o", "max-output-tokens=4000", "x"));
    assertTrue(
        Files.readString(folder.resolve("state/parley/usage.csv"))
            .contains(",0,1000,0,1000,USD,0,1,,timed_out,,assumed"));
  }

  @Test
  void a_server_that_refuses_costs_nothing() {
    FakeFactory.Step down =
        model -> {
          throw new UnavailableException("down", ErrorDetails.of(model), null);
        };
    Run run = run(down);
    assertEquals(11, run.with("--budget", "100 USD/day", "-o", "max-output-tokens=100", "x"));
    assertEquals(0, ask("100 USD/day", 100, 100));
  }

  @Test
  void what_a_killed_process_set_aside_counts() throws IOException {
    Path holds = Files.createDirectories(folder.resolve("state/parley/usage.csv.holds"));
    Files.writeString(holds.resolve("1.hold"), NOON + " 95 USD\n");
    Files.writeString(holds.resolve("2.hold"), NOON + " 9"); // Killed before it asked.
    Files.writeString(holds.resolve("3.hold"), NOON.minusSeconds(9_999_999) + " 95 USD\n");
    assertEquals(10, ask("100 USD/day", 6, 1));
    assertEquals(0, ask("100 USD/day", 5, 1));
    assertEquals(Set.of("1.hold"), names(holds));
    now = NOON.plusSeconds(86_400);
    assertEquals(0, ask("100 USD/day", 100, 1));
  }

  @Test
  void a_model_without_a_price_is_refused_with_what_to_do() {
    Run run = run(text("Yes"), STOP);
    assertEquals(10, run.with("--budget", "1 USD/day", "-m", "fake:new", "x"));
    assertTrue(
        run.err().contains("put a line fake:new,INPUT,CACHED,OUTPUT,USD,DATE into "), run.err());
    assertTrue(run.err().contains("prices.csv"), run.err());
  }

  @Test
  void a_free_model_always_answers() {
    assertEquals(0, run(text("Yes"), STOP).with("--budget", "0 USD/day", "-m", "fake:free", "x"));
  }

  @Test
  void two_currencies_are_refused() {
    Run run = run(text("Yes"), STOP);
    assertEquals(10, run.with("--budget", "1 USD/day", "-m", "fake:euro", "x"));
    assertTrue(run.err().contains("the budget is in USD and this model's price in EUR"), run.err());
  }

  @Test
  void it_needs_a_log_that_can_be_read() throws IOException {
    Run off = run(text("Yes"), STOP).environment("PARLEY_USAGE_LOG", "off");
    assertEquals(7, off.with("--budget", "1 USD/day", "x"));
    assertTrue(off.err().contains("\"budget\" needs the usage log"), off.err());
    Path inTheWay = Files.writeString(folder.resolve("file"), "x");
    Run broken =
        run(text("Yes"), STOP)
            .environment("PARLEY_USAGE_LOG", inTheWay.resolve("u.csv").toAbsolutePath() + "");
    assertEquals(10, broken.with("--budget", "1 USD/day", "-o", "max-output-tokens=1", "x"));
    assertTrue(broken.err().contains("cannot be found out"), broken.err());
    assertEquals("", broken.out());
  }

  @Test
  void the_setting_counts_and_what_is_typed_wins() {
    Run set = run(text("Yes"), STOP).environment("PARLEY_BUDGET", "1 USD/day");
    assertEquals(10, set.with("-o", "max-output-tokens=2", "x"));
    Run typed = run(text("Yes"), STOP).environment("PARLEY_BUDGET", "1 USD/day");
    assertEquals(0, typed.with("--budget", "off", "-o", "max-output-tokens=2", "x"));
  }

  @Test
  void one_that_makes_no_sense_is_refused() {
    Run run = run(text("Yes"), STOP);
    assertEquals(7, run.with("--budget", "5 dollars", "x"));
    assertTrue(run.err().contains("must be an amount, a currency and a time, such as"), run.err());
  }

  @Test
  void a_chat_that_is_refused_goes_on() {
    Run run = run(text("Yes"), took(1), STOP).stdin("One\nTwo\n"); // Each asks anew.
    run.environment("PARLEY_MAX_OUTPUT_TOKENS", "1");
    assertEquals(10, run.with("chat", "--budget", "1 USD/day"));
    assertEquals("Yes\n", run.out());
  }
}
