package dev.parley.store.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of a JSON object, their values as they are spelled, so that entries can be moved
 * without being understood. Every failure is an {@link IllegalArgumentException} that shows nothing
 * of the text.
 */
public final class JsonFields {
  private final Map<String, String> fields;

  private JsonFields(Map<String, String> fields) {
    this.fields = fields;
  }

  /** {@return the fields of the object that the whole text is} */
  public static JsonFields of(String object) {
    Cursor in = new Cursor(object);
    Map<String, String> fields = new LinkedHashMap<>();
    in.expect('{');
    for (boolean more = !in.skips('}'); more; more = in.goesOn('}')) {
      String name = unquote(in.value());
      in.expect(':');
      if (fields.put(name, in.value()) != null) {
        throw malformed();
      }
    }
    in.end();
    return new JsonFields(fields);
  }

  /** {@return whether there is a field of that name} */
  public boolean has(String name) {
    return fields.containsKey(name);
  }

  /** {@return a text} */
  public String text(String name) {
    return unquote(raw(name));
  }

  /** {@return a text, if it is there} */
  public Optional<String> optionalText(String name) {
    return has(name) ? Optional.of(text(name)) : Optional.empty();
  }

  /** {@return a whole number} */
  public long number(String name) {
    return Long.parseLong(raw(name));
  }

  /** {@return the texts of an array; none if it is not there} */
  public List<String> texts(String name) {
    return has(name) ? elements(name).stream().map(JsonFields::unquote).toList() : List.of();
  }

  /** {@return the elements of an array, as they are spelled} */
  public List<String> elements(String name) {
    Cursor in = new Cursor(raw(name));
    List<String> elements = new ArrayList<>();
    in.expect('[');
    for (boolean more = !in.skips(']'); more; more = in.goesOn(']')) {
      elements.add(in.value());
    }
    in.end();
    return elements;
  }

  private String raw(String name) {
    String raw = fields.get(name);
    if (raw == null) {
      throw malformed();
    }
    return raw;
  }

  /** Appends a text in quotes: on one line, and without halves of surrogate pairs. */
  public static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || isHalf(text, i)) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          out.append(Character.forDigit(c >> shift & 0xF, 16));
        }
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static boolean isHalf(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  private static String unquote(String raw) {
    if (raw.length() < 2 || raw.charAt(0) != '"') {
      throw malformed();
    }
    if (raw.indexOf('\\') < 0) {
      return raw.substring(1, raw.length() - 1);
    }
    StringBuilder text = new StringBuilder(raw.length());
    for (int i = 1; i < raw.length() - 1; i++) {
      char c = raw.charAt(i);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      c = raw.charAt(++i);
      switch (c) {
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case 'n' -> text.append('\n');
        case 'r' -> text.append('\r');
        case 't' -> text.append('\t');
        case 'u' -> {
          text.append((char) hex(raw, i + 1));
          i += 4;
        }
        default -> text.append(c);
      }
    }
    return text.toString();
  }

  private static int hex(String raw, int from) {
    if (from + 4 > raw.length() - 1) {
      throw malformed();
    }
    return Integer.parseInt(raw, from, from + 4, 16);
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException("It is not the JSON that was expected");
  }

  /** A place in a text. */
  private static final class Cursor {
    private final String text;
    private int at;

    Cursor(String text) {
      this.text = text;
    }

    private char peek() {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      if (at == text.length()) {
        throw malformed();
      }
      return text.charAt(at);
    }

    void expect(char c) {
      if (!skips(c)) {
        throw malformed();
      }
    }

    boolean skips(char c) {
      if (peek() != c) {
        return false;
      }
      at++;
      return true;
    }

    /** Whether a comma stands here, and not the end. */
    boolean goesOn(char end) {
      if (skips(',')) {
        return true;
      }
      expect(end);
      return false;
    }

    void end() {
      if (!text.substring(at).isBlank()) {
        throw malformed();
      }
    }

    /** The value that begins here, as it is spelled. */
    String value() {
      char c = peek();
      int from = at;
      if (c == '"') {
        string();
      } else if (c == '{' || c == '[') {
        nested();
      } else {
        while (at < text.length() && ",]}: \t\r\n".indexOf(text.charAt(at)) < 0) {
          at++;
        }
      }
      if (at == from) {
        throw malformed();
      }
      return text.substring(from, at);
    }

    private void nested() {
      int depth = 0;
      do {
        switch (peek()) {
          case '"' -> {
            string();
            continue;
          }
          case '{', '[' -> depth++;
          case '}', ']' -> depth--;
          default -> {}
        }
        at++;
      } while (depth > 0);
    }

    private void string() {
      for (at++; at < text.length(); at++) {
        char c = text.charAt(at);
        if (c == '\\') {
          at++;
        } else if (c == '"') {
          at++;
          return;
        }
      }
      throw malformed();
    }
  }
}
