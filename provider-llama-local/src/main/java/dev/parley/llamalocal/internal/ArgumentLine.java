package dev.parley.llamalocal.internal;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Splits a line into arguments at blanks, as a shell does for plain words: {@code 'single'} and
 * {@code "double"} quotes keep blanks. Nothing is expanded, and a backslash is an ordinary
 * character, so that Windows paths can be written as they are.
 */
final class ArgumentLine {
  private static final String QUOTED = "'([^']*)'|\"([^\"]*)\"";
  private static final Pattern ARGUMENT = Pattern.compile("(?:[^\\s'\"]|" + QUOTED + ")+");

  private ArgumentLine() {}

  /**
   * The arguments.
   *
   * @throws IllegalArgumentException if a quote is not closed
   */
  static List<String> split(String line) {
    if (!ARGUMENT.matcher(line).replaceAll("").isBlank()) {
      throw new IllegalArgumentException("A quote is not closed");
    }
    return ARGUMENT
        .matcher(line)
        .results()
        .map(argument -> argument.group().replaceAll(QUOTED, "$1$2"))
        .toList();
  }
}
