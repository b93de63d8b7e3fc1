package dev.parley.cli.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.cli.Run;
import dev.parley.cli.batch.BatchServer.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code parley batch --split}: a text is asked about in pieces. */
class BatchSplitTest extends BatchFixture {
  private void text(int sentences) throws IOException {
    Files.writeString(
        folder.resolve("long.txt"),
        IntStream.rangeClosed(1, sentences)
            .mapToObj(i -> "This is prompt " + i + " of them all.")
            .collect(Collectors.joining(" ", "", "\n")));
  }

  private static String[] into(String... more) {
    String[] command = words("batch long.txt whole.txt --split tokens=10 --prompt Sum");
    return Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new);
  }

  private static String[] merging(String... more) {
    return Stream.concat(Stream.of(into("--merge", "Merge prompt 9")), Stream.of(more))
        .toArray(String[]::new);
  }

  @Test
  void a_text_is_asked_about_in_pieces_whose_answers_are_joined() throws IOException {
    text(3);
    Run run = run();
    assertEquals(
        0, run.with("batch", "long.txt", "--split", "tokens=10", "-s", "Sum up."), run.err());
    assertEquals("answer 1\n\nanswer 2\n\nanswer 3\n", run.out());
    assertEquals(3, server.arrivals().size());
    assertTrue(server.arrivals().stream().allMatch(each -> each.body().contains("Sum up.")));
  }

  @Test
  void answers_to_pieces_are_merged_by_one_more_call_into_a_new_file() throws IOException {
    serve((prompt, time) -> prompt == 2 && time == 1 ? Reply.CUT : Reply.ANSWER);
    text(2);
    String[] command = merging("--attempts", "1");
    Run broken = run();
    assertEquals(12, broken.with(command));
    assertFalse(Files.exists(folder.resolve("whole.txt")));
    assertTrue(Files.exists(folder.resolve("whole.txt.pieces.jsonl")));
    Run run = run();
    assertEquals(0, run.with(command), run.err());
    assertEquals("answer 9\n", Files.readString(folder.resolve("whole.txt")));
    assertFalse(Files.exists(folder.resolve("whole.txt.pieces.jsonl")));
    assertEquals(1, server.arrivals().stream().filter(each -> each.prompt() == 1).count());
    String merging =
        server.arrivals().stream()
            .filter(each -> each.prompt() == 9)
            .findFirst()
            .orElseThrow()
            .body();
    assertTrue(merging.contains("answer 1\\n\\nanswer 2"), merging);
    Run again = run();
    assertEquals(2, again.with(command));
    assertTrue(again.err().endsWith("is there already; remove it, or name another\n"), again.err());
  }

  @Test
  void a_summary_for_scripts_tells_of_the_pieces_and_of_merging_them() throws IOException {
    text(2);
    Run run = run();
    assertEquals(0, run.with(merging("--json")), run.err());
    assertTrue(
        run.out()
            .matches(
                "\\{\"ending\":\"completed\",\"whole\":true,\"rows\":3,\"skipped\":0,\"ok\":3,.*"
                    + "\"totalTokens\":15}.*\"out\":\".*whole.txt\"}\n"),
        run.out());
    assertEquals("answer 9\n", Files.readString(folder.resolve("whole.txt")));
  }

  @Test
  void a_summary_of_pieces_that_have_no_answer_names_no_file_that_is_not_there()
      throws IOException {
    serve((prompt, time) -> prompt == 2 ? Reply.CUT : Reply.ANSWER);
    text(2);
    Run run = run();
    assertEquals(12, run.with(into("--attempts", "1", "--json")), run.err());
    assertTrue(run.out().matches("\\{.*\"whole\":false,\"rows\":2,.*}\n"), run.out());
    assertFalse(run.out().contains("\"out\""), run.out());
    assertFalse(Files.exists(folder.resolve("whole.txt")));
  }

  @Test
  void what_was_merged_before_is_not_the_answer_of_who_does_not_merge() throws IOException {
    text(2);
    Files.writeString(
        folder.resolve("whole.txt.pieces.jsonl"),
        "{\"id\":\"merged\",\"outcome\":\"ok\",\"request\":\"x\",\"text\":\"an old answer\","
            + "\"attempts\":1,\"queued\":\"2026-11-01T00:00:00Z\","
            + "\"ended\":\"2026-11-01T00:00:01Z\"}\n");
    Run run = run();
    assertEquals(0, run.with(into()), run.err());
    assertEquals("answer 1\n\nanswer 2\n", Files.readString(folder.resolve("whole.txt")));
  }

  @Test
  void pieces_and_what_is_merged_of_them_are_of_the_form_that_was_asked_for() throws IOException {
    serve((prompt, time) -> Reply.JSON);
    text(2);
    Run run = run();
    assertEquals(0, run.with(merging("--schema", "n int")), run.err());
    assertEquals("{\"n\": 9}\n", Files.readString(folder.resolve("whole.txt")));
    assertTrue(
        server.arrivals().stream().allMatch(each -> each.body().contains("\"json_schema\"")));
  }

  @Test
  void after_an_edit_or_with_another_prompt_only_what_changed_is_asked() throws IOException {
    serve((prompt, time) -> prompt == 3 && time == 1 ? Reply.CUT : Reply.ANSWER);
    text(3);
    assertEquals(12, run().with(into("--attempts", "1")));
    assertEquals(3, server.arrivals().size());
    Files.writeString(
        folder.resolve("long.txt"),
        Files.readString(folder.resolve("long.txt")).replace("prompt 1", "prompt 5"));
    Run rehearsal = run();
    assertEquals(0, rehearsal.with(into("--dry-run")), rehearsal.err());
    assertTrue(rehearsal.out().contains("2 to ask, 1 done before, 0 invalid"), rehearsal.out());
    Run edited = run();
    assertEquals(0, edited.with(into()), edited.err());
    assertEquals(5, server.arrivals().size(), "the second piece is as it was");
    assertEquals(
        "answer 5\n\nanswer 2\n\nanswer 3\n", Files.readString(folder.resolve("whole.txt")));
  }

  @Test
  void with_other_instructions_all_pieces_are_asked_again() throws IOException {
    serve((prompt, time) -> prompt == 2 && time == 1 ? Reply.CUT : Reply.ANSWER);
    text(2);
    assertEquals(12, run().with(into("--attempts", "1", "-s", "Be brief.")));
    Run other = run();
    assertEquals(0, other.with(into("-s", "Take your time.")), other.err());
    assertEquals(4, server.arrivals().size());
  }

  @Test
  void an_answer_that_was_written_is_there_though_the_log_of_its_pieces_stays() throws IOException {
    Path log = folder.resolve("whole.txt.pieces.jsonl");
    serve(
        (prompt, time) -> {
          try { // A folder that is not empty cannot be removed as a file is, not by root either.
            Files.delete(log);
            Files.createDirectory(log);
            Files.createFile(log.resolve("in the way"));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return Reply.ANSWER;
        });
    text(1);
    Run run = run();
    assertEquals(0, run.with(into()), run.err());
    assertEquals("answer 1\n", Files.readString(folder.resolve("whole.txt")));
    assertTrue(run.err().contains("parley: the answer is in "), run.err());
    assertTrue(
        run.err().matches("(?s).*whole.txt.pieces.jsonl is of no more use, but cannot be .*"),
        run.err());
  }
}
