package dev.parley.cli.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlCharactersTest {
  @ParameterizedTest
  @ValueSource(chars = {'\u202A', '\u202E', '\u2066', '\u2069', '\u001B', '\u009B'})
  void what_turns_text_or_drives_a_terminal_goes(char c) {
    assertEquals("a b", ControlCharacters.oneLine("a" + c + "b" + c));
    assertEquals("ab", ControlCharacters.harmless("a" + c + "b" + c));
  }

  @Test
  void letters_of_every_direction_stay() {
    String text = "\u05D0\u0627 a\u200Db";
    assertEquals(text, ControlCharacters.oneLine(text));
    assertEquals(text, ControlCharacters.harmless(text));
  }
}
