package dev.parley.llamalocal.internal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of a file that may be damaged or hostile, from its beginning on, little-endian. Every
 * length is checked against the file's size before it is believed; what is skipped is not read if
 * the stream can seek; what is read is limited. Needs one buffer of 64 KiB, however long the file.
 * Not thread-safe.
 */
final class GgufInput {

  /**
   * The most that is read: four times what the largest vocabularies of today (a quarter of a
   * million tokens with their merges) take. A second's work at most, even from a slow disk.
   */
  static final long MAX_READ_BYTES = 64L << 20;

  private static final int BUFFER_BYTES = 1 << 16;
  private static final int BYTE_MASK = 0xFF;
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final InputStream in;
  private final long size;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int next;
  private int limit;

  /** Where in the file the bytes of the buffer end. */
  private long end;

  private long read;

  /**
   * @param in is at the file's beginning; not closed here
   * @param size of the file, in bytes
   */
  GgufInput(InputStream in, long size) {
    this.in = in;
    this.size = size;
  }

  /** Where the next byte lies, from the file's beginning. */
  long offset() {
    return end - (limit - next);
  }

  long remaining() {
    return size - offset();
  }

  int uint8() throws IOException {
    require(Byte.BYTES);
    return buffer[next++] & BYTE_MASK;
  }

  int int32() throws IOException {
    return (int) integer(Integer.BYTES);
  }

  /** Fast, as a vocabulary is a quarter of a million lengths. */
  long int64() throws IOException {
    require(Long.BYTES);
    long value = (long) WORDS.get(buffer, next);
    next += Long.BYTES;
    return value;
  }

  /** An unsigned integer of up to eight bytes; one of eight may come out negative. */
  long integer(int bytes) throws IOException {
    require(bytes);
    long value = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      value = (value << Byte.SIZE) | (buffer[next + i] & BYTE_MASK);
    }
    next += bytes;
    return value;
  }

  /**
   * A count of things that follow.
   *
   * @param leastBytes what one of them takes at least, in bytes
   * @throws GgufFormatException if the rest of the file cannot hold that many
   */
  long count(int leastBytes) throws IOException {
    long at = offset();
    long count = int64();
    if (count < 0 || count > remaining() / leastBytes) {
      throw cutOff("tells of " + Long.toUnsignedString(count) + " things that follow", at);
    }
    return count;
  }

  /** The beginning of a string, at most that many of its bytes; broken UTF-8 becomes U+FFFD. */
  String text(int mostBytes) throws IOException {
    long length = count(Byte.BYTES);
    int kept = (int) Math.min(length, Math.min(mostBytes, BUFFER_BYTES));
    require(kept);
    String text = new String(buffer, next, kept, StandardCharsets.UTF_8);
    next += kept;
    skip(length - kept);
    return text;
  }

  void skipText() throws IOException {
    skip(count(Byte.BYTES));
  }

  void skip(long bytes) throws IOException {
    if (bytes <= limit - next) {
      next += (int) bytes;
      return;
    }
    if (bytes > remaining()) {
      throw cutOff("needs " + bytes + " more bytes", offset());
    }
    long ahead = bytes - (limit - next);
    next = limit;
    try {
      in.skipNBytes(ahead);
    } catch (EOFException e) {
      throw cutOff("needs " + ahead + " more bytes", end);
    }
    end += ahead;
  }

  /** Makes so many bytes lie in the buffer, at most its length. */
  private void require(int bytes) throws IOException {
    if (bytes <= limit - next) {
      return;
    }
    if (bytes > remaining()) {
      throw cutOff("needs " + bytes + " more bytes", offset());
    }
    System.arraycopy(buffer, next, buffer, 0, limit - next);
    limit -= next;
    next = 0;
    while (limit < bytes) {
      fill();
    }
  }

  private void fill() throws IOException {
    if (read >= MAX_READ_BYTES) {
      throw new GgufFormatException(
          "has a header of more than " + (MAX_READ_BYTES >> 20) + " MB, which no model needs", end);
    }
    int count = in.read(buffer, limit, (int) Math.min(buffer.length - limit, size - end));
    if (count < 0) { // someone else cuts the file meanwhile
      throw cutOff("needs more bytes", end);
    }
    limit += count;
    end += count;
    read += count;
  }

  private GgufFormatException cutOff(String need, long at) {
    return new GgufFormatException(
        "ends in the middle of its header (an incomplete download?): it "
            + need
            + " and is "
            + size
            + " bytes long",
        at);
  }
}
