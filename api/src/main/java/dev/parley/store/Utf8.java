package dev.parley.store;

import java.nio.charset.StandardCharsets;

/** What texts look like to stores. */
final class Utf8 {
  private Utf8() {}

  static int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** The same text, unless it cannot be written. */
  static String roundTrip(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
