package dev.parley.cli.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.cli.Run;
import dev.parley.cli.batch.BatchServer.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code parley batch --schema}: answers are JSON of a form. */
class BatchSchemaTest extends BatchFixture {
  private static final String[] COMMAND = {"batch", "in.jsonl", "--schema", "n int"};

  @Test
  void rows_ask_for_the_form_and_their_answers_have_it() throws IOException {
    serve((prompt, time) -> Reply.JSON);
    prompts(2);
    Run run = run();
    assertEquals(0, run.with(COMMAND), run.err());
    assertEquals(Map.of("r1", "{\"n\": 1}", "r2", "{\"n\": 2}"), answers("in.out.jsonl"));
    assertTrue(
        server.arrivals().stream()
            .allMatch(each -> each.body().contains("\"type\":\"json_schema\"")));
  }

  @Test
  void an_answer_of_another_form_is_none_and_its_row_is_asked_by_the_next_run() throws IOException {
    serve((prompt, time) -> prompt == 2 && time == 1 ? Reply.WRONG_JSON : Reply.JSON);
    prompts(2);
    Run run = run();
    assertEquals(12, run.with(COMMAND), run.err());
    assertTrue(
        run.err()
            .contains("row r2 is exhausted: openai:m: the answer does not fit the schema at /n"),
        run.err());
    assertEquals(Map.of("r1", "{\"n\": 1}", "r2", "EXHAUSTED"), answers("in.out.jsonl"));
    String log = Files.readString(folder.resolve("in.out.jsonl"));
    assertTrue(
        log.contains("\"text\":\"{\\\"n\\\": \\\"x\\\"}\""), "what was paid for is kept: " + log);
    assertTrue(run.err().contains("1 of 2 rows answered, 1 exhausted, 10 tokens"), run.err());
    assertEquals(2, server.arrivals().size(), "it is not paid for again at once");
    assertEquals(0, run().with(COMMAND));
    assertEquals(3, server.arrivals().size());
  }

  @Test
  void words_instead_of_json_are_told_with_the_code_of_malformed_answers() throws IOException {
    prompts(1);
    Run run = run();
    assertEquals(15, run.with(COMMAND), run.err());
    assertTrue(run.err().contains("the answer is not JSON"), run.err());
  }

  @Test
  void an_answer_that_was_cut_off_says_what_to_raise() throws IOException {
    serve((prompt, time) -> Reply.LONG);
    prompts(1);
    Run run = run();
    assertEquals(15, run.with(COMMAND), run.err());
    assertTrue(run.err().contains("cut off at the output limit"), run.err());
    assertTrue(run.err().contains("raise -o max-output-tokens"), run.err());
    assertEquals(1, server.arrivals().size());
  }

  @Test
  void a_model_that_refuses_is_not_asked_the_same_again() throws IOException {
    serve((prompt, time) -> Reply.REFUSE);
    prompts(1);
    Run run = run();
    assertEquals(9, run.with(COMMAND), run.err());
    assertTrue(run.err().contains("row r1 is refused: openai:m: the model refuses"), run.err());
    assertEquals(9, run().with(COMMAND));
    assertEquals(1, server.arrivals().size());
  }

  @Test
  void a_row_that_asks_for_a_form_of_its_own_keeps_that() throws IOException {
    rows("{\"prompt\": \"prompt 1\", \"response_format\": {\"type\": \"json_object\"}}");
    Run run = run();
    assertEquals(0, run.with(COMMAND), run.err());
    assertTrue(server.arrivals().get(0).body().contains("\"json_object\""));
    assertFalse(server.arrivals().get(0).body().contains("\"json_schema\""));
  }

  @Test
  void a_rehearsal_shows_the_form_and_checks_nothing() throws IOException {
    prompts(1);
    Run run = run();
    assertEquals(0, run.with("batch", "in.jsonl", "--schema", "n int", "--dry-run"), run.err());
    assertTrue(run.out().contains("\"responseFormat\":{\"type\":\"json_schema\""), run.out());
    assertTrue(run.out().contains("1 to ask, 0 done before, 0 invalid"), run.out());
    assertEquals("", run.err());
  }
}
