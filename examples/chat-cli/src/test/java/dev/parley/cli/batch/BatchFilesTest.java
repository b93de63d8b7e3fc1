package dev.parley.cli.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.cli.Run;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Files that cannot be read or written: which one, why, and what to do. */
class BatchFilesTest extends BatchFixture {
  /** Gives a row, and fails then, as a disk does that breaks. */
  private static InputStream breaking() {
    return new SequenceInputStream(
        new ByteArrayInputStream("\"prompt 1\"\n".getBytes(StandardCharsets.UTF_8)),
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("Input/output error");
          }

          @Override
          public int read(byte[] to, int offset, int length) throws IOException {
            return read();
          }
        });
  }

  @Test
  void an_input_that_breaks_off_is_told_as_that_and_what_was_answered_is_kept() throws IOException {
    Run run = run().stdin(breaking());
    assertEquals(2, run.with("batch", "-", "out.jsonl"), run.err());
    assertEquals(
        "parley: IN -: cannot be read to its end: Input/output error; what was answered is kept,"
            + " and the same command goes on where it was\n",
        run.err());
    assertTrue(Files.exists(folder.resolve("out.jsonl")));
  }

  @Test
  void an_input_that_breaks_off_is_not_told_as_kept_where_it_is_not() throws IOException {
    Run run = run().stdin(breaking());
    assertEquals(2, run.with("batch", "-", "-"), run.err());
    assertEquals(
        "parley: IN -: cannot be read to its end: Input/output error; nothing is kept to go on"
            + " from; name a file as OUT\n",
        run.err());
  }

  @Test
  void a_text_that_breaks_off_is_told_as_that() throws IOException {
    Run run = run().stdin(breaking());
    assertEquals(2, run.with("batch", "-", "--split", "tokens=9", "-s", "Sum up."), run.err());
    assertEquals("parley: IN -: cannot be read: Input/output error\n", run.err());
  }

  @Test
  void an_output_whose_name_is_too_long_is_told_without_the_words_of_java() throws IOException {
    prompts(1);
    Run run = run();
    String name = "x".repeat(300);
    assertEquals(16, run.with("batch", "in.jsonl", name), run.err());
    assertTrue(run.err().startsWith("parley: answers cannot be kept in "), run.err());
    assertFalse(run.err().contains("Exception"), run.err());
    assertTrue(run.err().endsWith("or name another OUT\n"), run.err());
  }

  @Test
  void a_folder_is_no_output() throws IOException {
    prompts(1);
    Files.createDirectory(folder.resolve("there"));
    Run run = run();
    assertEquals(16, run.with("batch", "in.jsonl", "there"), run.err());
    assertTrue(run.err().contains("is not a file that results could be kept in"), run.err());
  }

  @Test
  void an_empty_input_is_whole_and_told() throws IOException {
    rows();
    Run run = run();
    assertEquals(0, run.with("batch", "in.jsonl"), run.err());
    assertTrue(run.err().contains("IN in.jsonl has no rows"), run.err());
  }

  @Test
  void another_file_as_output_is_left_as_it_is() throws IOException {
    prompts(1);
    for (String text : new String[] {"my diary", "my diary\nday 2\n"}) {
      Files.writeString(folder.resolve("diary.txt"), text);
      Run run = run();
      assertEquals(16, run.with("batch", "in.jsonl", "diary.txt"), run.err());
      assertEquals(text, Files.readString(folder.resolve("diary.txt")));
    }
  }

  @Test
  void bytes_that_are_no_text_are_rows_that_are_none() throws IOException {
    Files.write(folder.resolve("in.jsonl"), new byte[] {0, 1, (byte) 0xFF, '\n', (byte) 0xC3});
    Run run = run();
    assertEquals(2, run.with("batch", "in.jsonl"), run.err());
    assertTrue(run.err().contains("is invalid: line 1 "), run.err());
    assertTrue(run.err().contains("is invalid: line 2 "), run.err());
    assertTrue(
        run.err().endsWith("a line of IN is JSON, such as \"a prompt\": see parley batch --help\n"),
        run.err());
  }
}
