package dev.parley.cli;

import static dev.parley.cli.Run.STOP;
import static dev.parley.cli.Run.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.RefusalDelta;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionEvent.UsageReported;
import dev.parley.chat.FinishReason;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Usage;
import dev.parley.chat.Warning;
import dev.parley.cli.process.CommandNames;
import dev.parley.cli.process.Surroundings;
import dev.parley.error.CancelledException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.TimedOutException;
import dev.parley.json.ParleyJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputTest {
  private static final String KEY = "a-key-that-nobody-may-see";

  @TempDir Path folder;
  private FakeFactory fake = new FakeFactory("fake", text("Yes"), STOP);

  private Run run(FakeFactory.Step... script) {
    if (script.length > 0) {
      fake = new FakeFactory("fake", script);
    }
    return new Run(folder, fake).environment("PARLEY_MODEL", "fake:m");
  }

  private static JsonNode json(String line) throws Exception {
    assertEquals(1, line.lines().count(), line);
    return new JsonMapper().readTree(line);
  }

  private static FakeFactory.Step limited() {
    return model -> {
      throw new RateLimitedException(
          "too many calls",
          ErrorDetails.builder(model)
              .status(429)
              .requestId("req_1")
              .code("slow_down")
              .providerMessage("Slow\ndown, " + KEY)
              .retryAfter(Duration.ofMillis(1500))
              .attempts(3)
              .build(),
          null);
    };
  }

  @Test
  void json_is_the_whole_completion_on_a_line() throws Exception {
    Run run = run(text("Yes\n"), text("it is"), STOP);
    assertEquals(0, run.with("--json", "x"));
    json(run.out());
    Completion completion = ParleyJson.readCompletion(run.out().strip());
    assertEquals("Yes\nit is", completion.text());
    assertEquals(1, fake.completeCalls);
    assertEquals("", run.err());
  }

  @Test
  void with_json_what_is_noted_of_an_answer_is_in_it_alone() {
    Run run = run(model -> new Started("", "m", List.of(new Warning("seed", "none"))), STOP);
    assertEquals(0, run.with("--json", "x"));
    assertEquals("", run.err());
    assertEquals(1, ParleyJson.readCompletion(run.out().strip()).warnings().size());
  }

  @Test
  void with_json_an_error_is_a_line_of_it() throws Exception {
    Run run = run(limited()).environment("FAKE_API_KEY", KEY);
    assertEquals(10, run.with("--json", "x"));
    assertEquals("", run.out());
    assertEquals(
        json(
            "{\"error\":{\"kind\":\"rate_limited\",\"message\":\"fake:m: HTTP 429 slow_down"
                + " (request req_1): too many calls; the provider says: Slow down, ***\","
                + "\"exit\":10,\"provider\":\"fake\",\"model\":\"m\",\"status\":429,"
                + "\"requestId\":\"req_1\",\"code\":\"slow_down\",\"retryable\":true,"
                + "\"retryAfterMillis\":1500,\"attempts\":3}}"),
        json(run.err()));
  }

  @Test
  void with_json_every_failure_is_one() throws Exception {
    Run usage = run();
    assertEquals(2, usage.with("--json", "--no-such-option", "x"));
    assertEquals("usage", json(usage.err()).at("/error/kind").textValue());
    Run unknown = run();
    assertEquals(3, unknown.with("--json", "-m", "fkae:m", "x"));
    assertEquals("unknown_provider", json(unknown.err()).at("/error/kind").textValue());
    Run refused = run(model -> new RefusalDelta("I\nwill not"), STOP);
    assertEquals(9, refused.with("--json", "x"));
    assertEquals("refused_request", json(refused.err()).at("/error/kind").textValue());
    assertEquals(
        "fake:m: the model refuses: I will not",
        json(refused.err()).at("/error/message").textValue());
    Run wrong = run(text("Yes"), STOP);
    assertEquals(15, wrong.with("--json", "--schema", "name", "x"));
    assertEquals("invalid_output", json(wrong.err()).at("/error/kind").textValue());
    Run cancelled =
        run(
            model -> {
              throw new CancelledException("cancelled", ErrorDetails.of(model), null);
            });
    assertEquals(130, cancelled.with("--json", "x"));
    assertEquals("cancelled", json(cancelled.err()).at("/error/kind").textValue());
    Run bug =
        run(
            model -> {
              throw new AssertionError("a bug");
            });
    assertEquals(1, bug.with("--json", "x"));
    assertEquals("unexpected", json(bug.err()).at("/error/kind").textValue());
  }

  @Test
  void with_json_what_came_of_a_failed_answer_stays_on_stdout() throws Exception {
    Run run = run(text("Once"), limited());
    assertEquals(10, run.with("--json", "x"));
    assertEquals("Once", ParleyJson.readCompletion(run.out().strip()).text());
    assertEquals(429, json(run.err()).at("/error/status").intValue());
  }

  @Test
  void behind_two_dashes_json_is_a_word() {
    Run run = run(limited());
    run.with("--", "--json");
    assertTrue(run.err().startsWith("parley: fake:m:"), run.err());
  }

  @Test
  void an_answer_that_does_not_fit_its_schema_stays_on_stdout() {
    Run run = run(text("{\"name\":1}"), STOP);
    assertEquals(15, run.with("--schema", "name", "x"));
    assertEquals("{\"name\":1}\n", run.out());
    assertEquals(
        "parley: the answer does not fit the schema at /name: Value is [integer] but should be"
            + " [string]\n",
        run.err());
  }

  @Test
  void an_answer_that_fits_is_a_success() {
    Run run = run(text("{\"name\":"), text("\"x\"}"), STOP).stdoutIsTerminal();
    assertEquals(0, run.with("--schema", "name", "x"));
    assertEquals("{\"name\":\"x\"}\n", run.out());
    assertEquals("", run.err());
  }

  @Test
  void usage_is_told_on_a_line() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    Usage usage = Usage.reported().input(12).output(34).cachedInput(4).reasoning(10).build();
    FakeFactory.Step slow =
        model -> {
          now.set(Instant.EPOCH.plusMillis(1250));
          return new UsageReported(usage);
        };
    Run run = run(text("Yes"), slow, STOP).clock(now::get);
    assertEquals(0, run.with("-q", "-u", "x"));
    assertEquals(
        "parley: usage: 12 tokens in (4 cached), 34 out (10 reasoning), reported; price unknown;"
            + " 1.3 s\n",
        run.err());
  }

  @Test
  void usage_that_nobody_reported_says_so() {
    Run run = run();
    run.with("-u", "x");
    assertTrue(run.err().matches("parley: usage: .*(estimated|not known); .* s\n"), run.err());
  }

  @Test
  void quiet_leaves_out_notes_but_no_errors() {
    FakeFactory.Step warned = model -> new Started("", "m", List.of(new Warning("seed", "none")));
    Run noted = run(warned, STOP);
    assertEquals(0, noted.with("-q", "x"));
    assertEquals("", noted.err());
    Run failed = run(limited());
    assertEquals(10, failed.with("-q", "x"));
    assertEquals(1, failed.err().lines().count());
  }

  @Test
  void debug_shows_where_a_failure_comes_from_without_keys() {
    FakeFactory.Step fail =
        model -> {
          throw new AssertionError("with sk-live12345678");
        };
    Run run = run(fail);
    assertEquals(1, run.with("--debug", "x"));
    assertTrue(run.err().contains("\tat dev.parley.cli."), run.err());
    assertTrue(
        run.err()
            .endsWith(
                "\nparley: unexpected failure, please report it:"
                    + " java.lang.AssertionError: with ***\n"),
        run.err());
    assertFalse(run.err().contains("sk-live"), run.err());
  }

  @Test
  void a_dry_run_says_what_would_be_sent_and_to_whom() throws Exception {
    Files.writeString(
        folder.resolve("c.properties"),
        "model=work:m | fake:n\nwork.provider=fake\nwork.api-key="
            + KEY
            + "\nwork.base-url=http://127.0.0.1:9/v1\ntemperature=0.5\n");
    Run run = run();
    assertEquals(0, run.with("--dry-run", "-m", "fake:m", "-s", "Be brief.", "Why?"), run.err());
    List<String> lines = run.out().lines().toList();
    assertEquals("model: fake:m", lines.get(0));
    assertEquals("server: http://127.0.0.1:1", lines.get(1));
    assertEquals("settings: {}", lines.get(2));
    Run json = run();
    assertEquals(
        0,
        json.environment("PARLEY_MODEL", "")
            .with("--config", "c.properties", "--dry-run", "--json", "Why?"),
        json.err());
    assertEquals("work:m", json(json.out()).at("/model").textValue());
    assertEquals("http://127.0.0.1:9/v1", json(json.out()).at("/server").textValue());
    assertEquals(0.5, json(json.out()).at("/request/temperature").doubleValue());
    assertFalse((json.out() + json.err()).contains(KEY));
    assertEquals(List.of(), fake.requests);
    assertFalse(Files.exists(folder.resolve("data")));
    assertFalse(Files.exists(folder.resolve("state")));
  }

  @Test
  void a_dry_run_of_a_conversation_has_what_was_said_and_adds_nothing() throws Exception {
    assertEquals(0, run().with("--conversation", "a", "first"));
    Run dry = run();
    assertEquals(0, dry.with("--dry-run", "--conversation", "a", "second"));
    for (String word : List.of("\"first\"", "\"Yes\"", "\"second\"")) {
      assertTrue(dry.out().contains(word), dry.out());
    }
    Run again = run();
    again.with("--dry-run", "-c", "third");
    assertFalse(again.out().contains("second"), again.out());
  }

  @Test
  void a_dry_run_shows_secrets_of_settings_as_stars() {
    Run run = run().environment("FAKE_API_KEY", KEY);
    run.with("--dry-run", "Why?");
    assertTrue(run.out().contains("settings: {api-key=***}"), run.out());
    assertFalse(run.out().contains(KEY), run.out());
  }

  @Test
  void markdown_is_styled_on_a_terminal_only() {
    FakeFactory.Step[] script = {text("so **bo"), text("ld** it is"), STOP};
    Run terminal = run(script).stdoutIsTerminal();
    terminal.with("x");
    assertEquals("so \u001B[0;1mbold\u001B[0m it is\n", terminal.out());
    Run whole = run(script).stdoutIsTerminal();
    whole.with("--no-stream", "x");
    assertEquals(terminal.out(), whole.out());
    Run pipe = run(script);
    pipe.with("x");
    assertEquals("so **bold** it is\n", pipe.out());
  }

  @Test
  void plain_and_the_usual_variables_switch_styles_off() {
    FakeFactory.Step[] script = {text("**bold**"), STOP};
    List<Run> plain =
        List.of(
            run(script).stdoutIsTerminal().environment("NO_COLOR", "1"),
            run(script).stdoutIsTerminal().environment("TERM", "dumb"));
    plain.forEach(run -> run.with("x"));
    plain.forEach(run -> assertEquals("**bold**\n", run.out()));
    Run typed = run(script).stdoutIsTerminal();
    typed.with("--plain", "x");
    assertEquals("**bold**\n", typed.out());
  }

  @Test
  void help_lists_every_command() {
    Run run = run();
    run.with("--help");
    assertTrue(run.out().contains("Commands, each with a --help of its own:\n"), run.out());
    CommandNames.summaries()
        .forEach(
            (name, summary) -> {
              assertTrue(run.out().matches("(?s).*\n +" + name + " .*"), name);
              assertTrue(run.out().contains(summary), summary);
            });
  }

  @Test
  void every_command_has_a_line_in_the_help() {
    Surroundings none =
        new Surroundings(
            Map.of(),
            folder,
            Optional.empty(),
            new ByteArrayInputStream(new byte[0]),
            new ByteArrayOutputStream(),
            new ByteArrayOutputStream(),
            InstantSource.system(),
            true,
            false,
            false);
    for (String name :
        DaggerParleyComponent.factory()
            .create(none, listener -> dev.parley.Models.builder())
            .command()
            .names()) {
      assertTrue(CommandNames.has(name), "add " + name + " to CommandNames");
    }
  }

  @Test
  void an_answer_that_is_filtered_is_told_though_quiet() throws Exception {
    FakeFactory.Step filtered =
        model -> new Finished(new FinishReason(FinishReason.Kind.CONTENT_FILTER, "filter"));
    Run run = run(text("Once"), filtered);
    assertEquals(14, run.with("-q", "x"));
    assertEquals("Once\n", run.out());
    assertEquals(
        "parley: fake:m: the answer is cut off by the provider's content filter\n", run.err());
    Run json = run(text("Once"), filtered);
    assertEquals(14, json.with("--json", "x"));
    assertEquals("Once", ParleyJson.readCompletion(json.out().strip()).text());
    assertEquals("filtered", json(json.err()).at("/error/kind").textValue());
  }

  @Test
  void a_failure_is_told_in_the_words_of_the_command_line() {
    Run partial =
        run(
            text("Once"),
            model -> {
              throw new InterruptedStreamException(
                  "it broke; what came is in partial()", ErrorDetails.of(model), null);
            });
    assertEquals(12, partial.with("x"));
    assertEquals("parley: fake:m: it broke; what came is on stdout\n", partial.err());
    FakeFactory.Step late =
        model -> {
          throw new TimedOutException(
              "late; raise setting \"timeout.whole\" or the request's time-out",
              ErrorDetails.of(model),
              Timeouts.Kind.WHOLE,
              Duration.ofSeconds(1),
              null);
        };
    Run typed = run(late);
    assertEquals(13, typed.with("--timeout", "1s", "x"));
    assertEquals("parley: fake:m: late; raise --timeout\n", typed.err());
    Run set = run(late);
    assertEquals(13, set.with("x"));
    assertEquals("parley: fake:m: late; raise setting \"timeout.whole\"\n", set.err());
  }

  @Test
  void a_dry_run_shows_no_values_of_a_query() {
    Run run =
        run(text("Yes"), STOP)
            .environment("FAKE_BASE_URL", "http://127.0.0.1:9/v1?code=" + KEY + "&api-version=3");
    assertEquals(0, run.with("--dry-run", "x"), run.err());
    assertTrue(
        run.out().contains("server: http://127.0.0.1:9/v1?code=***&api-version=3\n"), run.out());
    assertFalse(run.out().contains(KEY), run.out());
  }

  @Test
  void a_time_out_of_no_time_is_refused() {
    Run run = run();
    assertEquals(2, run.with("--timeout", "0s", "x"));
    assertEquals(
        "parley: --timeout must be longer than no time; leave it out for none\n", run.err());
  }
}
