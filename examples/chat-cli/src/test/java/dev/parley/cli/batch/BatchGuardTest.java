package dev.parley.cli.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.cli.Run;
import dev.parley.cli.batch.BatchServer.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.IntStream;
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
    assertEquals(0, run.with("batch", "in.jsonl", "--json"), run.err());
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
  void of_many_rows_the_first_are_told_at_once_and_all_at_the_end() throws IOException {
    keys(12);
    Run run = run();
    assertEquals(0, run.with("batch", "in.jsonl", "--concurrency", "1"), run.err());
    assertEquals(10, run.err().lines().filter(line -> line.contains(FOUND)).count(), run.err());
    assertTrue(
        run.err().contains("guard: something was found in 12 rows: k1, k2, k3, k4, "), run.err());
    assertTrue(run.err().contains("k11, k12\n"), run.err());
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
}
