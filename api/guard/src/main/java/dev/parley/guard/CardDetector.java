package dev.parley.guard;

import java.util.function.Consumer;

/**
 * Finds numbers of payment cards (ISO/IEC 7812): the first digits and the length of an issuer and a
 * valid check digit, as one number or in the groups that are printed on cards, in rows with commas
 * too.
 */
final class CardDetector implements Detector {
  private static final int SHORTEST = 12;
  private static final int LONGEST = 19;
  private static final int MOST_GROUPS = 5;

  @Override
  public void find(CharSequence text, Consumer<Span> found) {
    int i = 0;
    while (i < text.length()) {
      int end = -1;
      if (Chars.digit(text.charAt(i)) && begins(text, i)) {
        end = end(text, i);
        if (end >= 0) {
          found.accept(Span.of(i, end, GuardKind.CARD_NUMBER));
        }
      }
      i = end < 0 ? i + 1 : end;
    }
  }

  private static boolean begins(CharSequence text, int i) {
    char before = Chars.at(text, i - 1);
    char other = Chars.at(text, i - 2);
    boolean middle = (before == '-' || before == '.') && Chars.alnum(other);
    boolean decimal = before == ',' && other == '0' && !Chars.digit(Chars.at(text, i - 3));
    return Chars.begins(text, i)
        && before != '_'
        && before != '#'
        && !decimal
        && (!middle || Chars.isDiffMark(text, i - 1));
  }

  /** Where the number ends that begins there; -1 if it is no card's. */
  private static int end(CharSequence text, int start) {
    StringBuilder digits = new StringBuilder();
    StringBuilder groups = new StringBuilder();
    char separator = '\0';
    int at = start;
    int found = -1;
    for (int group = 0; group < MOST_GROUPS && digits.length() <= LONGEST; group++) {
      int from = at;
      while (Chars.digit(Chars.at(text, at)) && digits.length() <= LONGEST) {
        digits.append(text.charAt(at));
        at++;
      }
      groups.append((char) ('0' + Math.min(at - from, 20)));
      if (at == from || Chars.digit(Chars.at(text, at))) {
        break;
      }
      if (ends(text, at) && printed(groups.toString()) && isCard(digits.toString())) {
        found = at;
      }
      char next = Chars.at(text, at);
      if ((!Chars.space(next) && next != '-') || (separator != '\0' && next != separator)) {
        break;
      }
      separator = next;
      at++;
    }
    return found;
  }

  private static boolean ends(CharSequence text, int end) {
    char next = Chars.at(text, end);
    boolean goesOn = (next == '-' || next == '.') && Chars.alnum(Chars.at(text, end + 1));
    return !Chars.alnum(next) && next != '_' && !goesOn;
  }

  private static boolean printed(String groups) {
    return groups.length() == 1
        || groups.equals("4444")
        || groups.equals("465")
        || groups.equals("464")
        || groups.equals("44443");
  }

  private static boolean isCard(String digits) {
    int length = digits.length();
    return length >= SHORTEST && length <= LONGEST && issued(digits, length) && luhn(digits);
  }

  private static boolean issued(String digits, int length) {
    int two = Integer.parseInt(digits.substring(0, 2));
    int three = Integer.parseInt(digits.substring(0, 3));
    int four = Integer.parseInt(digits.substring(0, 4));
    boolean long16 = length >= 16;
    if (digits.charAt(0) == '4') {
      return length == 13 || length == 16 || length == 19; // Visa
    } else if (between(two, 51, 55) || between(four, 2221, 2720)) {
      return length == 16; // Mastercard
    } else if (two == 34 || two == 37) {
      return length == 15; // American Express
    } else if (four == 6011 || two == 65 || between(three, 644, 649) || two == 62) {
      return long16; // Discover, UnionPay
    } else if (between(three, 300, 305) || two == 36 || two == 38 || two == 39) {
      return length == 14 || long16; // Diners Club
    } else if (between(four, 3528, 3589) || between(four, 2200, 2204)) {
      return long16; // JCB, Mir
    }
    return four == 5018
        || four == 5020
        || four == 5038
        || four == 5893
        || four == 6304
        || four == 6759
        || between(four, 6761, 6763); // Maestro
  }

  private static boolean between(int value, int least, int most) {
    return value >= least && value <= most;
  }

  private static boolean luhn(String digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int weighed = i % 2 == 0 ? digit : digit * 2;
      sum += weighed > 9 ? weighed - 9 : weighed;
    }
    return sum % 10 == 0;
  }
}
