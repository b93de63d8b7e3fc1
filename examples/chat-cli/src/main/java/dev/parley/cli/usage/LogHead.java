package dev.parley.cli.usage;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The first line of a log, the heads of the columns. An editor or a spreadsheet may have put a byte
 * order mark before it, and a carriage return behind it.
 */
final class LogHead {
  /** As it is written. */
  static final byte[] LINE = (UsageRecord.HEADER + "\n").getBytes(UTF_8);

  private static final byte[] HEADS = UsageRecord.HEADER.getBytes(UTF_8);
  private static final byte[] MARK = "\uFEFF".getBytes(UTF_8);

  private LogHead() {}

  /**
   * {@return how many bytes of the file it is; 0 if the file is empty, or was cut off in it}
   *
   * @throws IOException if the file begins with something else
   */
  static int length(RandomAccessFile in, Path file) throws IOException {
    byte[] begin = new byte[(int) Math.min(in.length(), MARK.length + HEADS.length + 2)];
    in.seek(0);
    in.readFully(begin);
    int start = Arrays.mismatch(begin, MARK) == MARK.length ? MARK.length : 0;
    int end = Math.min(begin.length, start + HEADS.length);
    boolean same = Arrays.equals(begin, start, end, HEADS, 0, end - start);
    if (same && end < begin.length && begin[end] == '\r') {
      end++;
    }
    if (!same || (end < begin.length && begin[end] != '\n')) {
      throw new IOException(
          file
              + " is no usage log, or its columns were changed: its first line is not "
              + UsageRecord.HEADER
              + "; mend that, or name another file in the setting \"usage-log\"");
    }
    return end == begin.length ? 0 : end + 1;
  }
}
