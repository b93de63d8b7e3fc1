package dev.parley.cli.completion;

import java.util.ArrayList;
import java.util.List;

/**
 * The options in a help text, which picocli makes of the annotations: a line such as {@code -m,
 * --model=ADDRESS}. So whatever a command can take is completed, and none has to be listed twice.
 */
final class HelpOptions {
  private HelpOptions() {}

  /** All names, in the order of the text. */
  static List<String> names(String usage) {
    List<String> names = new ArrayList<>();
    for (String line : usage.split("\n", -1)) {
      for (String word : words(line)) {
        names.add(name(word));
      }
    }
    return names;
  }

  /** Whether the option of that name stands before a value. */
  static boolean takesValue(String usage, String option) {
    for (String line : usage.split("\n", -1)) {
      boolean here = false;
      boolean valued = false;
      for (String word : words(line)) {
        here |= name(word).equals(option);
        valued |= word.indexOf('=') > 0;
      }
      if (here) {
        return valued;
      }
    }
    return false;
  }

  /** The words of the first column: options only, ended by the first that is none. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    String rest = line.strip();
    while (line.startsWith(" ") && rest.startsWith("-")) {
      int end = 0;
      while (end < rest.length() && " ,".indexOf(rest.charAt(end)) < 0) {
        end++;
      }
      words.add(rest.substring(0, end));
      if (!rest.startsWith(", ", end)) {
        return words;
      }
      rest = rest.substring(end + 2).strip();
    }
    return words;
  }

  private static String name(String word) {
    int equals = word.indexOf('=');
    return equals < 0 ? word : word.substring(0, equals);
  }
}
