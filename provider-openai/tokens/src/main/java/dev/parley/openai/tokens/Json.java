package dev.parley.openai.tokens;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON (RFC 8259) of tools and messages, so that counting needs no library for it: objects as
 * {@code Map} in their order, arrays as {@code List}, texts, booleans; numbers and null as their
 * own text in a {@link Word}.
 */
final class Json {
  /** Deeper ones are not schemas that somebody wrote. */
  private static final int DEEPEST = 200;

  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /** A number, or {@code null}. */
  record Word(String text) {
    @Override
    public String toString() {
      return text;
    }
  }

  /** {@return what the text says; empty if it is no JSON, or too deep} */
  static Optional<Object> read(String text) {
    Json json = new Json(text);
    Object value = json.value(0);
    json.skipBlanks();
    return json.at == text.length() ? Optional.ofNullable(value) : Optional.empty();
  }

  /** The value that begins here, or null where none does; then nothing is read any more. */
  private @Nullable Object value(int depth) {
    skipBlanks();
    if (at == text.length() || depth > DEEPEST) {
      return null;
    }
    return switch (text.charAt(at)) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      default -> word();
    };
  }

  private @Nullable Map<String, Object> object(int depth) {
    Map<String, Object> fields = new LinkedHashMap<>();
    at++;
    if (skip('}')) {
      return fields;
    }
    do {
      skipBlanks();
      String name = at < text.length() && text.charAt(at) == '"' ? string() : null;
      Object value = name != null && skip(':') ? value(depth + 1) : null;
      if (name == null || value == null) {
        return null;
      }
      fields.put(name, value);
    } while (skip(','));
    return skip('}') ? fields : null;
  }

  private @Nullable List<Object> array(int depth) {
    List<Object> items = new ArrayList<>();
    at++;
    if (skip(']')) {
      return items;
    }
    do {
      Object value = value(depth + 1);
      if (value == null) {
        return null;
      }
      items.add(value);
    } while (skip(','));
    return skip(']') ? items : null;
  }

  private @Nullable String string() {
    StringBuilder value = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return value.toString();
      } else if (c < ' ') {
        return null;
      } else if (c != '\\') {
        value.append(c);
      } else if (!escaped(value)) {
        return null;
      }
    }
    return null;
  }

  /** Leaves off at the last character of the escape. */
  private boolean escaped(StringBuilder value) {
    at++;
    if (at == text.length()) {
      return false;
    }
    char c = text.charAt(at);
    int plain = "\"\\/bfnrt".indexOf(c);
    if (plain >= 0) {
      value.append("\"\\/\b\f\n\r\t".charAt(plain));
      return true;
    }
    if (c != 'u' || at + 4 >= text.length()) {
      return false;
    }
    String digits = text.substring(at + 1, at + 5);
    if (!digits.matches("[0-9A-Fa-f]{4}")) {
      return false;
    }
    value.append((char) Integer.parseInt(digits, 16));
    at += 4;
    return true;
  }

  private @Nullable Object word() {
    int start = at;
    while (at < text.length() && isOfWord(text.charAt(at))) {
      at++;
    }
    String word = text.substring(start, at);
    if (word.equals("true") || word.equals("false")) {
      return Boolean.valueOf(word);
    }
    boolean known =
        word.equals("null") || word.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");
    return known ? new Word(word) : null;
  }

  private static boolean isOfWord(char c) {
    return Character.isLetterOrDigit(c) || "+-.".indexOf(c) >= 0;
  }

  private boolean skip(char c) {
    skipBlanks();
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void skipBlanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }
}
