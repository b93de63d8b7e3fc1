package dev.parley.chatcompletions.internal;

import java.util.Arrays;

/**
 * Decodes a field whose value is mostly the one before, so that a stream which names the type of
 * every event does not allocate a string for each. Not thread-safe.
 */
final class RepeatedText {

  private byte[] lastBytes = {};
  private String lastText = "";

  /** The text of {@code bytes[from, to)}: the same instance while the bytes stay the same. */
  String decode(byte[] bytes, int from, int to) {
    if (!Arrays.equals(bytes, from, to, lastBytes, 0, lastBytes.length)) {
      lastBytes = Arrays.copyOfRange(bytes, from, to);
      lastText = Utf8.decode(bytes, from, to);
    }
    return lastText;
  }
}
