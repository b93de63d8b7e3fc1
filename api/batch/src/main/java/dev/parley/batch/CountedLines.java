package dev.parley.batch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The lines of a log, and where they begin. */
final class CountedLines {
  /** What is longer begins as a result does: else a large file that is no log fills the memory. */
  private static final int LONGEST_UNKNOWN = 1 << 20;

  private final InputStream in;
  private long position;
  private long begin;
  private long number;
  private boolean endMissing;

  /** Reads {@code in}, which is buffered. */
  CountedLines(InputStream in) {
    this.in = in;
  }

  /**
   * The next line without its end; null when there is none.
   *
   * @throws UnreadableRow if it is long, and no result; it is not read on
   */
  byte @Nullable [] next() throws IOException, UnreadableRow {
    begin = position;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return null;
    }
    number++;
    while (next >= 0 && next != '\n') {
      if (line.size() == LONGEST_UNKNOWN && !ResultForm.isBegun(line.toByteArray())) {
        throw new UnreadableRow("is long and does not begin as a result does");
      }
      line.write(next);
      position++;
      next = in.read();
    }
    endMissing = next < 0;
    position += endMissing ? 0 : 1;
    return line.toByteArray();
  }

  /** Which line the last one is, from 1. */
  long number() {
    return number;
  }

  /** Where the last line begins, in bytes. */
  long begin() {
    return begin;
  }

  /** Whether the last line has no end. */
  boolean endMissing() {
    return endMissing;
  }
}
