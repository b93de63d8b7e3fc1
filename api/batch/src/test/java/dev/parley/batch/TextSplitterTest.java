package dev.parley.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TextSplitterTest {
  private final TextSplitter ofTwelve = TextSplitter.of(12, String::length);

  @Test
  void sentences_stay_together_as_long_as_they_fit() {
    assertEquals(
        List.of("One. Two. ", "Three four. ", "Five."),
        ofTwelve.split("One. Two. Three four. Five."));
  }

  @Test
  void a_long_sentence_is_cut_between_words_and_a_long_word_between_characters() {
    assertEquals(List.of("some words ", "in a row"), ofTwelve.split("some words in a row"));
    assertEquals(List.of("abcdefghijkl", "mnop"), ofTwelve.split("abcdefghijklmnop"));
  }

  @Test
  void a_character_of_two_halves_is_never_cut() {
    assertEquals(List.of("😀", "😀"), TextSplitter.of(1, String::length).split("😀😀"));
  }

  @Test
  void an_empty_text_has_no_pieces() {
    assertEquals(List.of(), ofTwelve.split(""));
    assertThrows(IllegalArgumentException.class, () -> TextSplitter.of(0, String::length));
  }

  @Property
  void joined_the_pieces_are_the_text_and_none_is_too_long(
      @ForAll @CharRange(from = 'a', to = 'c') @Chars({' ', '.', '\n', '?', 'é'}) String text,
      @ForAll @IntRange(min = 1, max = 20) int most) {
    List<String> pieces = TextSplitter.of(most, String::length).split(text);

    assertEquals(text, String.join("", pieces));
    for (String piece : pieces) {
      assertTrue(!piece.isEmpty() && (piece.length() <= most || piece.length() == 2), piece);
    }
  }
}
