package dev.parley.spi;

import java.util.ArrayList;
import java.util.List;

/**
 * A text that comes in many small pieces and is wanted once. Full blocks are put aside as strings:
 * one builder for all would copy the text each time that it grows, at two bytes a character as soon
 * as a single one is not Latin. Not thread-safe.
 */
final class LongText {
  private static final int BLOCK = 1024;

  private final List<String> blocks = new ArrayList<>();
  private final StringBuilder last = new StringBuilder();
  private int length;

  void append(String piece) {
    length += piece.length();
    if (piece.length() >= BLOCK) {
      putAside();
      blocks.add(piece);
      return;
    }
    last.append(piece);
    if (last.length() >= BLOCK) {
      putAside();
    }
  }

  private void putAside() {
    if (!last.isEmpty()) {
      blocks.add(last.toString());
      last.setLength(0);
    }
  }

  int length() {
    return length;
  }

  boolean isEmpty() {
    return length == 0;
  }

  /** {@return what has come} */
  @Override
  public String toString() {
    if (blocks.isEmpty()) {
      return last.toString();
    } else if (blocks.size() == 1 && last.isEmpty()) {
      return blocks.get(0);
    }
    List<String> all = new ArrayList<>(blocks);
    all.add(last.toString());
    return String.join("", all);
  }
}
