package dev.parley.chatcompletions.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextBatchesTest {
  private static List<Integer> sizes(List<String> texts, int most) {
    return TextBatches.of(texts, most).stream().map(List::size).toList();
  }

  @Test
  void few_texts_go_at_once() {
    assertEquals(List.of(List.of("a", "b")), TextBatches.of(List.of("a", "b"), 2));
    assertEquals(List.of(List.of("a")), TextBatches.of(List.of("a"), 2048));
  }

  @Test
  void more_than_a_server_takes_go_in_several() {
    assertEquals(
        List.of(List.of("a", "b"), List.of("c", "d"), List.of("e")),
        TextBatches.of(List.of("a", "b", "c", "d", "e"), 2));
    assertEquals(List.of(1, 1, 1), sizes(List.of("a", "b", "c"), 1));
    assertEquals(List.of(2048, 1), sizes(Collections.nCopies(2049, "x"), 2048));
  }

  @Test
  void no_request_is_of_more_tokens_than_a_server_takes() {
    String text = "ü".repeat(50_000); // 100,000 bytes.
    assertEquals(List.of(3, 3, 1), sizes(Collections.nCopies(7, text), 2048));
    assertEquals(List.of(2, 1), sizes(Collections.nCopies(3, text + text.substring(25_000)), 2048));
  }

  @Test
  void a_text_that_is_too_long_goes_by_itself() {
    String huge = "x".repeat(1_000_000);
    assertEquals(List.of(1, 1, 1), sizes(List.of("a", huge, "b"), 2048));
    assertEquals(List.of(1), sizes(List.of(huge), 2048));
  }
}
