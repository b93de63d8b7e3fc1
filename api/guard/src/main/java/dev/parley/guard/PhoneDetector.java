package dev.parley.guard;

import java.util.function.Consumer;

/**
 * Finds telephone numbers: international ones (E.164) that begin with {@code +}, and North American
 * ones with separators. Others cannot be told from other numbers.
 */
final class PhoneDetector implements Detector {
  private static final int LONGEST = 24;

  @Override
  public void find(CharSequence text, Consumer<Span> found) {
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      int end = -1;
      if (begins(text, i)) {
        end = c == '+' ? international(text, i) : american(text, i);
      }
      if (end >= 0) {
        found.accept(Span.of(i, end, GuardKind.PHONE));
      }
      i = end < 0 ? i + 1 : end;
    }
  }

  private static boolean begins(CharSequence text, int i) {
    char c = text.charAt(i);
    char before = Chars.at(text, i - 1);
    return (c == '+' || c == '(' || Chars.digit(c))
        && Chars.begins(text, i)
        && ("+-._/#=)".indexOf(before) < 0
            || (c == '+' && before == '=')
            || Chars.isDiffMark(text, i - 1));
  }

  private static int international(CharSequence text, int start) {
    int digits = 0;
    int end = -1;
    int groups = 1;
    for (int at = start + 1; at - start < LONGEST; at++) {
      char c = Chars.at(text, at);
      if (Chars.digit(c)) {
        digits++;
        end = at + 1;
      } else if ((Chars.space(c) || "-.()".indexOf(c) >= 0) && digits > 0) {
        groups++;
        if (Chars.at(text, at + 1) == c) {
          break;
        }
      } else {
        break;
      }
    }
    boolean country = Chars.at(text, start + 1) != '0' && !isDateOrSsn(text, start + 1);
    boolean enough = digits >= (groups > 1 ? 8 : 10) && digits <= 15;
    return country && enough && ends(text, end) ? end : -1;
  }

  /** Such as {@code 2026-01-02} and {@code 123-45-6780}, in a line that a diff adds. */
  private static boolean isDateOrSsn(CharSequence text, int i) {
    return isGrouped(text, i, 4, 2, 2) || isGrouped(text, i, 3, 2, 4);
  }

  private static boolean isGrouped(CharSequence text, int i, int one, int two, int three) {
    int second = i + one + 1;
    int third = second + two + 1;
    return digits(text, i, one)
        && Chars.at(text, second - 1) == '-'
        && digits(text, second, two)
        && Chars.at(text, third - 1) == '-'
        && digits(text, third, three)
        && !Chars.digit(Chars.at(text, third + three));
  }

  /** {@code (212) 555-0123}, {@code 212-555-0123}, {@code 212.555.0123}. */
  private static int american(CharSequence text, int start) {
    boolean open = text.charAt(start) == '(';
    int area = open ? start + 1 : start;
    int at = area + 3;
    if (!digits(text, area, 3) || Chars.at(text, area) < '2') {
      return -1;
    }
    if (open) {
      if (Chars.at(text, at) != ')') {
        return -1;
      }
      at += Chars.at(text, at + 1) == ' ' ? 2 : 1;
    } else if (Chars.at(text, at) == '-' || Chars.at(text, at) == '.') {
      at++;
    } else {
      return -1;
    }
    char separator = open ? '-' : Chars.at(text, at - 1);
    char second = Chars.at(text, at + 3);
    boolean fits =
        digits(text, at, 3)
            && Chars.at(text, at) >= '2'
            && (second == separator || (open && second == ' '))
            && digits(text, at + 4, 4);
    return fits && ends(text, at + 8) ? at + 8 : -1;
  }

  private static boolean digits(CharSequence text, int from, int count) {
    for (int i = 0; i < count; i++) {
      if (!Chars.digit(Chars.at(text, from + i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean ends(CharSequence text, int end) {
    char next = Chars.at(text, end);
    boolean goesOn = "-.".indexOf(next) >= 0 && Chars.digit(Chars.at(text, end + 1));
    return !Chars.alnum(next) && next != '_' && !goesOn;
  }
}
