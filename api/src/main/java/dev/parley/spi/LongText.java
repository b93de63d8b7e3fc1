package dev.parley.spi;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text that comes in many small pieces and is wanted once. Full blocks are put aside as strings:
 * one builder for all would copy the text each time that it grows, at two bytes a character as soon
 * as a single one is not Latin. Not thread-safe.
 */
final class LongText {
  private static final int BLOCK = 1024;

  // Most answers have one of several texts, and most fit into one block.
  private List<String> blocks = List.of();
  private @Nullable StringBuilder last;
  private int length;

  void append(String piece) {
    length += piece.length();
    if (piece.length() >= BLOCK) {
      putAside();
      addBlock(piece);
      return;
    }
    if (last == null) {
      last = new StringBuilder();
    }
    last.append(piece);
    if (last.length() >= BLOCK) {
      putAside();
    }
  }

  private void putAside() {
    if (last != null && !last.isEmpty()) {
      addBlock(last.toString());
      last.setLength(0);
    }
  }

  private void addBlock(String block) {
    if (blocks.isEmpty()) {
      blocks = new ArrayList<>();
    }
    blocks.add(block);
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
    String rest = last == null ? "" : last.toString();
    if (blocks.isEmpty()) {
      return rest;
    } else if (blocks.size() == 1 && rest.isEmpty()) {
      return blocks.get(0);
    }
    List<String> all = new ArrayList<>(blocks);
    all.add(rest);
    return String.join("", all);
  }
}
