package dev.parley.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A text is what its pieces are, however long they are. */
class LongTextTest {
  private static final List<String> SHORT =
      List.of("", "a", " sky", "\u4e16", "\ud83d\ude00", "\ud83d", "\ude00");

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void is_what_a_builder_makes_of_the_pieces(long seed) {
    Random random = new Random(seed);
    LongText text = new LongText();
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      String piece = SHORT.get(random.nextInt(SHORT.size()));
      if (random.nextInt(20) == 0) {
        piece = "x".repeat(1_020 + random.nextInt(8)) + piece;
      }
      text.append(piece);
      expected.append(piece);
      assertEquals(expected.length(), text.length());
      assertEquals(expected.isEmpty(), text.isEmpty());
      if (random.nextInt(10) == 0) {
        assertEquals(expected.toString(), text.toString());
      }
    }
    assertEquals(expected.toString(), text.toString());
  }

  @Test
  void a_long_piece_is_not_copied() {
    String piece = "\u4e16".repeat(3_000);
    LongText text = new LongText();
    text.append(piece);
    assertSame(piece, text.toString());
  }
}
