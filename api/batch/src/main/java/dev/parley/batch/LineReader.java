package dev.parley.batch;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the lines of a stream that are not blank, and of each no more than it may have. */
final class LineReader implements Closeable {
  static final int LONGEST = 1 << 26;
  private static final int BUFFER = 1 << 16;
  private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final InputStream in;
  private final int longest;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int limit;
  private long number;

  /** A line. */
  static final class Line {
    private final long number;
    private final byte[] bytes;
    private final boolean tooLong;

    Line(long number, byte[] bytes, boolean tooLong) {
      this.number = number;
      this.bytes = bytes;
      this.tooLong = tooLong;
    }

    /** From 1, blank lines counted. */
    long number() {
      return number;
    }

    /** Without its end; not a copy. */
    byte[] bytes() {
      return bytes;
    }

    /** Whether it had more bytes than these. */
    boolean tooLong() {
      return tooLong;
    }
  }

  LineReader(InputStream in) {
    this(in, LONGEST);
  }

  LineReader(InputStream in, int longest) {
    this.in = in;
    this.longest = longest;
  }

  /** How many lines are not blank. */
  static long count(InputStream in) throws IOException {
    long count = 0;
    boolean blank = true;
    byte[] block = new byte[BUFFER];
    for (int read = in.read(block); read >= 0; read = in.read(block)) {
      for (int i = 0; i < read; i++) {
        if (block[i] == '\n') {
          count += blank ? 0 : 1;
          blank = true;
        } else if (!isBlank(block[i])) {
          blank = false;
        }
      }
    }
    return count + (blank ? 0 : 1);
  }

  /** The next line that is not blank; null at the end. */
  @Nullable Line next() throws IOException {
    for (Line line = read(); line != null; line = read()) {
      if (line.tooLong() || !isBlank(line.bytes())) {
        return line;
      }
    }
    return null;
  }

  private @Nullable Line read() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    boolean tooLong = false;
    boolean ended = false;
    boolean any = false;
    while (!ended && fill()) {
      any = true;
      int end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      int length = Math.min(end - position, longest - line.size());
      tooLong |= length < end - position;
      line.write(buffer, position, length);
      ended = end < limit;
      position = ended ? end + 1 : end;
    }
    if (!any) {
      return null;
    }
    number++;
    return new Line(number, withoutMark(line.toByteArray()), tooLong);
  }

  private boolean fill() throws IOException {
    if (position == limit) {
      position = 0;
      limit = Math.max(0, in.read(buffer));
    }
    return position < limit;
  }

  /** Editors of Windows put a byte order mark before the first line. */
  private byte[] withoutMark(byte[] line) {
    boolean marked =
        number == 1
            && line.length >= MARK.length
            && line[0] == MARK[0]
            && line[1] == MARK[1]
            && line[2] == MARK[2];
    return marked ? Arrays.copyOfRange(line, MARK.length, line.length) : line;
  }

  private static boolean isBlank(byte[] line) {
    for (byte each : line) {
      if (!isBlank(each)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(byte each) {
    return each == ' ' || each == '\t' || each == '\r';
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
