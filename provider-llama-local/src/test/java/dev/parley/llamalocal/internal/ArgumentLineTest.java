package dev.parley.llamalocal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Splitting a line into arguments. */
class ArgumentLineTest {

  @Test
  void words_are_split_at_any_blanks() {
    assertEquals(List.of("-fa", "on", "--mlock"), ArgumentLine.split("  -fa\ton \n --mlock "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "\t\n"})
  void nothing_is_no_argument(String line) {
    assertEquals(List.of(), ArgumentLine.split(line));
  }

  @Test
  void quotes_keep_blanks_and_the_other_quote() {
    assertEquals(
        List.of("--lora", "/a b/c.gguf", "it's", "say \"hi\""),
        ArgumentLine.split("--lora '/a b/c.gguf' \"it's\" 'say \"hi\"'"));
  }

  @Test
  void quotes_in_the_middle_of_a_word_belong_to_it() {
    assertEquals(List.of("--lora=/a b/c"), ArgumentLine.split("--lora='/a b'/c"));
  }

  @Test
  void empty_quotes_are_an_empty_argument() {
    assertEquals(List.of("--prefix", "", "x"), ArgumentLine.split("--prefix '' x\"\""));
  }

  @Test
  void nothing_is_expanded_and_a_backslash_is_an_ordinary_character() {
    assertEquals(
        List.of("C:\\models\\a.gguf", "$HOME", "*"),
        ArgumentLine.split("C:\\models\\a.gguf $HOME *"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'", "a 'b c", "\"a' b"})
  void a_quote_that_is_not_closed_is_refused(String line) {
    assertThrows(IllegalArgumentException.class, () -> ArgumentLine.split(line));
  }
}
