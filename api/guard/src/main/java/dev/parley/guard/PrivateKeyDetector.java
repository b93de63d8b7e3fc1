package dev.parley.guard;

import java.util.function.Consumer;

/**
 * Finds private keys between {@code -----BEGIN … PRIVATE KEY-----} and its end, or as far as they
 * were pasted.
 */
final class PrivateKeyDetector implements Detector {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final int LONGEST_LABEL = 60;

  /** What is shorter is an ellipsis in a document. */
  private static final int SHORTEST_BODY = 40;

  @Override
  public void find(CharSequence text, Consumer<Span> found) {
    int i = 0;
    while (i < text.length()) {
      int body = text.charAt(i) == '-' ? body(text, i) : -1;
      if (body < 0) {
        i++;
        continue;
      }
      int end = body;
      int content = 0;
      while (end < text.length() && (isBody(text.charAt(end)) || isRemoval(text, end))) {
        content += Chars.base64(text.charAt(end)) ? 1 : 0;
        end++;
      }
      int from = i;
      i = end;
      if (content >= SHORTEST_BODY) {
        i = behindEnd(text, end);
        found.accept(Span.of(from, i, GuardKind.PRIVATE_KEY));
      }
    }
  }

  /** Where the body begins whose first line begins there; -1 if that is no such line. */
  private static int body(CharSequence text, int start) {
    if (!Chars.matches(text, start, BEGIN)) {
      return -1;
    }
    int from = start + BEGIN.length();
    int end = from;
    while (end - from < LONGEST_LABEL && isLabel(Chars.at(text, end))) {
      end++;
    }
    boolean isPrivate =
        text.subSequence(from, end).toString().contains("PRIVATE KEY")
            && Chars.matches(text, end, "-----");
    return isPrivate ? end + 5 : -1;
  }

  /** Whether a line begins there that a diff takes out: the mark is in no alphabet of keys. */
  private static boolean isRemoval(CharSequence text, int i) {
    return Chars.at(text, i) == '-'
        && Chars.at(text, i - 1) == '\n'
        && (Chars.at(text, i + 1) != '-' || Chars.matches(text, i + 1, END));
  }

  private static int behindEnd(CharSequence text, int end) {
    if (!Chars.matches(text, end, END)) {
      return end;
    }
    int close = end + END.length();
    int last = close + LONGEST_LABEL;
    while (close < last && isLabel(Chars.at(text, close))) {
      close++;
    }
    return Chars.matches(text, close, "-----") ? close + 5 : close;
  }

  private static boolean isLabel(char c) {
    return Chars.upper(c) || Chars.digit(c) || c == ' ';
  }

  /** Base64, the headers of older forms, and line ends, escaped too. */
  private static boolean isBody(char c) {
    return Chars.base64(c) || " \t\r\n\\:,.>|*\"'".indexOf(c) >= 0;
  }
}
