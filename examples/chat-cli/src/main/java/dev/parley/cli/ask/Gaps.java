package dev.parley.cli.ask;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Fills the gaps of a text: {@code {{name}}}, or {@code {{name|what stands there if nobody says}}}.
 * What is put in is not looked at again. Braces around anything else are left as they are.
 */
final class Gaps {
  private static final String OPEN = "{{";
  private static final String CLOSE = "}}";

  private final Map<String, String> values;
  private final Set<String> names = new LinkedHashSet<>();
  private final Set<String> missing = new LinkedHashSet<>();

  Gaps(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /** {@return the names of all gaps so far} */
  Set<String> names() {
    return names;
  }

  /** {@return the names of those so far that nothing fills} */
  Set<String> missing() {
    return missing;
  }

  /** {@return the text with its gaps filled, as far as there is something to fill them} */
  String fill(String text) {
    StringBuilder filled = new StringBuilder(text.length());
    int done = 0;
    int open = text.indexOf(OPEN);
    while (open >= 0) {
      int close = text.indexOf(CLOSE, open + OPEN.length());
      if (close < 0) {
        break;
      }
      Optional<String> value = value(text.substring(open + OPEN.length(), close));
      if (value.isPresent()) {
        filled.append(text, done, open).append(value.get());
        done = close + CLOSE.length();
        open = text.indexOf(OPEN, done);
      } else {
        open = text.indexOf(OPEN, open + 1);
      }
    }
    return filled.append(text, done, text.length()).toString();
  }

  /** What fills a gap; nothing if it is none. */
  private Optional<String> value(String inside) {
    int bar = inside.indexOf('|');
    String name = (bar < 0 ? inside : inside.substring(0, bar)).strip();
    if (!isName(name)) {
      return Optional.empty();
    }
    names.add(name);
    String value = values.get(name);
    if (value == null && bar >= 0) {
      value = inside.substring(bar + 1);
    }
    if (value == null) {
      missing.add(name);
      value = "";
    }
    return Optional.of(value);
  }

  /** {@return whether it is a letter and then letters, digits, _ or -} */
  static boolean isName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean further = (c >= '0' && c <= '9') || c == '_' || c == '-';
      if (!letter && (i == 0 || !further)) {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
