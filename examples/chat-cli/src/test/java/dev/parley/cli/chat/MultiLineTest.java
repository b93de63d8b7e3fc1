package dev.parley.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.cli.process.UsageException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultiLineTest {
  private static PipedLines piped(byte[] bytes) {
    return new PipedLines(new ByteArrayInputStream(bytes));
  }

  private static List<String> messages(String text) {
    PipedLines lines = piped(text.getBytes(StandardCharsets.UTF_8));
    List<String> messages = new ArrayList<>();
    for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
      messages.add(line.get());
    }
    return messages;
  }

  @Test
  void each_line_is_a_message_whatever_ends_it() {
    assertEquals(List.of("one", "", "two", "thrée"), messages("one\n\ntwo\r\nthrée"));
  }

  @Test
  void a_backslash_at_the_end_goes_on() {
    assertEquals(List.of("one\ntwo\nthree", "four"), messages("one\\\ntwo\\\nthree\nfour"));
    assertEquals(List.of("the end"), messages("the end\\"));
  }

  @Test
  void two_backslashes_are_one() {
    assertEquals(List.of("C:\\", "next"), messages("C:\\\\\nnext"));
  }

  @Test
  void a_block_goes_from_marks_to_marks() {
    assertEquals(
        List.of("one\\\n\n/two", "three", "inline"),
        messages("\"\"\"\none\\\n\n/two\n\"\"\"\nthree\n\"\"\"inline\"\"\""));
  }

  @Test
  void marks_that_stand_alone_begin_a_block() {
    assertTrue(MultiLine.isOpenBlock("\"\"\""));
    assertTrue(MultiLine.isOpenBlock("\"\"\"\""));
    assertFalse(MultiLine.isOpenBlock("\"\"\"\"\"\""));
    assertFalse(MultiLine.isOpenBlock("say \"\"\""));
  }

  @Test
  void a_block_without_end_is_told() {
    UsageException e = assertThrows(UsageException.class, () -> messages("\"\"\"\none\n"));
    assertEquals(
        "the block that begins with \"\"\" has no end; end it with the same", e.getMessage());
  }

  @Test
  void a_line_that_is_no_text_is_told_and_the_next_is_read() {
    PipedLines lines = piped(new byte[] {(byte) 0xFF, '\n', 'a', '\n'});
    UsageException e = assertThrows(UsageException.class, lines::next);
    assertEquals("a line of stdin is not UTF-8 text; its message is left out", e.getMessage());
    assertEquals(Optional.of("a"), lines.next());
  }

  @Test
  void a_line_that_is_too_long_is_told() {
    PipedLines lines = piped(new byte[(16 << 20) + 2]);
    UsageException e = assertThrows(UsageException.class, lines::next);
    assertEquals("a message on stdin has more than 16 MiB; split it", e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"\"\"\none\n\u00FF\n/exit\n\"\"\"\nnext", "one\\\n\u00FF\\\n/exit\nnext"})
  void the_rest_of_a_message_with_a_bad_line_is_no_message(String text) {
    PipedLines lines = piped(text.getBytes(StandardCharsets.ISO_8859_1));
    assertThrows(UsageException.class, lines::next);
    assertEquals(Optional.of("next"), lines.next());
  }

  @Test
  void a_block_with_a_line_that_is_too_long_is_read_to_its_end() {
    String text = "\"\"\"\n" + "x".repeat(17 << 20) + "\n/exit\nend\"\"\"\nnext";
    PipedLines lines = piped(text.getBytes(StandardCharsets.UTF_8));
    assertThrows(UsageException.class, lines::next);
    assertEquals(Optional.of("next"), lines.next());
  }

  @Test
  void a_long_block_is_read_line_by_line() {
    String block = "x\n".repeat(200_000);
    List<String> read =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> messages("\"\"\"\n" + block + "\"\"\"\n"));
    assertEquals(List.of(block.strip()), read);
  }
}
