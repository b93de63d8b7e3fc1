package dev.parley.chatcompletions.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonEndTest {
  /** A text that counts how often it is looked at. */
  private static final class Counted implements CharSequence {
    private final StringBuilder text = new StringBuilder();
    private int looks;

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      looks++;
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      throw new AssertionError("copies the text");
    }

    @Override
    public String toString() {
      throw new AssertionError("copies the text");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"{}", "[]", "{\"a\":[1,{}]}", "\"\"", "\"a{\"", "{\"a\":\"}\\\"]\\\\\"}", "null"})
  void a_whole_text_has_its_end_and_none_before(String text) {
    assertTrue(new JsonEnd().reachedBy(text));
    JsonEnd inPieces = new JsonEnd();
    for (int i = 1; i < text.length(); i++) {
      assertFalse(inPieces.reachedBy(text.substring(0, i)), text);
    }
    assertTrue(inPieces.reachedBy(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "7", "-1.5e7"})
  void nothing_and_a_number_may_be_all_there_is(String text) {
    assertTrue(new JsonEnd().reachedBy(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"a", "[\"\\", "[1", "tru", "a word", "\"a\\\""})
  void a_text_that_goes_on_has_none(String text) {
    assertFalse(new JsonEnd().reachedBy(text));
  }

  @Test
  void each_character_is_read_once_however_often_the_question_is_asked() {
    Counted text = new Counted();
    JsonEnd end = new JsonEnd();
    text.text.append("{\"a\":\"");
    for (int i = 0; i < 10_000; i++) {
      text.text.append("more words ");
      assertFalse(end.reachedBy(text));
    }
    text.text.append("\"}");
    assertTrue(end.reachedBy(text));
    assertTrue(end.reachedBy(text));
    assertEquals(text.length(), text.looks);
  }

  @Test
  void a_long_text_without_quotes_or_brackets_is_not_read_anew() {
    Counted text = new Counted();
    text.text.append("7".repeat(100));
    JsonEnd end = new JsonEnd();
    assertFalse(end.reachedBy(text));
    assertFalse(end.reachedBy(text));
    assertEquals(100, text.looks);
  }
}
