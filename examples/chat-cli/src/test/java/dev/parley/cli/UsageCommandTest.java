package dev.parley.cli;

import static dev.parley.cli.Run.STOP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageCommandTest {
  private static final String HEAD =
      "time,model,input_tokens,cached_tokens,output_tokens,reasoning_tokens,cost,currency,"
          + "latency_ms,attempts,finish,error,prompt,tokens\n";

  @TempDir Path folder;

  private Run run() {
    return new Run(folder, new FakeFactory("fake", STOP));
  }

  private static String at(String local) {
    return LocalDateTime.parse(local).atZone(ZoneId.systemDefault()).toInstant().toString();
  }

  private Path log(String... lines) throws IOException {
    Path file = folder.resolve("state/parley/usage.csv");
    Files.createDirectories(file.getParent());
    return Files.writeString(file, HEAD + String.join("", lines));
  }

  private void someCalls() throws IOException {
    log(
        at("2026-10-31T23:59:59") + ",\"openai:gpt-5\",100,10,20,5,0.5,USD,9,1,stop,,,reported\n",
        at("2026-11-01T00:00:00")
            + ",\"openai:gpt-5\",1000,0,2,0,0.25,USD,9,1,length,,\"x, y\",reported\n",
        at("2026-11-01T10:00:00") + ",\"openai:gpt-5\",,,,,,,9,3,,rate_limited,,none\n",
        at("2026-11-02T10:00:00") + ",\"work:a:b\",7,0,3,0,,,9,1,,cancelled,,estimated\n",
        at("2026-11-02T11:00:00") + ",\"mine:m\",1,0,1,0,2,EUR,9,1,stop,,,reported\n");
  }

  @Test
  void calls_are_summed_up_by_the_days_of_this_machine() throws IOException {
    someCalls();
    Run run = run();
    assertEquals(0, run.with("usage"));
    assertEquals(
        """
        day         calls  failed    in  cached  out  reasoning  cost
        2026-10-31      1       0   100      10   20          5  0.50 USD
        2026-11-01      2       1  1000       0    2          0  0.25 USD
        2026-11-02      2       1     8       0    4          0  about 2.00 EUR and 1 call without a price
        total           5       2  1108      10   26          5  about 2.00 EUR + 0.75 USD and 1 call without a price
        """,
        run.out());
    assertEquals("", run.err());
  }

  @ParameterizedTest
  @CsvSource({
    "week, 2026-10-26 3 2026-11-02 2",
    "month, 2026-10 1 2026-11 4",
    "model, mine:m 1 openai:gpt-5 3 work:a:b 1",
    "provider, mine 1 openai 3 work 1"
  })
  void they_are_summed_up_by_other_groups(String by, String expected) throws IOException {
    someCalls();
    Run run = run();
    assertEquals(0, run.with("usage", "--csv", "--by", by));
    List<String> groups = new ArrayList<>();
    for (String line : run.out().lines().skip(1).toList()) {
      String[] fields = line.split(",", -1);
      if (!fields[1].equals("0")) {
        groups.add(fields[0].replace("\"", "") + " " + fields[1]);
      }
    }
    assertEquals(expected, String.join(" ", groups));
  }

  @Test
  void a_span_of_days_can_be_chosen() throws IOException {
    someCalls();
    Run run = run();
    assertEquals(0, run.with("usage", "--json", "--since", "2026-11-01", "--until", "2026-11-01"));
    assertEquals(
        "{\"day\":\"2026-11-01\",\"calls\":2,\"failed\":1,\"inputTokens\":1000,"
            + "\"cachedInputTokens\":0,\"outputTokens\":2,\"reasoningTokens\":0,"
            + "\"estimated\":false,\"cost\":{\"USD\":0.25},\"unpriced\":0}\n",
        run.out());
  }

  @Test
  void csv_has_a_line_for_each_currency_and_counts_once() throws IOException {
    someCalls();
    Run run = run();
    assertEquals(0, run.with("usage", "--csv", "--by", "month", "--since", "2026-11-01"));
    assertEquals(
        "month,calls,failed,input_tokens,cached_tokens,output_tokens,reasoning_tokens,unpriced,"
            + "cost,currency\n"
            + "\"2026-11\",4,2,1008,0,6,0,1,2,EUR\n\"2026-11\",0,0,0,0,0,0,0,0.25,USD\n",
        run.out());
  }

  @Test
  void no_calls_are_no_failure() {
    Run run = run();
    assertEquals(0, run.with("usage"));
    assertEquals("", run.out());
    assertTrue(run.err().startsWith("parley: there are no calls in "), run.err());
  }

  @ParameterizedTest
  @CsvSource({
    "--since 2027-01-01, ' since 2027-01-01'",
    "--until 2020-01-01, ' until 2020-01-01'",
    "--since 2020-01-01 --until 2020-12-31, ' since 2020-01-01 until 2020-12-31'"
  })
  void no_calls_in_a_span_of_days_are_told_with_it(String typed, String span) throws IOException {
    someCalls();
    Run run = run();
    assertEquals(0, run.with(("usage " + typed).split(" ", -1)));
    assertTrue(run.err().startsWith("parley: there are no calls" + span + " in "), run.err());
  }

  @Test
  void a_log_that_an_editor_saved_with_a_mark_and_crlf_is_read() throws IOException {
    someCalls();
    Path file = folder.resolve("state/parley/usage.csv");
    Files.writeString(file, "\uFEFF" + Files.readString(file).replace("\n", "\r\n"));
    Run run = run();
    assertEquals(0, run.with("usage", "--csv", "--by", "provider"));
    assertEquals("", run.err());
    assertTrue(run.out().contains("\"openai\",3,"), run.out());
  }

  @Test
  void a_log_whose_lock_cannot_be_made_is_read() throws IOException {
    someCalls();
    Files.createDirectories(folder.resolve("state/parley/usage.csv.lock"));
    Run run = run();
    assertEquals(0, run.with("usage", "--by", "provider"));
    assertEquals("", run.err());
  }

  @Test
  void a_line_that_a_crash_cut_off_is_told_and_left_out() throws IOException {
    someCalls();
    Path file = folder.resolve("state/parley/usage.csv");
    Files.writeString(file, Files.readString(file) + "2026-11-02T10:0");
    Run run = run();
    assertEquals(0, run.with("usage", "--by", "provider", "--csv"));
    assertTrue(run.err().contains("line 7 of " + file + " cannot be read, and is not"), run.err());
    Files.writeString(file, Files.readString(file) + "\nx\n");
    Run more = run();
    assertEquals(0, more.with("usage", "--by", "provider", "--csv"));
    assertTrue(more.err().contains("2 lines of " + file + " cannot be read, the first at line 7"));
  }

  @Test
  void a_budget_is_told_with_what_is_gone_of_it() throws IOException {
    log(at("2026-11-02T11:00:00") + ",\"a:m\",1,0,1,0,1.25,USD,9,1,stop,,,reported\n");
    Run run =
        run()
            .environment("PARLEY_BUDGET", "5 USD/month")
            .clock(
                () ->
                    LocalDateTime.parse("2026-11-30T11:00:00")
                        .atZone(ZoneId.systemDefault())
                        .toInstant());
    assertEquals(0, run.with("usage"));
    assertEquals("parley: of the budget of 5.00 USD a month, 1.25 USD is spent\n", run.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--by dya|Did you mean \"day\"? There are day, week",
        "--since yesterday|--since takes a day, as 2026-01-31",
        "--until 2026-02-30|--until takes a day",
        "--json --csv|choose one",
        "--bye|see parley usage --help"
      })
  void wrong_options_are_told_on_a_line(String typed, String told) {
    Run run = run();
    assertEquals(2, run.with(("usage " + typed).split(" ", -1)));
    assertTrue(run.err().contains(told), run.err());
    assertEquals(1, run.err().lines().count());
  }

  @Test
  void where_nothing_is_logged_that_is_told() {
    Run run = run().environment("PARLEY_USAGE_LOG", "off");
    assertEquals(2, run.with("usage"));
    assertTrue(run.err().contains("nothing is logged"), run.err());
  }

  @Test
  void another_file_is_no_log() throws IOException {
    Path file = Files.writeString(folder.resolve("x.csv"), "a,b\n1,2\n").toAbsolutePath();
    Run run = run().environment("PARLEY_USAGE_LOG", file.toString());
    assertEquals(1, run.with("usage"));
    assertTrue(run.err().contains("x.csv is no usage log"), run.err());
  }

  @Test
  void prices_are_listed_with_the_users_last() throws IOException {
    Path user = Files.createDirectories(folder.resolve("user/parley"));
    Files.writeString(user.resolve("prices.csv"), "work:*, 1, 0.5, 2, EUR, 2026-01-01\n");
    Run run = run();
    assertEquals(0, run.with("usage", "--prices"));
    List<String> lines = run.out().lines().toList();
    assertTrue(
        lines.contains("openai:gpt-5-mini,0.25,0.025,2,USD,2025-08-31,128000,400000"), run.out());
    assertEquals("work:*,1,0.5,2,EUR,2026-01-01,,", lines.get(lines.size() - 1));
    assertTrue(run.err().contains(user.resolve("prices.csv").toString()), run.err());
  }

  @Test
  void a_million_calls_fit_into_little_memory() throws Exception {
    Path file = log();
    String line = at("2026-11-01T10:00:00") + ",\"openai:gpt-5\",1,0,1,0,0.5,USD,9,1,,,,reported\n";
    try (BufferedWriter to = Files.newBufferedWriter(file)) {
      to.write(HEAD);
      for (int i = 0; i < 1_000_000; i++) {
        to.write(line);
      }
    }
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-Duser.timezone=" + ZoneId.systemDefault().getId(), // Its days are those of at().
                "-cp",
                System.getProperty("java.class.path"),
                "dev.parley.cli.Main",
                "usage",
                "--csv")
            .redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toAbsolutePath() + "");
    builder.environment().put("XDG_CONFIG_HOME", folder.resolve("user").toAbsolutePath() + "");
    Process process = builder.start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      assertEquals(
          "\"2026-11-01\",1000000,0,1000000,0,1000000,0,0,500000,USD",
          said.lines().skip(1).findFirst().orElse(said));
    } finally {
      process.destroyForcibly();
    }
  }
}
