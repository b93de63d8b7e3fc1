package dev.parley.guard;

import java.util.List;
import java.util.Locale;

/** Tells what somebody made up for a document from what a machine, or a careful person, drew. */
final class Randomness {
  private static final List<String> MADE_UP =
      List.of(
          "example",
          "your",
          "placeholder",
          "changeme",
          "change-me",
          "change_me",
          "xxxx",
          "****",
          "...",
          "…",
          "redacted",
          "dummy",
          "insert",
          "todo",
          "sample",
          "fake");

  private Randomness() {}

  /** Whether it says of itself that it stands for something else. */
  static boolean isPlaceholder(String value) {
    String lower = value.toLowerCase(Locale.ROOT);
    for (String word : MADE_UP) {
      if (lower.contains(word)) {
        return true;
      }
    }
    return isMonotonous(value);
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
