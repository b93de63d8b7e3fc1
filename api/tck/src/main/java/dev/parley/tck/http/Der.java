package dev.parley.tck.http;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Writes the few elements of DER (ITU-T X.690) that a certificate is made of. */
final class Der {
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int UTF8_STRING = 0x0C;
  private static final int UTC_TIME = 0x17;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int EXPLICIT = 0xA0;

  // The kinds of names that RFC 5280, 4.2.1.6, numbers.
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;

  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  /** The algorithm 1.2.840.10045.4.3.2 (RFC 5758, 3.2). */
  static final byte[] ECDSA_WITH_SHA256 =
      sequence(element(OBJECT_IDENTIFIER, bytes(0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02)));

  /** The extension 2.5.29.17. */
  static final byte[] SUBJECT_ALTERNATIVE_NAME =
      element(OBJECT_IDENTIFIER, bytes(0x55, 0x1D, 0x11));

  private static final byte[] COMMON_NAME = element(OBJECT_IDENTIFIER, bytes(0x55, 0x04, 0x03));

  private Der() {}

  static byte[] sequence(byte[]... elements) {
    return element(SEQUENCE, elements);
  }

  static byte[] explicit(int number, byte[] element) {
    return element(EXPLICIT + number, element);
  }

  static byte[] integer(int value) {
    return element(INTEGER, BigInteger.valueOf(value).toByteArray());
  }

  static byte[] octetString(byte[] content) {
    return element(OCTET_STRING, content);
  }

  /** The first byte says that no bit of the last one is unused. */
  static byte[] bitString(byte[] content) {
    return element(BIT_STRING, new byte[] {0}, content);
  }

  static byte[] time(Instant time) {
    return element(UTC_TIME, ascii(UTC.format(time)));
  }

  static byte[] commonName(String name) {
    return sequence(element(SET, sequence(COMMON_NAME, element(UTF8_STRING, ascii(name)))));
  }

  static byte[] dnsName(String name) {
    return element(DNS_NAME, ascii(name));
  }

  static byte[] address(byte[] address) {
    return element(IP_ADDRESS, address);
  }

  /** Its tag, its length, in one byte up to 127 and else after the number of its bytes; then it. */
  private static byte[] element(int tag, byte[]... content) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : content) {
      all.writeBytes(part);
    }
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(tag);
    int length = all.size();
    if (length > 0xFF) {
      element.writeBytes(bytes(0x82, length >> 8, length & 0xFF));
    } else if (length > 0x7F) {
      element.writeBytes(bytes(0x81, length));
    } else {
      element.write(length);
    }
    element.writeBytes(all.toByteArray());
    return element.toByteArray();
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
