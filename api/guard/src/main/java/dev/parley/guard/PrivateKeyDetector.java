package dev.parley.guard;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds private keys between {@code -----BEGIN … PRIVATE KEY-----} and its end, or as far as they
 * were pasted, and the lines before such an end whose beginning is not there.
 */
final class PrivateKeyDetector implements Detector {
  private static final int LONGEST_LABEL = 60;

  /** What is shorter is an ellipsis in a document. */
  private static final int SHORTEST_BODY = 40;

  @Override
  public void find(CharSequence text, Consumer<Span> found) {
    int i = 0;
    int floor = 0; // What is before it was looked at.
    while (i < text.length()) {
      int behindBegin = behind(text, i, KeyBody.BEGIN);
      int behindEnd = behindBegin < 0 ? behind(text, i, KeyBody.END) : -1;
      int next = Math.max(i + 1, Math.max(behindBegin, behindEnd));
      Span span = null;
      if (behindBegin >= 0) {
        span = begun(text, i, behindBegin);
      } else if (behindEnd >= 0) {
        span = ended(text, floor, i, behindEnd);
      }
      if (span != null) {
        found.accept(span);
        next = span.end();
      }
      floor = behindBegin >= 0 || behindEnd >= 0 ? next : floor;
      i = next;
    }
  }

  private static @Nullable Span begun(CharSequence text, int start, int from) {
    KeyBody body = KeyBody.ahead(text, from);
    return body.characters() < SHORTEST_BODY
        ? null
        : Span.of(start, behindEnd(text, body.end()), GuardKind.PRIVATE_KEY);
  }

  private static @Nullable Span ended(CharSequence text, int floor, int from, int end) {
    int start = KeyBody.begin(text, floor, from);
    return start == from ? null : Span.of(start, end, GuardKind.PRIVATE_KEY);
  }

  /** Where that line of a private key ends, if it begins there; else -1. */
  private static int behind(CharSequence text, int start, String word) {
    if (text.charAt(start) != '-' || !Chars.matches(text, start, word)) {
      return -1;
    }
    int from = start + word.length();
    int end = label(text, from);
    boolean isPrivate =
        text.subSequence(from, end).toString().contains("PRIVATE KEY")
            && Chars.matches(text, end, "-----");
    return isPrivate ? end + 5 : -1;
  }

  /** Behind the last line too, though it be cut off. */
  private static int behindEnd(CharSequence text, int end) {
    if (!Chars.matches(text, end, KeyBody.END)) {
      return end;
    }
    int close = label(text, end + KeyBody.END.length());
    return Chars.matches(text, close, "-----") ? close + 5 : close;
  }

  private static int label(CharSequence text, int from) {
    int end = from;
    while (end - from < LONGEST_LABEL && isLabel(Chars.at(text, end))) {
      end++;
    }
    return end;
  }

  private static boolean isLabel(char c) {
    return Chars.upper(c) || Chars.digit(c) || c == ' ';
  }
}
