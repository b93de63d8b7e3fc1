package dev.parley.cli.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.batch.BatchLog;
import dev.parley.cli.Run;
import dev.parley.cli.batch.BatchServer.Arrival;
import dev.parley.cli.batch.BatchServer.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchCommandTest extends BatchFixture {
  @Test
  void rows_are_answered_into_a_file_beside_them_and_only_once() throws IOException {
    prompts(3);
    Run run = run();
    assertEquals(0, run.with("batch", "in.jsonl"), run.err());
    assertEquals(
        Map.of("r1", "answer 1", "r2", "answer 2", "r3", "answer 3"), answers("in.out.jsonl"));
    assertEquals("", run.out());
    assertTrue(
        run.err().matches("parley: 3 of 3 rows answered, 15 tokens, .* s; answers are in .*\n"),
        run.err());
    Run again = run();
    assertEquals(0, again.with("batch", "in.jsonl"));
    assertEquals(3, server.arrivals().size());
    assertTrue(again.err().contains("3 of 3 rows answered, 3 of an earlier run"), again.err());
  }

  @Test
  void who_wants_no_notes_hears_nothing() throws IOException {
    prompts(1);
    Run run = run();
    assertEquals(0, run.with("batch", "-q", "in.jsonl"));
    assertEquals("", run.err());
  }

  @Test
  void rows_may_be_piped_in_and_answers_out() throws IOException {
    Run run = run().stdin("\"prompt 1\"\n");
    assertEquals(0, run.with("batch", "-", "-"), run.err());
    assertTrue(run.out().contains("\"text\":\"answer 1\""), run.out());
    assertTrue(run.out().endsWith("}\n"), run.out());
  }

  @Test
  void each_run_whose_answers_go_to_stdout_is_a_batch_of_its_own() throws IOException {
    run().stdin("\"prompt 1\"\n").with("batch", "-", "-");
    run().stdin("\"prompt 1\"\n").with("batch", "-", "-");
    assertEquals(2, server.arrivals().stream().map(Arrival::key).distinct().count());
  }

  @Test
  void answers_of_another_model_stay_and_are_told() throws IOException {
    prompts(2);
    assertEquals(12, run().with("batch", "in.jsonl", "--limit", "1"));
    Run run = run();
    assertEquals(0, run.with("batch", "in.jsonl", "-m", "openai:other", "--json"), run.err());
    assertEquals(2, server.arrivals().size());
    assertTrue(
        run.err()
            .endsWith(
                "parley: 1 answer is of openai:m, by an earlier run, and stays; name another OUT for"
                    + " one of openai:other\n"),
        run.err());
    assertTrue(run.out().contains("\"ofOtherModels\":{\"openai:m\":1},"), run.out());
  }

  @Test
  void a_refused_row_that_was_mended_is_asked_and_a_rehearsal_knows() throws IOException {
    serve((prompt, time) -> prompt == 1 ? Reply.BAD_REQUEST : Reply.ANSWER);
    rows("{\"id\": \"a\", \"prompt\": \"prompt 1\"}");
    assertEquals(9, run().with("batch", "in.jsonl"));
    Run same = run();
    same.with("batch", "in.jsonl", "--dry-run");
    assertTrue(same.out().contains("0 to ask, 1 done before"), same.out());
    rows("{\"id\": \"a\", \"prompt\": \"prompt 2\"}");
    Run mended = run();
    mended.with("batch", "in.jsonl", "--dry-run");
    assertTrue(mended.out().contains("1 to ask, 0 done before"), mended.out());
    assertEquals(0, run().with("batch", "in.jsonl"));
    assertEquals(Map.of("a", "answer 2"), answers("in.out.jsonl"));
  }

  @Test
  void a_rehearsal_knows_that_a_refusal_was_followed_by_a_failure_elsewhere() throws IOException {
    serve((prompt, time) -> time == 1 ? Reply.BAD_REQUEST : Reply.CUT);
    prompts(1);
    assertEquals(9, run().with("batch", "in.jsonl"));
    run().with("batch", "in.jsonl", "--attempts", "1", "-m", "openai:other");
    assertEquals(Map.of("r1", "EXHAUSTED"), answers("in.out.jsonl"));
    Run run = run();
    run.with("batch", "in.jsonl", "--dry-run");
    assertTrue(run.out().contains("1 to ask, 0 done before"), run.out());
  }

  @Test
  void a_line_that_is_no_row_is_told_with_its_number_and_the_others_are_asked() throws IOException {
    rows("\"prompt 1\"", "prompt 2", "\"prompt 3\"");
    Run run = run();
    assertEquals(12, run.with("batch", "in.jsonl"));
    assertTrue(run.err().contains("is invalid: line 2 "), run.err());
    assertFalse(run.err().contains("prompt 2"), run.err());
    assertTrue(run.err().contains("parley: 1 of 3 rows have no answer"), run.err());
    assertEquals(2, server.arrivals().size());
  }

  @Test
  void where_no_row_has_an_answer_the_code_is_that_of_the_first_failure() throws IOException {
    rows("prompt");
    assertEquals(2, run().with("batch", "in.jsonl"));
    stop();
    serve((prompt, time) -> Reply.REJECT);
    prompts(3);
    Run run = run();
    assertEquals(8, run.with("batch", "in.jsonl", "other.jsonl"));
    assertTrue(run.err().contains("parley: stopped: "), run.err());
    assertTrue(run.err().contains("the same command goes on where it was"), run.err());
  }

  @Test
  void a_budget_that_a_row_could_pass_stops_the_batch_and_leaves_its_rows() throws IOException {
    Path user = Files.createDirectories(folder.resolve("user/parley"));
    Files.writeString(user.resolve("prices.csv"), "openai:m,0,,1000000,USD,2026-01-01\n");
    prompts(3);
    Run run = run();
    String[] command = {"batch", "in.jsonl", "-o", "max-output-tokens=2"};
    String[] bound = {"--budget", "1.00 USD/day"};
    int exit = run.with(Stream.of(command, bound).flatMap(Stream::of).toArray(String[]::new));
    assertEquals(10, exit, run.err());
    assertTrue(run.err().contains("parley: stopped: "), run.err());
    assertEquals(List.of(), server.arrivals());

    assertEquals(0, run().with(command));
    assertEquals(3, server.arrivals().size());
    assertEquals(3, answers("in.out.jsonl").size());
    String log = Files.readString(folder.resolve("in.out.jsonl"));
    assertEquals(3, log.lines().filter(line -> line.contains("\"cost\"")).count(), log);
  }

  @Test
  void rows_that_fail_for_now_are_asked_again_and_later_by_the_same_command() throws IOException {
    serve((prompt, time) -> prompt == 2 && time < 3 ? Reply.CUT : Reply.ANSWER);
    prompts(2);
    Run run = run();
    assertEquals(12, run.with("batch", "in.jsonl", "--attempts", "1"));
    assertTrue(run.err().contains("row r2 is exhausted: "), run.err());
    assertEquals(0, run().with("batch", "in.jsonl", "--attempts", "2"));
    assertEquals(Map.of("r1", "answer 1", "r2", "answer 2"), answers("in.out.jsonl"));
    assertEquals(1, server.arrivals().stream().filter(each -> each.prompt() == 1).count());
    assertEquals(
        1,
        server.arrivals().stream()
            .filter(each -> each.prompt() == 2)
            .map(Arrival::key)
            .distinct()
            .count(),
        "the server can know it by its key");
  }

  @Test
  void what_is_typed_is_for_rows_that_do_not_say_it() throws IOException {
    rows(
        "{\"prompt\": \"prompt 1\", \"temperature\": 0.5, \"max_tokens\": 9}",
        "{\"prompt\": \"prompt 2\", \"system\": \"Own.\"}");
    Run run = run();
    assertEquals(
        0,
        run.with(
            "batch", "in.jsonl", "-s", "Typed.", "-o", "temperature=0.25", "-o", "openai.user=me"),
        run.err());
    Map<Integer, String> bodies =
        server.arrivals().stream().collect(Collectors.toMap(Arrival::prompt, Arrival::body));
    assertTrue(bodies.get(1).contains("\"temperature\":0.5"), bodies.get(1));
    assertTrue(bodies.get(1).contains("Typed."), bodies.get(1));
    assertTrue(bodies.get(1).indexOf("Typed.") < bodies.get(1).indexOf("prompt 1"));
    assertTrue(bodies.get(1).matches(".*\"max_(completion_)?tokens\":9.*"), bodies.get(1));
    assertTrue(bodies.get(2).contains("\"temperature\":0.25"), bodies.get(2));
    assertTrue(bodies.get(2).contains("\"user\":\"me\""), bodies.get(2));
    assertTrue(bodies.get(2).contains("Own.") && !bodies.get(2).contains("Typed."));
  }

  @Test
  void only_the_first_new_rows_are_asked_and_that_is_a_part() throws IOException {
    prompts(9);
    Run first = run();
    assertEquals(12, first.with("batch", "in.jsonl", "--limit", "2"), first.err());
    assertEquals(List.of("r1", "r2"), List.copyOf(answers("in.out.jsonl").keySet()));
    assertTrue(
        first
            .err()
            .endsWith("parley: --limit leaves 7 rows; the same command asks the next ones\n"),
        first.err());
    Run next = run();
    assertEquals(12, next.with("batch", "in.jsonl", "--limit", "3", "--json"), next.err());
    assertTrue(
        next.out().startsWith("{\"ending\":\"limited\",\"whole\":false,\"rows\":5,\"skipped\":2,"),
        next.out());
    assertTrue(next.out().contains("\"left\":4,"), next.out());
    assertEquals(
        List.of("r1", "r2", "r3", "r4", "r5"), List.copyOf(answers("in.out.jsonl").keySet()));
    assertEquals(5, server.arrivals().size());
  }

  @Test
  void a_limit_that_leaves_no_row_is_no_part() throws IOException {
    prompts(3);
    Run run = run();
    assertEquals(0, run.with("batch", "in.jsonl", "--limit", "3", "--json"), run.err());
    assertTrue(run.out().startsWith("{\"ending\":\"completed\",\"whole\":true,"), run.out());
    assertFalse(run.err().contains("--limit"), run.err());
  }

  @Test
  void whether_a_limit_leaves_rows_of_a_pipe_is_not_known() throws IOException {
    Run run = run().stdin("\"prompt 1\"\n\"prompt 2\"\n");
    assertEquals(12, run.with("batch", "-", "out.jsonl", "--limit", "1", "--json"), run.err());
    assertTrue(run.err().contains("parley: --limit may leave rows; "), run.err());
    assertFalse(run.out().contains("\"left\""), run.out());
    Run whole = run().stdin("\"prompt 1\"\n");
    assertEquals(0, whole.with("batch", "-", "out.jsonl", "--limit", "2"), whole.err());
  }

  @Test
  void a_rehearsal_keeps_to_the_limit() throws IOException {
    prompts(4);
    Files.writeString(folder.resolve("in.jsonl"), "nothing\n", StandardOpenOption.APPEND);
    run().with("batch", "in.jsonl", "--limit", "1");
    Run run = run();
    assertEquals(0, run.with("batch", "in.jsonl", "--dry-run", "--limit", "2"));
    assertTrue(
        run.out()
            .contains("rows: 5, of which 2 to ask, 1 done before, 0 invalid, 2 left by --limit\n"),
        run.out());
    Run json = run();
    assertEquals(0, json.with("batch", "in.jsonl", "--dry-run", "--limit", "1", "--json"));
    assertTrue(
        json.out().contains("\"rows\":5,\"toAsk\":1,\"done\":1,\"invalid\":0,\"left\":3,"),
        json.out());
    assertEquals(1, server.arrivals().size());
  }

  @Test
  void a_rehearsal_says_what_the_first_new_row_would_send_and_sends_nothing() throws IOException {
    prompts(3);
    run().with("batch", "in.jsonl", "--limit", "1");
    Files.writeString(folder.resolve("in.jsonl"), "nothing\n", StandardOpenOption.APPEND);
    byte[] before = Files.readAllBytes(folder.resolve("in.out.jsonl"));
    Run run = run();
    assertEquals(0, run.with("batch", "in.jsonl", "--dry-run", "-o", "seed=7"));
    assertTrue(run.out().contains("model: openai:m\n"), run.out());
    assertTrue(
        run.out().contains("rows: 4, of which 2 to ask, 0 done before, 2 invalid\n"), run.out());
    Run same = run();
    assertEquals(0, same.with("batch", "in.jsonl", "--dry-run"));
    assertTrue(same.out().contains("prompt 2"), same.out());
    assertTrue(
        same.out().contains("rows: 4, of which 2 to ask, 1 done before, 1 invalid\n"), same.out());
    assertFalse(same.out().contains("test-key"), same.out());
    Run json = run();
    assertEquals(0, json.with("batch", "in.jsonl", "--dry-run", "--json"));
    assertTrue(json.out().matches("\\{.*\"toAsk\":2,.*}\n"), json.out());
    assertEquals(1, server.arrivals().size());
    assertEquals(
        new String(before, StandardCharsets.UTF_8),
        Files.readString(folder.resolve("in.out.jsonl")));
  }

  @Test
  void a_summary_for_scripts_is_a_line_of_json() throws IOException {
    prompts(2);
    Run run = run();
    assertEquals(0, run.with("batch", "in.jsonl", "--json"));
    assertTrue(
        run.out()
            .matches(
                "\\{\"ending\":\"completed\",\"whole\":true,\"rows\":2,\"skipped\":0,\"ok\":2,.*"
                    + "\"totalTokens\":10}.*}\n"),
        run.out());
  }

  @Test
  void a_log_that_another_batch_writes_is_told() throws IOException {
    prompts(1);
    try (BatchLog taken = BatchLog.open(folder.resolve("in.out.jsonl"))) {
      Run run = run();
      assertEquals(16, run.with("batch", "in.jsonl"));
      assertEquals(0, taken.finished());
      assertTrue(run.err().contains("is being written by another batch"), run.err());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "''|no input; say parley batch IN, or - for what is piped in",
        "none.jsonl|IN none.jsonl: there is no such file",
        ".|IN .: a folder, no file",
        "in.jsonl in.jsonl|IN and OUT are one file; name another as OUT",
        "in.jsonl no/out|OUT: there is no folder ",
        "in.jsonl --concurrency 0|--concurrency must be a whole number from 1 up",
        "in.jsonl --concurrency x|Invalid value for option '--concurrency'",
        "in.jsonl --attempts 0|--attempts must be a whole number from 1 up",
        "in.jsonl --limit 0|--limit must be a whole number from 1 up",
        "in.jsonl --rate fast|--rate must look like 5/s, 100/m, 1000/h or 10000/d",
        "in.jsonl --rate 0/s|--rate must look like 5/s",
        "in.jsonl --tokens-per-minute 0|--tokens-per-minute must be a whole number from 1 up",
        "in.jsonl --rate 5/s --tokens-per-minute 0|--tokens-per-minute must be a whole number",
        "in.jsonl --tokens-per-minute -1|--tokens-per-minute must be a whole number from 1 up",
        "in.jsonl --rate-file f|--rate-file is for a limit to be shared",
        "in.jsonl --merge x|--merge is for pieces of a text; add --split",
        "in.jsonl --prompt x|--prompt is for pieces of a text; add --split",
        "in.jsonl --split 5|--split needs to know what to do with each piece: add --prompt",
        "in.jsonl -s x --split 5|--split must look like tokens=2000",
        "in.jsonl -s x --split tokens=5 --limit 1|--limit is for rows",
        "in.jsonl --timeout 0s|--timeout must be longer than no time",
        "in.jsonl -o temprature=1|-o temprature: there is no such option",
        "in.jsonl --schema none.json|--schema none.json: there is no such file",
        "in.jsonl --split|Missing required parameter for option '--split'",
        "in.jsonl -s x --split tokens=0|--split must look like tokens=2000",
        "in.jsonl a b|Unmatched argument",
        "-- -|what is piped in has no name to call the answers by",
      })
  void a_wrong_command_line_is_told_in_a_line(String typed, String expected) throws IOException {
    prompts(1);
    String[] arguments =
        Stream.concat(Stream.of("batch"), Stream.of(words(typed))).toArray(String[]::new);
    String told = usage(arguments);
    assertTrue(told.startsWith(expected), told);
  }

  @ParameterizedTest
  @CsvSource({"in.jsonl - --json", "in.jsonl -s x --split tokens=5 --json"})
  void a_summary_and_answers_are_not_both_for_stdout(String typed) throws IOException {
    prompts(1);
    Run run = run();
    assertEquals(
        2,
        run.with(
            Stream.concat(Stream.of("batch"), Stream.of(words(typed))).toArray(String[]::new)));
    assertEquals("", run.out());
    assertTrue(
        run.err().matches("\\{\"error\":.* are both for stdout; name a file as OUT.*}\n"),
        run.err());
  }

  @Test
  void help_tells_the_options_and_the_exit_codes() throws IOException {
    Run run = run();
    assertEquals(0, run.with("batch", "--help"));
    for (String each :
        List.of("--concurrency", "--rate-file", "--merge", "  12 ", "IN.out.jsonl")) {
      assertTrue(run.out().contains(each), each + " in " + run.out());
    }
  }
}
