package dev.parley.guard;

/** Looks at characters. What is behind the end of a text is the character 0. */
final class Chars {
  private Chars() {}

  static char at(CharSequence text, int i) {
    return i >= 0 && i < text.length() ? text.charAt(i) : '\0';
  }

  static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean lower(char c) {
    return c >= 'a' && c <= 'z';
  }

  static boolean upper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  static boolean letter(char c) {
    return lower(c) || upper(c);
  }

  static boolean alnum(char c) {
    return letter(c) || digit(c);
  }

  static boolean hex(char c) {
    return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  static boolean base64(char c) {
    return alnum(c) || c == '+' || c == '/' || c == '=';
  }

  static boolean base64Url(char c) {
    return alnum(c) || c == '-' || c == '_';
  }

  static boolean blank(char c) {
    return c == ' ' || c == '\t';
  }

  /** A blank that holds groups of digits together: a plain one, or one that does not break. */
  static boolean space(char c) {
    return c == ' ' || c == '\u00a0' || c == '\u202f' || c == '\u2007' || c == '\u2009';
  }

  static boolean matches(CharSequence text, int at, String word) {
    if (at < 0 || at + word.length() > text.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (text.charAt(at + i) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The same whatever the case of ASCII letters; {@code word} is in lower case. */
  static boolean matchesAnyCase(CharSequence text, int at, String word) {
    if (at < 0 || at + word.length() > text.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      char c = text.charAt(at + i);
      if ((upper(c) ? (char) (c + 32) : c) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a word may begin there: at the beginning, behind what is neither letter nor digit,
   * behind the colour of a terminal, and behind an escaped character, such as the {@code \n} of a
   * JSON text, a sign that it has by its number, and the {@code %3D} of an address, whose last
   * character is a letter or a digit too.
   */
  static boolean begins(CharSequence text, int i) {
    char before = at(text, i - 1);
    if (!alnum(before)) {
      return true;
    }
    boolean escape = "nrtbf".indexOf(before) >= 0 && at(text, i - 2) == '\\';
    boolean percent = at(text, i - 3) == '%' && hex(at(text, i - 2)) && hex(before);
    return escape || percent || isUnicodeEscape(text, i - 6) || Colour.start(text, i) < i;
  }

  /** Whether a character of a JSON text is there that is escaped by its number. */
  static boolean isUnicodeEscape(CharSequence text, int i) {
    return at(text, i) == '\\'
        && at(text, i + 1) == 'u'
        && hex(at(text, i + 2))
        && hex(at(text, i + 3))
        && hex(at(text, i + 4))
        && hex(at(text, i + 5));
  }

  /** Whether the sign there, + or -, is the mark of a diff and not of what follows. */
  static boolean isDiffMark(CharSequence text, int i) {
    char c = at(text, i);
    char before = at(text, i - 1);
    boolean escaped = before == 'n' && at(text, i - 2) == '\\';
    return (c == '+' || c == '-') && (i == 0 || before == '\n' || before == '\r' || escaped);
  }
}
