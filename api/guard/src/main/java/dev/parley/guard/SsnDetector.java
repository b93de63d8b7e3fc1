package dev.parley.guard;

import java.util.Set;
import java.util.function.Consumer;

/** Finds social security numbers of the United States, of areas and groups that are given out. */
final class SsnDetector implements Detector {
  private static final int LENGTH = 11;

  /** Printed in advertisements and documents, and given to nobody since. */
  private static final Set<String> KNOWN = Set.of("078-05-1120", "219-09-9999", "123-45-6789");

  @Override
  public void find(CharSequence text, Consumer<Span> found) {
    for (int i = 0; i + LENGTH <= text.length(); i++) {
      if (Chars.digit(text.charAt(i)) && isNumber(text, i)) {
        found.accept(Span.of(i, i + LENGTH, GuardKind.US_SSN));
      }
    }
  }

  private static boolean isNumber(CharSequence text, int i) {
    char before = Chars.at(text, i - 1);
    char behind = Chars.at(text, i + LENGTH);
    boolean middle = "-._/+".indexOf(before) >= 0 && !Chars.isDiffMark(text, i - 1);
    if (!Chars.begins(text, i) || middle) {
      return false;
    }
    boolean goesOn = "-./".indexOf(behind) >= 0 && Chars.alnum(Chars.at(text, i + LENGTH + 1));
    if (Chars.alnum(behind) || behind == '_' || goesOn) {
      return false;
    }
    for (int at = 0; at < LENGTH; at++) {
      char c = text.charAt(i + at);
      boolean dash = at == 3 || at == 6;
      if (dash ? c != '-' : !Chars.digit(c)) {
        return false;
      }
    }
    String number = text.subSequence(i, i + LENGTH).toString();
    String area = number.substring(0, 3);
    return !area.equals("000")
        && !area.equals("666")
        && area.charAt(0) != '9'
        && !number.startsWith("00", 4)
        && !number.endsWith("0000")
        && !KNOWN.contains(number);
  }
}
