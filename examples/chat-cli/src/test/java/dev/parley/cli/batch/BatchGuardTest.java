package dev.parley.cli.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.cli.Run;
import dev.parley.cli.batch.BatchServer.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** In which rows of a batch the guard found something. */
class BatchGuardTest extends BatchFixture {
  private static final String PIECE = "R7k2Qw9Zx4Lm8Np3";
  private static final String KEY = "gh" + "p_" + PIECE + "Bv6Yt1Hd5Jc0Fs7Ga2Ke";
  private static final String FOUND = "github-token in message 1, part 1, line 1";

  private void keys(int rows) throws IOException {
    rows(
        IntStream.rangeClosed(1, rows)
            .mapToObj(i -> "{\"id\": \"k" + i + "\", \"prompt\": \"prompt " + i + " " + KEY + "\"}")
            .toArray(String[]::new));
  }

  @Test
  void each_row_is_told_though_the_place_is_the_same() throws IOException {
    rows(
        "{\"id\": \"a\", \"prompt\": \"prompt 1 " + KEY + "\"}",
        "{\"id\": \"b\", \"prompt\": \"prompt 2\"}",
        "{\"id\": \"c\", \"prompt\": \"prompt 3 " + KEY + "\"}");
    Run run = run();
    assertEquals(0, run.with("batch", "in.jsonl", "--json", "--concurrency", "1"), run.err());
    for (String row : new String[] {"a", "c"}) {
      assertTrue(
          run.err()
              .contains("parley: warning: guard: row " + row + ": " + FOUND + " is sent as it is"),
          run.err());
    }
    assertFalse(run.err().contains("row b"), run.err());
    assertTrue(
        run.out()
            .contains(
                "\"guarded\":[{\"id\":\"a\",\"line\":1,\"found\":[{\"kind\":\"github-token\","
                    + "\"place\":\"message 1, part 1, line 1\"}]},"),
        run.out());
    assertTrue(run.out().contains("{\"id\":\"c\",\"line\":3,"), run.out());
    assertFalse((run.out() + run.err()).contains(PIECE), run.out() + run.err());
  }

  @Test
  void a_row_that_is_sent_again_is_told_once() throws IOException {
    serve((prompt, time) -> time == 1 ? Reply.CUT : Reply.ANSWER);
    keys(1);
    Run run = run();
    assertEquals(0, run.with("batch", "in.jsonl", "--guard", "redact"), run.err());
    assertEquals(2, server.arrivals().size());
    assertTrue(run.err().contains("row k1: " + FOUND + " is redacted\n"), run.err());
    assertEquals(run.err().indexOf(FOUND), run.err().lastIndexOf(FOUND), run.err());
    assertFalse(server.arrivals().toString().contains(PIECE));
  }

  @Test
  void of_many_rows_the_first_are_told_at_once_and_the_others_at_the_end() throws IOException {
    keys(12);
    Run run = run();
    assertEquals(0, run.with("batch", "in.jsonl", "--concurrency", "1"), run.err());
    assertEquals(10, run.err().lines().filter(line -> line.contains(FOUND)).count(), run.err());
    assertTrue(
        run.err().contains("guard: something was found in 2 more rows: k11, k12\n"), run.err());
  }

  @Test
  void a_row_that_is_refused_is_named_with_the_kind_and_the_place() throws IOException {
    keys(1);
    Run run = run();
    assertEquals(18, run.with("batch", "in.jsonl", "--guard", "refuse"), run.err());
    assertTrue(run.err().contains("row k1 is exhausted: "), run.err());
    assertTrue(run.err().contains(FOUND), run.err());
    assertEquals(0, server.arrivals().size());
    assertFalse(Files.readString(folder.resolve("in.out.jsonl")).contains(PIECE));
  }

  @Test
  void a_rehearsal_counts_what_the_guard_would_refuse_apart() throws IOException {
    rows("{\"id\": \"b\", \"prompt\": \"prompt 2\"}", "{\"id\": \"d\", \"prompt\": \"prompt 4\"}");
    Run clean = run();
    clean.with("batch", "in.jsonl", "--dry-run");
    rows(
        "{\"id\": \"a\", \"prompt\": \"prompt 1 " + KEY + "\"}",
        "{\"id\": \"b\", \"prompt\": \"prompt 2\"}",
        "{\"id\": \"c\", \"prompt\": \"prompt 3 " + KEY + "\"}",
        "{\"id\": \"d\", \"prompt\": \"prompt 4\"}");
    Run run = run();
    assertEquals(0, run.with("batch", "in.jsonl", "--dry-run", "--guard", "refuse"), run.err());
    assertTrue(
        run.out()
            .contains(
                "rows: 4, of which 2 to ask, 0 done before, 0 invalid,"
                    + " 2 that the guard would refuse\n"),
        run.out());
    assertEquals(tokens(clean), tokens(run));
    assertTrue(run.err().contains("row a would be refused: "), run.err());
    assertFalse(run.err().contains("exhausted"), run.err());
    Run json = run();
    assertEquals(
        0, json.with("batch", "in.jsonl", "--dry-run", "--guard", "refuse", "--json"), json.err());
    assertTrue(json.out().contains("\"toAsk\":2,\"refusedByGuard\":2,"), json.out());
    assertEquals(0, server.arrivals().size());
  }

  private static String tokens(Run run) {
    return run.out().substring(run.out().indexOf("tokens: "));
  }

  @Test
  void a_row_that_the_guard_refuses_is_one_of_those_that_a_limit_lets_through() throws IOException {
    keys(2);
    Run run = run();
    run.with("batch", "in.jsonl", "--dry-run", "--guard", "refuse", "--limit", "1");
    assertTrue(
        run.out()
            .contains(
                "rows: 2, of which 0 to ask, 0 done before, 0 invalid,"
                    + " 1 that the guard would refuse, 1 left by --limit\n"),
        run.out());
    assertFalse(run.err().contains("row k2"), run.err());
  }

  @Test
  void a_rehearsal_tells_of_the_rows_that_would_be_sent_and_of_no_others() throws IOException {
    keys(3);
    assertEquals(12, run().with("batch", "in.jsonl", "--limit", "1"));
    Run run = run();
    assertEquals(
        0, run.with("batch", "in.jsonl", "--dry-run", "--limit", "1", "--json"), run.err());
    assertEquals(
        "parley: warning: guard: row k2: " + FOUND + " would be sent as it is; see --guard\n",
        run.err());
    assertTrue(run.out().contains("\"guarded\":[{\"id\":\"k2\",\"line\":2,"), run.out());
    assertFalse(run.out().contains("\"id\":\"k3\""), run.out());
  }

  @Test
  void a_rehearsal_of_many_rows_tells_of_the_first_and_names_the_others() throws IOException {
    keys(12);
    Run run = run();
    assertEquals(0, run.with("batch", "in.jsonl", "--dry-run", "--guard", "redact"), run.err());
    assertEquals(
        10,
        run.err().lines().filter(line -> line.endsWith(FOUND + " would be redacted")).count(),
        run.err());
    assertTrue(
        run.err().endsWith("guard: something was found in 2 more rows: k11, k12\n"), run.err());
  }

  @Test
  void a_piece_of_a_text_is_refused_by_name_and_the_others_are_asked() throws IOException {
    text();
    Run run = run();
    assertEquals(12, run.with(pieces("--guard", "refuse")), run.err());
    assertEquals("answer 1\n\nanswer 3\n", run.out());
    assertTrue(
        run.err().matches("(?s).*row piece-2\\S* is exhausted: [^\n]*github-token.*"), run.err());
    assertEquals(2, server.arrivals().size());
  }

  @Test
  void a_piece_has_no_line() throws IOException {
    text();
    Run json = run();
    assertEquals(0, json.with(pieces("whole.txt", "--json")), json.err());
    assertTrue(
        json.out().matches(".*\"guarded\":\\[\\{\"id\":\"piece-2[^\"]*\",\"found\":.*\n"),
        json.out());
  }

  /** Three sentences, each a piece; there is a key in the second. */
  private void text() throws IOException {
    String more = ", of which there are a few, and which says more than it has to";
    Files.writeString(
        folder.resolve("long.txt"),
        "This is prompt 1"
            + more
            + ". This is prompt 2 "
            + KEY
            + " of them. This is prompt 3"
            + more
            + ".\n");
  }

  private static String[] pieces(String... more) {
    return Stream.concat(
            Stream.of("batch", "long.txt", "--split", "tokens=25", "--prompt", "Sum"),
            Stream.of(more))
        .toArray(String[]::new);
  }
}
