package dev.parley.json.internal;

/** How texts are spelled. */
public final class JsonText {
  private JsonText() {}

  /** Appends a text in quotes. Escapes what JSON demands, and halves of surrogate pairs. */
  public static void quote(StringBuilder out, String text) {
    out.append('"');
    int plain = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c != '"' && c != '\\' && !isHalf(text, i)) {
        continue;
      }
      out.append(text, plain, i); // Many at once: one by one they take three times as long.
      plain = i + 1;
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> escape(out, c);
      }
    }
    out.append(text, plain, text.length()).append('"');
  }

  /**
   * A JSON text for a line of UTF-8: itself, unless it has line breaks, which can only stand
   * between its tokens and become spaces, or halves of surrogate pairs, which are escaped.
   */
  public static String onOneLine(String json) {
    int i = 0;
    while (i < json.length() && isPlain(json, i)) {
      i++;
    }
    if (i == json.length()) {
      return json;
    }
    StringBuilder out = new StringBuilder(json.length() + 16).append(json, 0, i);
    for (; i < json.length(); i++) {
      char c = json.charAt(i);
      if (isPlain(json, i)) {
        out.append(c);
      } else if (c == '\n' || c == '\r') {
        out.append(' ');
      } else {
        escape(out, c);
      }
    }
    return out.toString();
  }

  /** Whether it has no halves of surrogate pairs: Jackson reads no names that have. */
  public static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isHalf(text, i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isPlain(String json, int i) {
    char c = json.charAt(i);
    return c != '\n' && c != '\r' && !isHalf(json, i);
  }

  private static boolean isHalf(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  private static void escape(StringBuilder out, char c) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(Character.forDigit(c >> shift & 0xF, 16));
    }
  }
}
