package dev.parley.llamalocal.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a line into arguments at blanks, as a shell does for plain words: {@code 'single'} and
 * {@code "double"} quotes keep blanks. Nothing is expanded, and a backslash is an ordinary
 * character, so that Windows paths can be written as they are.
 */
final class ArgumentLine {
  private ArgumentLine() {}

  /**
   * The arguments.
   *
   * @throws IllegalArgumentException if a quote is not closed
   */
  static List<String> split(String line) {
    List<String> arguments = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (char c : line.toCharArray()) {
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        inWord = true;
      } else if (Character.isWhitespace(c)) {
        if (inWord) {
          arguments.add(word.toString());
          word.setLength(0);
        }
        inWord = false;
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (quote != 0) {
      throw new IllegalArgumentException("A quote is not closed");
    }
    if (inWord) {
      arguments.add(word.toString());
    }
    return arguments;
  }
}
