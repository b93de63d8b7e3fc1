package dev.parley.cli;

import static dev.parley.cli.Run.STOP;
import static dev.parley.cli.Run.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.chat.ChatModel;
import dev.parley.chat.CompletionEvent.UsageReported;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Usage;
import dev.parley.config.Config;
import dev.parley.error.ErrorDetails;
import dev.parley.error.RateLimitedException;
import dev.parley.error.TimedOutException;
import dev.parley.error.TransportException;
import dev.parley.error.UnavailableException;
import dev.parley.policies.Retry;
import dev.parley.spi.PolicyDefaults;
import dev.parley.spi.Sleeper;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
  }

  @Test
  void an_answer_of_which_nobody_knows_how_long_it_may_be_is_refused() {
    Run run = run(text("Yes"), STOP);
    assertEquals(10, run.with("--no-stream", "--budget", "99999999 USD/day", "x"));
    assertTrue(run.err().contains("nobody knows how long the answer may become; set max"));
    assertTrue(run.err().contains("into the seventh column of the model's line in "), run.err());
    assertEquals(List.of(), provider.requests);
  }

  @Test
  void an_answer_whose_end_nobody_knows_counts_at_its_longest() throws Exception {
    FakeFactory.Step late =
        model -> {
          throw new TimedOutException(
              "late", ErrorDetails.of(model), Timeouts.Kind.WHOLE, Duration.ofSeconds(1), null);
        };
    Run run = run(late);
    assertEquals(13, run.with("--budget", "9000 USD/day", "-o", "max-output-tokens=4000", "x"));
    assertTrue(
        Files.readString(folder.resolve("state/parley/usage.csv"))
            .contains(",0,4000,0,4000,USD,0,1,,timed_out,,assumed"));
  }

  private static FakeFactory.Step failing(int status) {
    return model -> {
      ErrorDetails details = ErrorDetails.builder(model).status(status).build();
      throw new UnavailableException("no", details, null);
    };
  }

  private static FakeFactory.Step unsent(Exception cause) {
    return model -> {
      throw new TransportException("no", ErrorDetails.of(model), cause);
    };
  }

  /** Whether a call that may cost 60 and failed so leaves 100 as they were. */
  private boolean isFree(FakeFactory.Step failure) {
    Run run = run(failure);
    assertNotEquals(0, run.with("--budget", "100 USD/day", "-o", "max-output-tokens=60", "x"));
    return ask("100 USD/day", 60, 0) == 0;
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308, 400, 401, 402, 403, 404, 405, 407, 413, 422, 429})
  void a_server_that_refuses_costs_nothing(int status) {
    assertTrue(isFree(failing(status)));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 408, 409, 500, 502, 503, 504, 529})
  void an_error_in_an_answer_or_of_a_server_that_broke_down_may_be_billed(int status) {
    assertFalse(isFree(failing(status)));
  }

  @Test
  void a_limit_that_is_told_within_an_answer_may_be_billed() {
    FakeFactory.Step within =
        model -> {
          ErrorDetails details = ErrorDetails.builder(model).status(200).build();
          throw new RateLimitedException("slow down", details, null);
        };
    assertFalse(isFree(within));
  }

  @Test
  void what_was_not_sent_costs_nothing() {
    assertTrue(isFree(unsent(new ConnectException("refused"))));
    assertTrue(isFree(unsent(new UnknownHostException("x"))));
    assertTrue(isFree(unsent(new NoRouteToHostException("the proxy") {}))); // One of a provider.
    assertTrue(isFree(unsent(new SSLHandshakeException("expired"))));
    assertTrue(isFree(unsent(new SSLPeerUnverifiedException("another name"))));
    assertFalse(isFree(unsent(new SSLException("broken record"))));
    assertFalse(isFree(unsent(new SocketException("reset"))));
  }

  // All attempts

  private static final PolicyDefaults TWO_RETRIES =
      retrying(Retry.builder().sleeper(Sleeper.virtual()).build());

  private static PolicyDefaults retrying(Retry retry) {
    return new PolicyDefaults() {
      @Override
      public ChatModel wrap(ChatModel model, Config config) {
        return model.with(retry);
      }

      @Override
      public ChatModel join(List<ChatModel> models, Config config) {
        throw new UnsupportedOperationException();
      }
    };
  }

  private String lastLogged() throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("state/parley/usage.csv"));
    return lines.get(lines.size() - 1);
  }

  @Test
  void all_attempts_that_there_may_be_are_set_aside() {
    Run run = run(text("Yes"), took(1), STOP).policies(TWO_RETRIES);
    assertEquals(10, run.with("--budget", "100 USD/day", "-o", "max-output-tokens=34", "x"));
    assertTrue(run.err().contains("may take up to 102.00 USD in up to 3 attempts; "), run.err());
    assertTrue(run.err().contains("set fewer retries"), run.err());
    Run fits = run(text("Yes"), took(1), STOP).policies(TWO_RETRIES);
    assertEquals(0, fits.with("--budget", "100 USD/day", "-o", "max-output-tokens=33", "x"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void attempts_that_may_be_billed_count_beside_the_one_that_answers(boolean stream)
      throws IOException {
    Run run = run(billedThen(429, 502, 0), took(7), STOP).policies(TWO_RETRIES);
    List<String> words = new ArrayList<>(List.of("-o", "max-output-tokens=30"));
    words.addAll(List.of("--budget", "100 USD/day", "x"));
    if (!stream) {
      words.add("--no-stream");
    }
    assertEquals(0, run.with(words.toArray(new String[0])), run.err());
    assertTrue(lastLogged().contains(",37,0,37,USD,"), lastLogged());
    assertTrue(lastLogged().endsWith(",3,stop,,,assumed"), lastLogged());
  }

  @Test
  void attempts_that_may_be_billed_count_where_all_fail() throws IOException {
    Run run = run(billedThen(502, 429, 504)).policies(TWO_RETRIES);
    assertEquals(11, run.with("--budget", "100 USD/day", "-o", "max-output-tokens=30", "x"));
    assertTrue(lastLogged().contains(",60,0,60,USD,"), lastLogged());
    assertTrue(lastLogged().endsWith(",3,,unavailable,,assumed"), lastLogged());
  }

  @ParameterizedTest
  @CsvSource({
    "502 wait,         ',0,10,0,10,USD,', 1, assumed",
    "502 502 wait,     ',0,20,0,20,USD,', 2, assumed",
    "502 502 502 wait, ',0,30,0,30,USD,', 3, assumed",
    "429 wait,         ',,,,,,,',         1, none",
    "502 429 wait,     ',0,10,0,10,USD,', 2, assumed",
    "429 read,         ',0,10,0,10,USD,', 2, assumed",
    "502 502 read,     ',0,30,0,30,USD,', 3, assumed"
  })
  void attempts_that_may_be_billed_count_where_the_call_is_given_up(
      String course, String taken, int attempts, String sure) throws IOException {
    for (boolean stream : new boolean[] {true, false}) {
      Iterator<String> next = Arrays.asList(course.split(" ", -1)).iterator();
      Run[] running = new Run[1];
      String[] now = {next.next()};
      FakeFactory.Step attempt =
          model -> {
            if (now[0].equals("read")) {
              running[0].cancellation().cancelCall();
              return text("Never").play(model);
            }
            int status = Integer.parseInt(now[0]);
            now[0] = next.next();
            return failing(status).play(model);
          };
      Retry retry =
          Retry.builder()
              .retries(3)
              .sleeper(
                  whenAsleep(
                      () -> {
                        if (now[0].equals("wait")) {
                          running[0].cancellation().cancelCall();
                        }
                      }))
              .build();
      running[0] = run(attempt).policies(retrying(retry));
      List<String> words = new ArrayList<>(List.of("-o", "max-output-tokens=10"));
      words.addAll(List.of("--budget", "1000 USD/day", "x"));
      if (!stream) {
        words.add("--no-stream");
      }
      assertEquals(130, running[0].with(words.toArray(new String[0])), running[0].err());
      assertTrue(lastLogged().contains(taken), stream + ": " + lastLogged());
      assertTrue(
          lastLogged().endsWith("," + attempts + ",,cancelled,," + sure),
          stream + ": " + lastLogged());
    }
  }

  /** Waits as the virtual one does, after something else. */
  private static Sleeper whenAsleep(Runnable before) {
    Sleeper virtual = Sleeper.virtual();
    return new Sleeper() {
      @Override
      public long nanoTime() {
        return virtual.nanoTime();
      }

      @Override
      public void sleep(Duration duration, CountDownLatch cancelled) throws InterruptedException {
        before.run();
        virtual.sleep(duration, cancelled);
      }
    };
  }

  /** Each attempt begins with the next status; 0 answers. */
  private static FakeFactory.Step billedThen(int... statuses) {
    Iterator<Integer> next = Arrays.stream(statuses).iterator();
    return model -> {
      int status = next.next();
      return status == 0 ? text("Yes").play(model) : failing(status).play(model);
    };
  }

  // What cannot be bounded

  @Test
  void an_option_that_makes_a_call_boundless_is_refused() {
    Run run = run(text("Yes"), STOP);
    assertEquals(
        10,
        run.with(
            "--budget",
            "100 USD/day",
            "-o",
            "max-output-tokens=1",
            "--option",
            "fake.max_completion_tokens=9999",
            "x"));
    assertTrue(run.err().contains("the option \"max_completion_tokens\" takes; leave"), run.err());
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
  void where_only_calls_under_way_are_in_the_way_that_is_told() throws IOException {
    Path holds = Files.createDirectories(folder.resolve("state/parley/usage.csv.holds"));
    Files.writeString(holds.resolve("1.hold"), NOON + " 95 USD\n");
    Run soon = run(text("Yes"), STOP);
    soon.with("--budget", "100 USD/day", "-o", "max-output-tokens=100", "x");
    assertTrue(
        soon.err()
            .contains(
                "raise the budget, or try again when the calls under way are over, on 2026-11-23 at"
                    + " the latest"),
        soon.err());
    Run late = run(text("Yes"), STOP);
    late.with("--budget", "100 USD/day", "-o", "max-output-tokens=101", "x");
    assertTrue(late.err().contains("raise the budget, or wait until 2026-11-23"), late.err());
  }

  @Test
  void a_model_without_a_price_is_refused_with_what_to_do() {
    Run run = run(text("Yes"), STOP);
    assertEquals(10, run.with("--budget", "1 USD/day", "-m", "fake:new", "x"));
    assertTrue(
        run.err()
            .contains(
                "put a line fake:new,INPUT,CACHED,OUTPUT,USD,DATE,MOST_OUTPUT,MOST_INPUT into "),
        run.err());
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

  @ParameterizedTest
  @ValueSource(strings = {"time,model,cost\n", "Dear diary\n"})
  void it_needs_a_log_whose_columns_are_known(String head) throws IOException {
    Path log = folder.resolve("state/parley/usage.csv");
    Files.createDirectories(log.getParent());
    Files.writeString(log, head + "2026-11-22T11:00:00Z,fake:m,95\n");
    Run run = run(text("Yes"), STOP).environment("PARLEY_MAX_OUTPUT_TOKENS", "1");
    assertEquals(10, run.with("--no-stream", "--budget", "100 USD/day", "x"));
    assertTrue(run.err().contains("its first line is not time,model,input_tokens"), run.err());
    assertEquals(List.of(), provider.requests);
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
    for (String typed : List.of("5 dollars", "0", "-1 USD/day", "1 EUR")) {
      Run run = run(text("Yes"), STOP);
      assertEquals(2, run.with("--budget", typed, "x"));
      assertTrue(
          run.err().startsWith("parley: --budget takes an amount, a currency and a time, such as"),
          run.err());
    }
    Run set = run(text("Yes"), STOP).environment("PARLEY_BUDGET", "5 dollars");
    assertEquals(7, set.with("x"));
    assertTrue(set.err().contains("must be an amount, a currency and a time, such as"), set.err());
  }

  @Test
  void list_prices_that_do_not_hold_elsewhere_are_told_as_such() {
    Run run = run(text("Yes"), STOP).environment("FAKE_BASE_URL", "http://127.0.0.1:2");
    assertEquals(10, run.with("--budget", "1 USD/day", "-m", "fake:new", "x"));
    assertTrue(run.err().contains("is not known at the base-url that is set, so"), run.err());
  }

  @Test
  void a_chat_that_is_refused_goes_on() {
    Run run = run(text("Yes"), took(1), STOP).stdin("One\nTwo\n"); // Each asks anew.
    run.environment("PARLEY_MAX_OUTPUT_TOKENS", "1");
    assertEquals(10, run.with("chat", "--budget", "1 USD/day"));
    assertEquals("Yes\n", run.out());
  }
}
