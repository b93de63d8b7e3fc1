package dev.parley.chatcompletions.internal;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Takes the bytes of a body as they come and hands out its lines without secrets, which may come in
 * pieces. Keeps no more than a line, of a long one no more than a piece. For one thread.
 */
final class WireLines {
  private static final int LONGEST_PIECE = 8192;

  private final WireMask mask;
  private final Consumer<String> lines;
  private final StringBuilder pending = new StringBuilder(); // A char is a byte.

  WireLines(WireMask mask, Consumer<String> lines) {
    this.mask = mask;
    this.lines = lines;
  }

  void add(byte[] bytes) {
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        keep(bytes, from, i);
        line();
        from = i + 1;
      }
    }
    keep(bytes, from, bytes.length);
    if (pending.length() > LONGEST_PIECE + mask.longest()) {
      piece();
    }
  }

  /** Hands out the last line, which nothing has ended. */
  void end() {
    line();
  }

  private void keep(byte[] bytes, int from, int to) {
    pending.append(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
  }

  private void line() {
    hand(pending.length());
  }

  private void piece() {
    // Secrets that a header can carry are ASCII: what is no UTF-8 yet does not hide them.
    hand(mask.cut(pending.toString(), pending.length() - mask.longest()));
  }

  private void hand(int length) {
    byte[] bytes = pending.substring(0, length).getBytes(StandardCharsets.ISO_8859_1);
    pending.delete(0, length);
    String text = mask.text(new String(bytes, StandardCharsets.UTF_8)).stripTrailing();
    if (!text.isEmpty()) {
      lines.accept(text);
    }
  }
}
