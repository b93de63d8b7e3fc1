package dev.parley.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the texts, numbers and names of a JSON text (RFC 8259), each as what it stands for: an
 * escaped letter hides nothing. What is redacted is JSON again. One call, one thread.
 */
final class JsonScan {
  /** What is nested deeper is looked at as plain text. */
  private static final int DEEPEST = 500;

  private final String json;
  private final TextScan scan;
  private final int depth;
  private final StringBuilder redacted = new StringBuilder();
  private final List<Span> found = new ArrayList<>();
  private int copied;

  /** The last text that was read. */
  private @Nullable String last;

  private int at;

  private JsonScan(String json, TextScan scan, int depth) {
    this.json = json;
    this.scan = scan;
    this.depth = depth;
  }

  /** Whether it is worth trying. */
  static boolean mayBe(String text) {
    int i = behindMark(text);
    while (i < text.length() && isSpace(text.charAt(i))) {
      i++;
    }
    char first = Chars.at(text, i);
    return first == '{' || first == '[' || first == '"';
  }

  /** Files of Windows begin with a byte order mark. */
  private static int behindMark(String text) {
    return Chars.at(text, 0) == '\ufeff' ? 1 : 0;
  }

  /** {@return what is found in it; nothing if it is not JSON} */
  static Optional<Scanned> of(String json, TextScan scan, int depth) {
    JsonScan walk = new JsonScan(json, scan, depth - 1);
    walk.at = behindMark(json);
    do {
      if (!walk.value(DEEPEST, null)) {
        return Optional.empty();
      }
    } while (!walk.atEnd()); // JSON Lines have several.
    walk.redacted.append(json, walk.copied, json.length());
    return Optional.of(new Scanned(json, walk.found, walk.redacted.toString()));
  }

  private boolean atEnd() {
    space();
    return at == json.length();
  }

  private boolean value(int levels, @Nullable String name) {
    space();
    char c = Chars.at(json, at);
    if (levels == 0) {
      return false;
    } else if (c == '{') {
      return members(levels);
    } else if (c == '[') {
      return elements(levels, name);
    } else if (c == '"') {
      return text(name) != null;
    }
    return (c == '-' || Chars.digit(c)) ? number() : literal();
  }

  /** Goes through an object; the value of {@code {"name": …, "value": …}} has that name. */
  private boolean members(int levels) {
    at++;
    space();
    if (Chars.at(json, at) == '}') {
      at++;
      return true;
    }
    String called = null;
    do {
      space();
      String name = Chars.at(json, at) == '"' ? text(null) : null;
      space();
      if (name == null || Chars.at(json, at) != ':') {
        return false;
      }
      at++;
      space();
      boolean isText = Chars.at(json, at) == '"';
      if (!value(levels - 1, called != null && name.equals("value") ? called : name)) {
        return false;
      }
      called = isText && name.equals("name") ? last : called;
      space();
    } while (comma());
    return closed('}');
  }

  private boolean elements(int levels, @Nullable String name) {
    at++;
    space();
    if (Chars.at(json, at) == ']') {
      at++;
      return true;
    }
    do {
      if (!value(levels - 1, name)) {
        return false;
      }
      space();
    } while (comma());
    return closed(']');
  }

  private boolean comma() {
    boolean more = Chars.at(json, at) == ',';
    at += more ? 1 : 0;
    return more;
  }

  private boolean closed(char bracket) {
    boolean closed = Chars.at(json, at) == bracket;
    at++;
    return closed;
  }

  private boolean literal() {
    for (String word : List.of("true", "false", "null")) {
      if (Chars.matches(json, at, word)) {
        at += word.length();
        return true;
      }
    }
    return false;
  }

  private boolean number() {
    int start = at;
    while (Chars.digit(Chars.at(json, at)) || "+-.eE".indexOf(Chars.at(json, at)) >= 0) {
      at++;
    }
    List<Span> spans = scan.spans(json.substring(start, at));
    if (!spans.isEmpty()) {
      replace(start, spans, "\"" + TextScan.mark(spans.get(0)) + "\"");
    }
    return true;
  }

  /** Reads a text, and looks at it; null if it is none. */
  private @Nullable String text(@Nullable String name) {
    int start = at;
    String value = decoded();
    if (value == null) {
      return null;
    }
    Span member = name == null ? null : scan.member(name, value);
    Scanned inner = scan.scan(value, depth);
    if (member != null && !inner.isAllFound()) {
      replace(start, List.of(member), quoted(TextScan.mark(member)));
    } else if (!inner.found().isEmpty()) {
      replace(start, inner.found(), quoted(inner.redacted()));
    }
    last = value;
    return value;
  }

  private void replace(int start, List<Span> spans, String text) {
    for (Span span : spans) {
      found.add(new Span(start, at, span.kind(), span.rank()));
    }
    redacted.append(json, copied, start).append(text);
    copied = at;
  }

  private @Nullable String decoded() {
    int from = at + 1;
    int i = from;
    while (i < json.length() && json.charAt(i) != '"' && json.charAt(i) != '\\') {
      if (json.charAt(i) < ' ') {
        return null;
      }
      i++;
    }
    if (Chars.at(json, i) == '"') {
      at = i + 1;
      return json.substring(from, i);
    }
    StringBuilder text = new StringBuilder().append(json, from, Math.min(i, json.length()));
    while (i < json.length() && json.charAt(i) != '"') {
      char c = json.charAt(i);
      if (c == '\\') {
        i++;
        int escaped = escaped(i);
        if (escaped < 0) {
          return null;
        }
        i += Chars.at(json, i) == 'u' ? 4 : 0;
        c = (char) escaped;
      } else if (c < ' ') {
        return null;
      }
      text.append(c);
      i++;
    }
    at = i + 1;
    return Chars.at(json, i) == '"' ? text.toString() : null;
  }

  private int escaped(int i) {
    char c = Chars.at(json, i);
    if (c != 'u') {
      int which = "\"\\/bfnrt".indexOf(c);
      return which < 0 ? -1 : "\"\\/\b\f\n\r\t".charAt(which);
    }
    int code = 0;
    for (int k = 1; k <= 4; k++) {
      int digit = Character.digit(Chars.at(json, i + k), 16);
      if (digit < 0) {
        return -1;
      }
      code = code * 16 + digit;
    }
    return code;
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int simple = "\"\\\b\f\n\r\t".indexOf(c);
      if (simple >= 0) {
        quoted.append('\\').append("\"\\bfnrt".charAt(simple));
      } else if (c < ' ' || Character.isSurrogate(c)) {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  private void space() {
    while (isSpace(Chars.at(json, at))) {
      at++;
    }
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }
}
