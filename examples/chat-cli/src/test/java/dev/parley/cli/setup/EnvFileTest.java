package dev.parley.cli.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.error.ConfigurationException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvFileTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "A=b|b",
        "export A=b|b",
        "export   A = b|b",
        "  A =  b  |b",
        "A='b c'|b c",
        "A='b\\n#\"c' # note|b\\n#\"c",
        "A=\"b \\\"c\\\" \\$d \\\\ \\x # e\"#note|b \"c\" $d \\ \\x # e",
        "A=b # note|b",
        "A=b#c|b#c",
        "A=b=c'd|b=c'd",
        "A=$HOME|$HOME",
        "A=|``",
        "A= # note|``"
      })
  void lines_are_read_as_such_files_have_them(String line, String value) {
    EnvFile.Line read = EnvFile.read(line, "f").get("A");
    assertEquals(value, read.value());
  }

  @Test
  void comments_and_blank_lines_are_passed_over_and_the_last_counts() {
    Map<String, EnvFile.Line> read =
        EnvFile.read("# one\r\n\r\nA=1\r\n  # two\r\nB=\"a\\tb\"\nA=2", "f");
    assertEquals(new EnvFile.Line(6, "2"), read.get("A"));
    assertEquals(new EnvFile.Line(5, "a\tb"), read.get("B"));
    assertEquals(2, read.size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hidden",
        "=hidden",
        "A B=hidden",
        "1A=hidden",
        "A='hidden",
        "A=\"hidden\\\"",
        "A='x' hidden"
      })
  void a_line_that_is_none_is_told_by_its_number_and_nothing_of_it(String line) {
    ConfigurationException e =
        assertThrows(
            ConfigurationException.class, () -> EnvFile.read("A=1\n" + line + "\n", "the file"));
    assertTrue(e.getMessage().startsWith("Line 2 of the file "), e.getMessage());
    assertFalse(e.getMessage().contains("hidden"), e.getMessage());
  }
}
