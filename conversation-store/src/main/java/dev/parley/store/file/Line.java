package dev.parley.store.file;

import dev.parley.json.internal.JsonFields;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A line of a file: the entries of one append, and where the conversation stands after it. It ends
 * with how long that is and its own checksum, so the ends of lines can be understood without the
 * entries, then how long the line is, and last the checksum of all.
 */
final class Line {
  private static final String STANDING = ",\"standing\":";
  private static final String SIZE = ",\"size\":\"";
  private static final String CHECK = "\",\"check\":\"";
  private static final String BYTES = "\",\"bytes\":\"";
  private static final int DIGITS = 8;

  /** How many bytes stand behind the standing. */
  private static final int TRAILER =
      SIZE.length()
          + DIGITS
          + CHECK.length()
          + DIGITS
          + BYTES.length()
          + DIGITS
          + 1
          + Checksum.LENGTH;

  private final byte[] bytes;
  private final Standing standing;
  private final int crc;

  private Line(byte[] bytes, Standing standing) throws IrregularException {
    this.bytes = bytes;
    this.standing = standing;
    crc = Checksum.said(bytes);
  }

  static byte[] encode(Standing standing, List<String> entries) {
    byte[] known = standing.encode().getBytes(StandardCharsets.UTF_8);
    String before = "{\"entries\":[" + String.join(",", entries) + "]" + STANDING;
    byte[] start = before.getBytes(StandardCharsets.UTF_8);
    String after =
        SIZE
            + Checksum.hex(known.length)
            + CHECK
            + Checksum.hex(Checksum.of(known, 0, known.length))
            + BYTES
            + Checksum.hex(Math.addExact(start.length, known.length + TRAILER))
            + "\"";
    byte[] end = after.getBytes(StandardCharsets.US_ASCII);
    byte[] body = new byte[Math.addExact(start.length, known.length + end.length)];
    System.arraycopy(start, 0, body, 0, start.length);
    System.arraycopy(known, 0, body, start.length, known.length);
    System.arraycopy(end, 0, body, start.length + known.length, end.length);
    return Checksum.seal(body);
  }

  /** A whole line with its end; wherever it should stand. */
  static Line decode(byte[] bytes) throws IrregularException {
    if (!Checksum.fits(bytes) || bytes(bytes) != bytes.length) {
      throw new IrregularException();
    }
    int size = standingSize(bytes);
    return new Line(bytes, standing(bytes, size));
  }

  /** A line that was made just now. */
  static Line written(byte[] bytes) {
    try {
      return decode(bytes);
    } catch (IrregularException e) {
      throw new IllegalStateException("A line cannot be read as it was written", e);
    }
  }

  /**
   * How many bytes from the end of a line have to be known to understand where the conversation
   * stands.
   *
   * @param end the last bytes of a line, its end included
   */
  static int endSize(byte[] end) throws IrregularException {
    return standingSize(end) + TRAILER;
  }

  /** Where the conversation stands, of at least {@link #endSize} bytes of the end of a line. */
  static Standing standing(byte[] end) throws IrregularException {
    return standing(end, standingSize(end));
  }

  private static int standingSize(byte[] end) throws IrregularException {
    int from = end.length - TRAILER;
    int check = from + SIZE.length() + DIGITS;
    int bytes = check + CHECK.length() + DIGITS;
    if (!has(end, from, SIZE)
        || !has(end, check, CHECK)
        || !has(end, bytes, BYTES)
        || end[end.length - 1] != '\n') {
      throw new IrregularException();
    }
    return Checksum.parse(end, from + SIZE.length());
  }

  /** How long the line is, as its end says; only of one that {@link #standing} understands. */
  static int bytes(byte[] end) throws IrregularException {
    return Checksum.parse(end, end.length - Checksum.LENGTH - 1 - DIGITS);
  }

  private static Standing standing(byte[] end, int size) throws IrregularException {
    int to = end.length - TRAILER;
    if (size < 0 || size > to) {
      throw new IrregularException();
    }
    int said = Checksum.parse(end, to + SIZE.length() + DIGITS + CHECK.length());
    if (Checksum.of(end, to - size, to) != said) {
      throw new IrregularException();
    }
    return Standing.decode(new String(end, to - size, size, StandardCharsets.UTF_8));
  }

  private static boolean has(byte[] bytes, int from, String text) {
    if (from < 0) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (bytes[from + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  Standing standing() {
    return standing;
  }

  int crc() {
    return crc;
  }

  /** Where the next line begins. */
  long end() {
    return standing.offset() + bytes.length;
  }

  /** Its entries, as they are spelled. */
  List<String> entries() throws IrregularException {
    try {
      JsonFields fields = JsonFields.of(new String(bytes, StandardCharsets.UTF_8));
      List<String> entries = fields.elements("entries");
      if (entries.size() != standing.length() - standing.first()) {
        throw new IrregularException();
      }
      return entries;
    } catch (IllegalArgumentException e) {
      throw new IrregularException();
    }
  }
}
