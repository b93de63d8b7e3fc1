package dev.parley.cli.usage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;

/** Reads the whole lines of a file, a block at a time. */
final class LogLines {
  private static final int BLOCK = 1 << 16;

  private LogLines() {}

  /** What is done with a line, which comes without its line feed. */
  interface Line {
    void read(String line) throws IOException;
  }

  /**
   * Reads the lines between two places.
   *
   * @return where the last one ends; what stands from there on is not whole
   */
  static long read(RandomAccessFile in, long from, long to, Line lines) throws IOException {
    byte[] block = new byte[BLOCK];
    long at = from;
    while (at < to) {
      int size = (int) Math.min(block.length, to - at);
      in.seek(at);
      in.readFully(block, 0, size);
      int end = size;
      while (end > 0 && block[end - 1] != '\n') {
        end--;
      }
      if (end > 0) {
        for (String line : new String(block, 0, end - 1, UTF_8).split("\n", -1)) {
          lines.read(line);
        }
        at += end;
      } else if (size < to - at) {
        block = new byte[block.length * 2]; // Somebody's own line, longer than any of ours.
      } else {
        return at;
      }
    }
    return at;
  }
}
