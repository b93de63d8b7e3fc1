package dev.parley.store.redis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts come back as they were. */
class TextsTest {

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings(),
        Arbitraries.strings().withChars('\\', 'n', 'u', '\n', 'd', '8', '0', '\ud83d', '\ude00'));
  }

  @Property
  void a_text_is_read_as_it_was(@ForAll("texts") String text) {
    assertEquals(text, Texts.read(Texts.bytes(text)));
  }

  @Provide
  Arbitrary<List<String>> lists() {
    return texts().list().ofMaxSize(5).uniqueElements();
  }

  @Property
  void a_list_is_read_as_it_was(@ForAll("lists") List<String> texts) {
    assertEquals(texts, new ArrayList<>(Texts.readLines(Texts.lines(new LinkedHashSet<>(texts)))));
  }

  @Test
  void plain_texts_are_kept_as_they_are() {
    assertArrayEquals("Zürich 😀".getBytes(StandardCharsets.UTF_8), Texts.bytes("Zürich 😀"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\", "\\x", "\\u12", "\\u12x4", "\u00ff"})
  void what_nobody_wrote_is_no_text(String kept) {
    byte[] bytes = kept.getBytes(StandardCharsets.ISO_8859_1);
    assertThrows(IllegalArgumentException.class, () -> Texts.read(bytes));
  }

  @Test
  void a_line_without_an_end_is_none() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Texts.readLines("a\nb".getBytes(StandardCharsets.UTF_8)));
  }
}
