package dev.parley.llamalocal.internal;

import java.util.OptionalLong;

/** Counts the elements of tensors by their types, in fixed room. Not thread-safe. */
final class TensorTally {

  /** From here on types are counted as one, unknown; ggml has some forty. */
  private static final int UNKNOWN = 64;

  private final long[] elements = new long[UNKNOWN + 1];
  private long lastOffset;
  private boolean empty = true;

  /**
   * Counts a tensor. One without elements counts for nothing.
   *
   * @param type its type's number
   * @param count its elements
   * @param offset where its data begin behind the header, in bytes, unsigned
   */
  void add(long type, long count, long offset) {
    if (count == 0) {
      return;
    }
    empty = false;
    int slot = (int) Math.min(type, UNKNOWN);
    long sum = elements[slot] + count;
    elements[slot] = sum < 0 ? Long.MAX_VALUE : sum;
    if (Long.compareUnsigned(offset, lastOffset) > 0) {
      lastOffset = offset;
    }
  }

  boolean isEmpty() {
    return empty;
  }

  /** Where the last tensor's data begin behind the header, in bytes, unsigned. */
  long lastOffset() {
    return lastOffset;
  }

  /** The type with the most elements; of two with as many the lower number. */
  OptionalLong commonest() {
    int most = 0;
    for (int type = 1; type <= UNKNOWN; type++) {
      if (elements[type] > elements[most]) {
        most = type;
      }
    }
    return empty || most == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(most);
  }
}
