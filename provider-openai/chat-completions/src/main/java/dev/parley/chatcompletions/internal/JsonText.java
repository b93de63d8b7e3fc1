package dev.parley.chatcompletions.internal;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A JSON string in UTF-8, found and decoded where it lies. It says nothing of what is not right to
 * the letter: that is left to a parser. Holds one string at a time; not thread-safe.
 */
final class JsonText {
  private static final int HEX = 16;
  private static final int DIGITS = 4;

  private @Nullable StringBuilder unescaped;
  private int from;
  private int end;
  private boolean ascii;
  private boolean escaped;

  /**
   * Finds the string that begins at {@code start}, behind its quote.
   *
   * @return whether its closing quote comes before {@code to}, and no control character before that
   */
  boolean find(byte[] bytes, int start, int to) {
    from = start;
    ascii = true;
    escaped = false;
    for (int i = start; i < to; i++) {
      byte b = bytes[i];
      if (b == '"') {
        end = i;
        return true;
      }
      if (b == '\\') {
        escaped = true;
        i++;
      } else if (b < 0) {
        ascii = false;
      } else if (b < ' ') {
        return false;
      }
    }
    return false;
  }

  /** Where the closing quote is. */
  int end() {
    return end;
  }

  /** Whether all of it stands for itself: no escapes, and nothing but ASCII. */
  boolean isPlain() {
    return ascii && !escaped;
  }

  /** What the string says, or null if it is not right, or might not be. */
  @Nullable String decode(byte[] bytes) {
    if (isPlain()) {
      return new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
    }
    return escaped ? unescaped(bytes) : unicode(bytes, from, end);
  }

  /** A replacement character stands for malformed bytes, or for itself: the parser may find out. */
  private static @Nullable String unicode(byte[] bytes, int from, int to) {
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    return text.indexOf('\uFFFD') < 0 ? text : null;
  }

  private @Nullable String unescaped(byte[] bytes) {
    StringBuilder said = unescaped == null ? new StringBuilder() : unescaped;
    unescaped = said;
    said.setLength(0);
    int at = from;
    while (at < end) {
      if (bytes[at] == '\\') {
        int character = escape(bytes, at + 1);
        if (character < 0) {
          return null;
        }
        said.append((char) character);
        at += bytes[at + 1] == 'u' ? 2 + DIGITS : 2;
      } else if (bytes[at] >= 0) {
        said.append((char) bytes[at++]);
      } else {
        int run = at;
        while (at < end && bytes[at] < 0) {
          at++;
        }
        String text = unicode(bytes, run, at);
        if (text == null) {
          return null;
        }
        said.append(text);
      }
    }
    return said.toString();
  }

  /** The character behind a backslash, or -1. There is at least one byte before the end. */
  private int escape(byte[] bytes, int at) {
    return switch (bytes[at]) {
      case '"', '\\', '/' -> bytes[at];
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hex(bytes, at + 1);
      default -> -1;
    };
  }

  private int hex(byte[] bytes, int at) {
    if (at + DIGITS > end) {
      return -1;
    }
    int value = 0;
    for (int i = at; i < at + DIGITS; i++) {
      int digit = bytes[i] < 0 ? -1 : Character.digit(bytes[i], HEX);
      if (digit < 0) {
        return -1;
      }
      value = value * HEX + digit;
    }
    return value;
  }
}
