package dev.parley.cli.setup;

import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code NAME=VALUE} lines as such files usually have them: blank lines, comments, {@code
 * export}, values in single quotes (as they are), in double quotes (with {@code \n}, {@code \t},
 * {@code \"}, {@code \$} and {@code \\}) or in none (up to a space and {@code #}). Nothing is
 * expanded, and no value goes on in the next line: keys have no line ends.
 */
final class EnvFile {
  /** A value and the number of its line. */
  record Line(int number, String value) {}

  private final String source;

  private EnvFile(String source) {
    this.source = source;
  }

  /**
   * {@return the values by their names, the last of each}
   *
   * @param source what it is called in errors, which never tell a value
   * @throws ConfigurationException if a line is wrong
   */
  static Map<String, Line> read(String text, String source) {
    EnvFile file = new EnvFile(source);
    Map<String, Line> values = new LinkedHashMap<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && line.charAt(0) != '#') {
        file.assign(line, i + 1, values);
      }
    }
    return values;
  }

  private void assign(String line, int number, Map<String, Line> values) {
    int equals = line.indexOf('=');
    String left = equals < 0 ? "" : line.substring(0, equals).strip();
    String name = left.startsWith("export ") ? left.substring("export ".length()).strip() : left;
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw wrong(number, "is not of the form NAME=VALUE");
    }
    values.put(name, new Line(number, value(line.substring(equals + 1).strip(), number)));
  }

  private String value(String text, int number) {
    char first = text.isEmpty() ? ' ' : text.charAt(0);
    if (first != '\'' && first != '"') {
      return unquoted(text);
    }
    StringBuilder value = new StringBuilder();
    int i = 1;
    while (i < text.length() && text.charAt(i) != first) {
      if (first == '"' && text.charAt(i) == '\\' && i + 1 < text.length()) {
        i++;
        value.append(escaped(text.charAt(i)));
      } else {
        value.append(text.charAt(i));
      }
      i++;
    }
    if (i >= text.length()) {
      throw wrong(number, "has a quote that is not closed; a value may not go over several lines");
    }
    String behind = text.substring(i + 1).strip();
    if (!behind.isEmpty() && behind.charAt(0) != '#') {
      throw wrong(number, "goes on behind the closing quote");
    }
    return value.toString();
  }

  private static String unquoted(String text) {
    for (int i = 0; i < text.length(); i++) {
      boolean comment = text.charAt(i) == '#' && (i == 0 || text.charAt(i - 1) <= ' ');
      if (comment) {
        return text.substring(0, i).strip();
      }
    }
    return text;
  }

  private static String escaped(char letter) {
    return switch (letter) {
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case '"', '\\', '$' -> String.valueOf(letter);
      default -> "\\" + letter;
    };
  }

  private ConfigurationException wrong(int number, String problem) {
    return new ConfigurationException(
        Kind.UNREADABLE_FILE, "Line " + number + " of " + source + " " + problem);
  }
}
