package dev.parley.guard;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Bytes that are a text: in UTF-8, in an alphabet of one byte a character, or in UTF-16 with a byte
 * order mark, and without control characters that texts do not have, unless their type says that
 * they are texts.
 */
record InlineText(String text, Charset charset) {
  private static final int BEGINNING = 1024;

  static Optional<InlineText> of(byte[] bytes, String mediaType) {
    String type = mediaType.strip().toLowerCase(Locale.ROOT);
    return of(bytes, type.startsWith("text/") || type.contains("json"));
  }

  private static Optional<InlineText> of(byte[] bytes, boolean declared) {
    boolean marked = bytes.length >= 2 && bytes.length % 2 == 0;
    if (marked && bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff) {
      return decoded(bytes, StandardCharsets.UTF_16BE, declared);
    } else if (marked && bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe) {
      return decoded(bytes, StandardCharsets.UTF_16LE, declared);
    }
    if (!declared && looksBinary(bytes)) {
      return Optional.empty();
    }
    // What is no UTF-8 has one byte for each character, or what matters of it has.
    return decoded(bytes, StandardCharsets.UTF_8, declared)
        .or(() -> decoded(bytes, StandardCharsets.ISO_8859_1, declared));
  }

  /** Spares pictures and sound the decoding: what they begin with is no text. */
  private static boolean looksBinary(byte[] bytes) {
    for (int i = 0; i < Math.min(bytes.length, BEGINNING); i++) {
      if (isControl(bytes[i])) {
        return true;
      }
    }
    return false;
  }

  /** Escapes begin the colours of terminals in logs. */
  private static boolean isControl(int c) {
    return c >= 0 && c < ' ' && "\t\n\f\r\u001b".indexOf(c) < 0;
  }

  /** What a data address (RFC 2397) has in it. */
  static Optional<InlineText> ofDataAddress(String address) {
    int comma = address.indexOf(',');
    if (comma < 0) {
      return Optional.empty();
    }
    String head = address.substring(0, comma).toLowerCase(Locale.ROOT);
    String given = head.substring(head.indexOf(':') + 1);
    String type = given.isEmpty() || given.startsWith(";") ? "text/plain" : given;
    try {
      String body =
          URLDecoder.decode(
              address.substring(comma + 1).replace("+", "%2B"), StandardCharsets.ISO_8859_1);
      return head.endsWith(";base64")
          ? of(Base64.getMimeDecoder().decode(body), type)
          : of(body.getBytes(StandardCharsets.ISO_8859_1), type);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Never the text. */
  @Override
  public String toString() {
    return "InlineText[" + charset + "]";
  }

  byte[] encoded(String other) {
    return other.getBytes(charset);
  }

  private static Optional<InlineText> decoded(byte[] bytes, Charset charset, boolean declared) {
    try {
      String text =
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(bytes))
              .toString();
      boolean plain = declared || text.chars().noneMatch(InlineText::isControl);
      return plain ? Optional.of(new InlineText(text, charset)) : Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
