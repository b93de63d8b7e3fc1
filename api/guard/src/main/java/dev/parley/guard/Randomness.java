package dev.parley.guard;

import java.util.List;
import java.util.Locale;

/** Tells what somebody made up for a document from what a machine, or a careful person, drew. */
final class Randomness {
  /** Nobody draws these by chance. */
  private static final List<String> MADE_UP =
      List.of(
          "example",
          "placeholder",
          "changeme",
          "change-me",
          "change_me",
          "xxxxx",
          "****",
          "...",
          "…",
          "redacted",
          "dummy",
          "insert",
          "sample");

  /** Of a few thousand long keys one has such four letters by chance. */
  private static final List<String> SHORT = List.of("your", "xxxx", "todo", "fake");

  private static final int LONG = 20;

  private Randomness() {}

  /** Whether it says of itself that it stands for something else. */
  static boolean isPlaceholder(String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    for (String word : MADE_UP) {
      if (lower.contains(word)) {
        return true;
      }
    }
    for (String word : SHORT) {
      if (isSaid(value, lower, word)) {
        return true;
      }
    }
    return isMonotonous(value);
  }

  private static boolean isSaid(String value, String lower, String word) {
    for (int at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1)) {
      boolean apart =
          !Chars.alnum(Chars.at(value, at - 1))
              && !Chars.alnum(Chars.at(value, at + word.length()));
      if (apart || !isDrawn(value)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it is long, and letters and digits, or small and capital ones, change all the time. */
  private static boolean isDrawn(String value) {
    int digits = 0;
    int sorts = 0;
    for (int i = 1; i < value.length(); i++) {
      char before = value.charAt(i - 1);
      char c = value.charAt(i);
      digits += Chars.digit(before) == Chars.digit(c) ? 0 : 1;
      sorts += sort(before) == sort(c) ? 0 : 1;
    }
    return value.length() >= LONG && (digits >= 4 || sorts * 20 >= value.length() * 9);
  }

  private static int sort(char c) {
    return Chars.lower(c) ? 0 : Chars.upper(c) ? 1 : Chars.digit(c) ? 2 : 3;
  }

  /** Few different characters, or such as {@code abcdef} and {@code 123456}. */
  private static boolean isMonotonous(String value) {
    int steps = 0;
    for (int i = 1; i < value.length(); i++) {
      int step = value.charAt(i) - value.charAt(i - 1);
      if (step >= -1 && step <= 1) {
        steps++;
      }
    }
    return (value.length() >= 12 && steps * 5 > value.length() * 3)
        || (value.length() >= 16 && value.chars().distinct().count() < 6);
  }

  /** What a token is made of: digits too, or letters of both cases. */
  static boolean isMixed(String value) {
    boolean letters = value.chars().anyMatch(c -> Chars.letter((char) c));
    boolean digits = value.chars().anyMatch(c -> Chars.digit((char) c));
    boolean lower = value.chars().anyMatch(c -> Chars.lower((char) c));
    boolean upper = value.chars().anyMatch(c -> Chars.upper((char) c));
    return (letters && digits) || (lower && upper);
  }

  /** Shannon's entropy of the characters, in bits each. */
  static double entropy(String value) {
    int[] counts = new int[128];
    for (int i = 0; i < value.length(); i++) {
      counts[value.charAt(i) & 127]++;
    }
    double bits = 0;
    for (int count : counts) {
      if (count > 0) {
        double share = (double) count / value.length();
        bits -= share * Math.log(share) / Math.log(2);
      }
    }
    return bits;
  }
}
