package dev.parley.guard;

/**
 * Finds where the colours of terminals stand (ECMA-48, SGR and EL), as in logs: {@code ESC[31m},
 * its spelled out forms such as {@code \x1b[31m}, and what is left where the ESC was taken out.
 */
final class Colour {
  private static final char ESC = '\u001b';
  private static final String[] SPELLED = {"\\u001b", "\\x1b", "\\033", "\\e", "^["};
  private static final int LONGEST = 24;

  private Colour() {}

  /** {@return where the colours begin that end at {@code end}; {@code end} if there are none} */
  static int start(CharSequence text, int end) {
    char last = Chars.at(text, end - 1);
    if (last != 'm' && last != 'K') {
      return end;
    }
    int bracket = end - 2;
    while (end - bracket < LONGEST && isParameter(Chars.at(text, bracket))) {
      bracket--;
    }
    if (Chars.at(text, bracket) != '[') {
      return end;
    }
    if (Chars.at(text, bracket - 1) == ESC) {
      return bracket - 1;
    }
    for (String spelled : SPELLED) {
      if (Chars.matchesAnyCase(text, bracket - spelled.length(), spelled)) {
        return bracket - spelled.length();
      }
    }
    return last == 'm' && bracket < end - 2 ? bracket : end;
  }

  /**
   * {@return where the colours end that begin at {@code start}; {@code start} if there are none}
   */
  static int end(CharSequence text, int start) {
    int bracket = Chars.at(text, start) == ESC ? start + 1 : -1;
    for (int i = 0; i < SPELLED.length && bracket < 0; i++) {
      bracket =
          Chars.matchesAnyCase(text, start, SPELLED[i]) ? start + SPELLED[i].length() : bracket;
    }
    if (bracket < 0 || Chars.at(text, bracket) != '[') {
      return start;
    }
    int last = bracket + 1;
    while (last - bracket < LONGEST && isParameter(Chars.at(text, last))) {
      last++;
    }
    char c = Chars.at(text, last);
    return c == 'm' || c == 'K' ? last + 1 : start;
  }

  private static boolean isParameter(char c) {
    return Chars.digit(c) || c == ';' || c == ':';
  }
}
