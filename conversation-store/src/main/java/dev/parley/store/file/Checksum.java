package dev.parley.store.file;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Checksums, and how they stand at the ends of lines: in eight hexadecimal digits. */
final class Checksum {
  /** How a line ends. */
  private static final String FIELD = ",\"crc\":\"";

  private static final String END = "\"}\n";
  private static final int DIGITS = 8;

  /** How many bytes of a line are its checksum and what comes with it. */
  static final int LENGTH = FIELD.length() + DIGITS + END.length();

  private Checksum() {}

  static int of(byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }

  /** A line, from all of it but its checksum. */
  static byte[] seal(byte[] body) {
    byte[] end = (FIELD + hex(of(body, 0, body.length)) + END).getBytes(StandardCharsets.US_ASCII);
    byte[] line = new byte[Math.addExact(body.length, end.length)];
    System.arraycopy(body, 0, line, 0, body.length);
    System.arraycopy(end, 0, line, body.length, end.length);
    return line;
  }

  /** Whether a line, with its end, has the checksum that it says. */
  static boolean fits(byte[] line) {
    int body = line.length - LENGTH;
    if (body < 0) {
      return false;
    }
    byte[] end = (FIELD + hex(of(line, 0, body)) + END).getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < LENGTH; i++) {
      if (line[body + i] != end[i]) {
        return false;
      }
    }
    return true;
  }

  /** The checksum that a line says it has. */
  static int said(byte[] line) throws IrregularException {
    return parse(line, line.length - END.length() - DIGITS);
  }

  static String hex(int value) {
    String digits = Integer.toHexString(value);
    return "0".repeat(DIGITS - digits.length()) + digits;
  }

  /** The number that the eight digits at a place are. */
  static int parse(byte[] bytes, int from) throws IrregularException {
    try {
      if (from < 0) {
        throw new IrregularException();
      }
      return Integer.parseUnsignedInt(
          new String(bytes, from, DIGITS, StandardCharsets.US_ASCII), 16);
    } catch (NumberFormatException e) {
      throw new IrregularException();
    }
  }
}
