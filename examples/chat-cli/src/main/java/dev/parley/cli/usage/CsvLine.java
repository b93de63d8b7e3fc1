package dev.parley.cli.usage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A line of comma-separated values as RFC 4180 has them, but that no field holds a line end: those
 * become {@code \n}, so that each record is one line and a torn one is seen.
 */
final class CsvLine {
  /** What a spreadsheet takes for the beginning of a formula, and what guards it. */
  private static final String FORMULA = "=+-@\t\r'";

  private CsvLine() {}

  /** {@return the line of fields that are this program's own words and numbers, without its end} */
  static String of(List<String> fields) {
    return String.join(",", fields);
  }

  /**
   * {@return a text from outside as a field, in quotes} One that a spreadsheet would take for a
   * formula begins with an apostrophe.
   */
  static String quoted(String text) {
    StringBuilder field = new StringBuilder(text.length() + 2).append('"');
    if (!text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0) {
      field.append('\'');
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> field.append("\"\"");
        case '\n' -> field.append("\\n");
        default -> field.append(Character.isISOControl(c) ? ' ' : c);
      }
    }
    return field.append('"').toString();
  }

  /** {@return the text that {@link #quoted} was given, but for its control characters} */
  static String unguarded(String field) {
    boolean guarded =
        field.length() > 1 && field.charAt(0) == '\'' && FORMULA.indexOf(field.charAt(1)) >= 0;
    return guarded ? field.substring(1) : field;
  }

  /** {@return the fields of a line, unless a quote in it is open} */
  static Optional<List<String>> fields(String line) {
    List<String> fields = new ArrayList<>();
    int at = 0;
    while (true) {
      int end = line.startsWith("\"", at) ? endOfQuoted(line, at) : line.indexOf(',', at);
      if (end == -2) {
        return Optional.empty();
      }
      String raw = end < 0 ? line.substring(at) : line.substring(at, end);
      boolean quoted = raw.length() > 1 && raw.charAt(0) == '"';
      fields.add(quoted ? raw.substring(1, raw.length() - 1).replace("\"\"", "\"") : raw);
      if (end < 0) {
        return Optional.of(fields);
      }
      at = end + 1;
    }
  }

  /** The comma behind a quoted field; -1 if the line ends there, -2 if the quote is not closed. */
  private static int endOfQuoted(String line, int start) {
    int quote = line.indexOf('"', start + 1);
    while (quote >= 0 && line.startsWith("\"", quote + 1)) {
      quote = line.indexOf('"', quote + 2);
    }
    if (quote < 0) {
      return -2;
    }
    return quote + 1 == line.length() ? -1 : line.charAt(quote + 1) == ',' ? quote + 1 : -2;
  }
}
