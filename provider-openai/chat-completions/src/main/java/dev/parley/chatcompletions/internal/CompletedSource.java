package dev.parley.chatcompletions.internal;

import java.io.IOException;

/**
 * A body of events whose last one need not have its blank line: an end that is clean stands for it.
 * What was cut off by that end is no JSON, as its last brace is missing.
 */
final class CompletedSource implements ByteSource {
  private static final int BLANK_LINE = 2;

  private final ByteSource body;
  private boolean ended;
  private int missing = BLANK_LINE;

  CompletedSource(ByteSource body) {
    this.body = body;
  }

  /** Whether the body has come to its end. */
  boolean ended() {
    return ended;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (!ended) {
      int count = body.read(into, offset, length);
      if (count >= 0) {
        return count;
      }
      ended = true;
    }
    if (missing == 0) {
      return -1;
    }
    missing--;
    into[offset] = '\n';
    return 1;
  }
}
