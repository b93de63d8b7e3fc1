package dev.parley.chatcompletions.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Decodes UTF-8 the way the WHATWG Encoding Standard does ("UTF-8 decoder", without BOM rule). */
final class Utf8 {

  private static final char REPLACEMENT = '\uFFFD';
  private static final byte SURROGATE_LEAD = (byte) 0xED;
  private static final byte NEVER_VALID = (byte) 0xFF;

  private Utf8() {}

  /** Decodes {@code bytes[from, to)}; each maximal malformed part becomes one U+FFFD. */
  static String decode(byte[] bytes, int from, int to) {
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    return text.indexOf(REPLACEMENT) < 0 ? text : decodeMalformed(bytes, from, to);
  }

  /**
   * The JDK's decoder makes one U+FFFD of an encoded surrogate (ED A0..BF 80..BF), the standard
   * three. They agree on everything else, so such a lead byte is replaced by one that both reject
   * on its own. ED is no continuation byte: wherever it stands, it begins a sequence.
   */
  private static String decodeMalformed(byte[] bytes, int from, int to) {
    byte[] copy = Arrays.copyOfRange(bytes, from, to);
    for (int i = 0; i + 1 < copy.length; i++) {
      if (copy[i] == SURROGATE_LEAD && (copy[i + 1] & 0xE0) == 0xA0) {
        copy[i] = NEVER_VALID;
      }
    }
    return new String(copy, StandardCharsets.UTF_8);
  }
}
