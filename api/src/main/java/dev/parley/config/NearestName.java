package dev.parley.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Finds what somebody who mistyped a name most likely meant. */
public final class NearestName {
  private NearestName() {}

  /** {@return the known names, the likeliest first} */
  public static List<String> sort(String typed, Collection<String> known) {
    return known.stream()
        .sorted(
            Comparator.<String>comparingInt(name -> distance(typed, name))
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  /** {@return " Did you mean "x"?", or nothing where no known name is near} */
  public static String suggestion(String typed, Collection<String> known) {
    return sort(typed, known).stream()
        .limit(1)
        .filter(name -> distance(typed, name) <= Math.max(2, typed.length() / 3))
        .map(name -> " Did you mean \"" + name + "\"?")
        .findFirst()
        .orElse("");
  }

  /** The Damerau-Levenshtein distance of neighbouring swaps: typists swap letters. */
  private static int distance(String from, String to) {
    int[][] table = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        table[i][j] = i == 0 || j == 0 ? i + j : step(table, from, to, i, j);
      }
    }
    return table[from.length()][to.length()];
  }

  private static int step(int[][] table, String from, String to, int i, int j) {
    int substituted = table[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
    int best = Math.min(substituted, 1 + Math.min(table[i - 1][j], table[i][j - 1]));
    boolean swapped =
        i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1);
    return swapped ? Math.min(best, 1 + table[i - 2][j - 2]) : best;
  }
}
