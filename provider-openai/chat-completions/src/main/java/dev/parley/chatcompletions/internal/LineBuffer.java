package dev.parley.chatcompletions.internal;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The bytes of an event stream, line by line, in one array that is read into, scanned and handed
 * out without copies (HTML Standard, "Parsing an event stream"). Drops one leading byte order mark
 * and all comment lines. Parts of lines can be kept; they are joined by LF where they lie.
 *
 * <p>The array holds, in this order: kept bytes, garbage, the line being read, free room. It grows
 * with what is kept and the line being read, at most to the limit and a little room, and once where
 * a read fills it, since more is there to be read then; it never shrinks. Every byte is scanned
 * once and moved at most three times, so the cost is linear however the source cuts its reads. Not
 * thread-safe.
 */
final class LineBuffer {

  private static final byte LF = '\n';
  private static final byte CR = '\r';
  private static final byte COLON = ':';
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  /** Room below which a read is not worth its call, as a share of the first capacity. */
  private static final int ROOM_SHARE = 4;

  /** What a read has filled becomes so many times the first capacity. */
  private static final int FAST = 4;

  private static final int LEAST_ROOM = BYTE_ORDER_MARK.length + 1;

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long ABOVE_LINE_ENDS = (CR + 1) * LOW_BITS;

  private final ByteSource source;
  private final int maxEventBytes;
  private final int room;
  private final int maxCapacity;
  private final int fastCapacity;

  private byte[] bytes;
  private boolean keeping;
  private int keptStart;
  private int keptEnd;
  private int lineStart;
  private int lineEnd;

  /** Where the line being read begins: behind the last line that was handed out. */
  private int next;

  /** No line end lies in {@code [next, scanned)}. */
  private int scanned;

  /** Where the bytes read so far end. */
  private int limit;

  private boolean started;
  private boolean ended;

  /** The last read left no room. */
  private boolean filled;

  /** The beginning of the line being read was a comment's, and is gone. */
  private boolean inComment;

  /** The last byte read was a CR that ended a line: an LF right behind it belongs to it. */
  private boolean skipLf;

  /**
   * @param maxEventBytes the most bytes that kept bytes and the line being read may have together
   * @param capacity the first size of the array, at least 1
   */
  LineBuffer(ByteSource source, int maxEventBytes, int capacity) {
    this.source = source;
    this.maxEventBytes = maxEventBytes;
    this.room = Math.max(LEAST_ROOM, capacity / ROOM_SHARE);
    this.maxCapacity = maxEventBytes + room;
    this.fastCapacity = (int) Math.min((long) FAST * capacity, maxCapacity);
    this.bytes = new byte[capacity];
  }

  /**
   * Advances to the next line that is not a comment, reading only when no whole line is there. A
   * line that the end of the body cuts off is not a line. After an {@link IOException} of the
   * source the call may be repeated.
   *
   * @return whether there is one; false at the end of the body, and from then on
   * @throws SseLimitExceededException if the line and what is kept are longer than the limit
   * @throws IOException if the source fails
   */
  boolean nextLine() throws IOException {
    skipByteOrderMark();
    while (true) {
      int end = findLineEnd();
      if (end < 0) {
        scanned = limit;
        if (!fill()) {
          return false;
        }
      } else if (inComment || bytes[next] == COLON) {
        inComment = false;
        passLineEnd(end);
      } else {
        checkLimit(end - next);
        lineStart = next;
        lineEnd = end;
        passLineEnd(end);
        return true;
      }
    }
  }

  /** The array that all positions refer to, until the next call of {@link #nextLine}. */
  byte[] bytes() {
    return bytes;
  }

  int lineStart() {
    return lineStart;
  }

  /** Behind the last byte of the line; its line end is not part of it. */
  int lineEnd() {
    return lineEnd;
  }

  /** Keeps the current line from {@code from} on, behind an LF if something is kept already. */
  void keepLine(int from) {
    if (keeping) {
      // The line's field name lies between, so there is room for the LF and all moves go left.
      bytes[keptEnd++] = LF;
      System.arraycopy(bytes, from, bytes, keptEnd, lineEnd - from);
      keptEnd += lineEnd - from;
    } else {
      keeping = true;
      keptStart = from;
      keptEnd = lineEnd;
    }
  }

  void dropKept() {
    keeping = false;
    keptStart = 0;
    keptEnd = 0;
  }

  /** Whether something is kept; it may be empty. */
  boolean keeping() {
    return keeping;
  }

  int keptStart() {
    return keptStart;
  }

  int keptLength() {
    return keptEnd - keptStart;
  }

  /** Reads on only while the bytes so far could become a mark: the first line may be short. */
  private void skipByteOrderMark() throws IOException {
    if (started) {
      return;
    }
    boolean more = true;
    while (more && limit < BYTE_ORDER_MARK.length && beginsLikeMark(limit)) {
      more = fill();
    }
    if (limit >= BYTE_ORDER_MARK.length && beginsLikeMark(BYTE_ORDER_MARK.length)) {
      next = BYTE_ORDER_MARK.length;
      scanned = next;
    }
    started = true;
  }

  private boolean beginsLikeMark(int length) {
    return Arrays.equals(bytes, 0, length, BYTE_ORDER_MARK, 0, length);
  }

  /** The first CR or LF from {@code scanned} on, or -1. */
  private int findLineEnd() {
    for (int at = findControl(scanned); at < limit; at = findControl(at + 1)) {
      if (bytes[at] == LF || bytes[at] == CR) {
        return at;
      }
    }
    return -1;
  }

  /** The first byte up to CR from {@code from} on, or the limit; eight bytes at a time. */
  private int findControl(int from) {
    int at = from;
    for (; at <= limit - Long.BYTES; at += Long.BYTES) {
      long word = (long) WORDS.get(bytes, at);
      // The high bits of such bytes; the lowest of them is exact, others may lie.
      long hits = (word - ABOVE_LINE_ENDS) & ~word & HIGH_BITS;
      if (hits != 0) {
        return at + Long.numberOfTrailingZeros(hits) / Byte.SIZE;
      }
    }
    while (at < limit && (bytes[at] < 0 || bytes[at] > CR)) {
      at++;
    }
    return at;
  }

  /** Never waits for the LF that may follow a CR: it might come with the next event, or never. */
  private void passLineEnd(int end) {
    next = end + 1;
    if (bytes[end] == CR) {
      if (next == limit) {
        skipLf = true;
      } else if (bytes[next] == LF) {
        next++;
      }
    }
    scanned = next;
  }

  /** Reads once; false at the end of the body. Changes nothing that matters if the read fails. */
  private boolean fill() throws IOException {
    if (ended) {
      return false;
    }
    forgetComment();
    if (started) { // before that it may be a byte order mark, which does not count
      checkLimit(limit - next);
    }
    compact();
    grow();
    int read = source.read(bytes, limit, bytes.length - limit);
    if (read < 0) {
      ended = true;
      return false;
    }
    if (read == 0 || read > bytes.length - limit) {
      throw new IllegalStateException("ByteSource.read returned " + read);
    }
    limit += read;
    filled = limit == bytes.length;
    if (skipLf) {
      skipLf = false;
      if (bytes[next] == LF) {
        next++;
        scanned = next;
      }
    }
    return true;
  }

  /** A comment may be longer than any limit: none of it stays over a read. */
  private void forgetComment() {
    if (inComment || (next < limit && bytes[next] == COLON)) {
      inComment = true;
      next = limit;
    }
  }

  private void checkLimit(int lineBytes) throws SseLimitExceededException {
    if (lineBytes > maxEventBytes - keptLength()) {
      throw new SseLimitExceededException(maxEventBytes);
    }
  }

  /** Squeezes the garbage out. What lies right already is not moved, which keeps this linear. */
  private void compact() {
    int kept = keptLength();
    move(keptStart, 0, kept);
    keptStart = 0;
    keptEnd = kept;
    int line = limit - next;
    move(next, kept, line);
    next = kept;
    limit = kept + line;
    scanned = limit; // a read is asked for only when no line end is left
  }

  private void move(int from, int to, int length) {
    if (from != to) {
      System.arraycopy(bytes, from, bytes, to, length);
    }
  }

  private void grow() {
    if (filled && bytes.length < fastCapacity) {
      bytes = Arrays.copyOf(bytes, fastCapacity);
    } else if (bytes.length - limit < room && bytes.length < maxCapacity) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(2L * bytes.length, maxCapacity));
    }
  }
}
