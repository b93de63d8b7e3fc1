package dev.parley.chatcompletions.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Parts texts into as many exchanges as a server's limits need. OpenAI takes 2,048 texts at once,
 * and 300,000 tokens of all of them; a token is one byte of UTF-8 at least, so that no request of
 * 300,000 bytes goes over that, without counting tokens. A text that is longer goes by itself.
 */
final class TextBatches {
  private static final int MOST_BYTES = 300_000;

  private TextBatches() {}

  /** The texts in their order, none left out. */
  static List<List<String>> of(List<String> texts, int mostTexts) {
    List<List<String>> batches = new ArrayList<>();
    int start = 0;
    long bytes = 0;
    for (int i = 0; i < texts.size(); i++) {
      int length = texts.get(i).getBytes(StandardCharsets.UTF_8).length;
      if (i > start && (i - start == mostTexts || bytes + length > MOST_BYTES)) {
        batches.add(texts.subList(start, i));
        start = i;
        bytes = 0;
      }
      bytes += length;
    }
    batches.add(texts.subList(start, texts.size()));
    return batches;
  }
}
