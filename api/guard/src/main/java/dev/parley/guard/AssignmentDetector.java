package dev.parley.guard;

import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds what is assigned to the name of a secret: {@code NAME=value}, {@code name: value}, {@code
 * "name" => "value"}, {@code <name>value</name>} and {@code --name value}. The kinds are {@link
 * GuardKind#PASSWORD} and, by their names, {@link GuardKind#AWS_KEY} and {@link
 * GuardKind#AZURE_KEY}.
 */
final class AssignmentDetector implements Detector {
  private static final int LONGEST_NAME = 64;
  private static final int LONGEST_VALUE = 400;

  private final Set<GuardKind> kinds;

  AssignmentDetector(Set<GuardKind> kinds) {
    this.kinds = kinds;
  }

  static boolean serves(Set<GuardKind> kinds) {
    return kinds.contains(GuardKind.PASSWORD)
        || kinds.contains(GuardKind.AWS_KEY)
        || kinds.contains(GuardKind.AZURE_KEY);
  }

  @Override
  public void find(CharSequence text, Consumer<Span> found) {
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      Span span = c == '=' || c == ':' || c == '>' || c == ' ' ? behind(text, i, c) : null;
      if (span != null) {
        found.accept(span);
      }
      i = span == null ? i + 1 : span.end();
    }
  }

  /** {@return what is assigned to that name, in quotes, and where in a text it would be} */
  @Nullable Span member(String name, String value) {
    return SecretName.isSecret(name) && SecretValue.isSecret(value, true, true)
        ? span(name, value, 0)
        : null;
  }

  private @Nullable Span span(String name, String value, int start) {
    GuardKind kind = SecretName.kind(name, value);
    return kind != null && kinds.contains(kind)
        ? Span.of(start, start + value.length(), kind)
        : null;
  }

  private @Nullable Span behind(CharSequence text, int sign, char c) {
    String name = name(text, sign, c);
    if (name == null) {
      return null;
    }
    boolean spaced = Chars.blank(Chars.at(text, sign - 1));
    int start = sign + 1;
    if ((c == ':' && Chars.at(text, start) == '=') || (c == '=' && Chars.at(text, start) == '>')) {
      start++;
    } else if (Chars.at(text, start) == '=' || Chars.at(text, start) == ':') {
      return null; // A comparison, or C++.
    }
    int space = start;
    while (start - space < 8 && Chars.blank(Chars.at(text, start))) {
      start++;
    }
    if (Chars.at(text, start) == '\\' && quote(Chars.at(text, start + 1))) {
      start++; // In a text in a text.
    }
    boolean quoted = quote(Chars.at(text, start));
    char close = quoted ? text.charAt(start) : '\0';
    start += quoted ? 1 : 0;
    int end = start;
    while (end - start <= LONGEST_VALUE && goesOn(Chars.at(text, end), close)) {
      end++;
    }
    if (c == '>' && Chars.at(text, end) != '<') {
      return null;
    }
    String value = text.subSequence(start, end).toString();
    if (!quoted) {
      value = withoutEnd(value);
    }
    boolean tight = c != ':' && !spaced && start == sign + 1;
    boolean literal = tight || c == ' ' || c == '>' || (c == ':' && endsLine(text, end));
    return SecretValue.isSecret(value, quoted, literal) ? span(name, value, start) : null;
  }

  private static boolean goesOn(char c, char close) {
    if (c < ' ' || c == close) {
      return false;
    }
    return close != '\0' ? c != '\\' : " \"'`;,&|<\\".indexOf(c) < 0;
  }

  private static String withoutEnd(String value) {
    int end = value.length();
    while (end > 0 && ".)]}:?".indexOf(value.charAt(end - 1)) >= 0) {
      end--;
    }
    return value.substring(0, end);
  }

  private static boolean endsLine(CharSequence text, int end) {
    int at = end;
    while (at - end < 8 && Chars.blank(Chars.at(text, at))) {
      at++;
    }
    char c = Chars.at(text, at);
    return c < ' ' || c == '#' || c == '\\';
  }

  private static boolean quote(char c) {
    return c == '"' || c == '\'' || c == '`';
  }

  /** The name before the sign, if it is a secret's. */
  private static @Nullable String name(CharSequence text, int sign, char c) {
    int end = sign;
    int skipped = 0;
    while (c != ' ' && skipped < 8 && beforeSign(Chars.at(text, end - 1))) {
      end--;
      skipped++;
    }
    int start = end;
    while (end - start < LONGEST_NAME && isName(Chars.at(text, start - 1))) {
      start--;
    }
    boolean element = Chars.at(text, start - 1) == '<';
    if ((c == '>' && !element) || (c == ' ' && !Chars.matches(text, start, "--"))) {
      return null;
    }
    String name = text.subSequence(start, end).toString();
    if (c == '=' && SecretValue.isType(name)) {
      return typed(text, start);
    }
    return SecretName.isSecret(name) ? name : null;
  }

  /** The name before {@code : String}. */
  private static @Nullable String typed(CharSequence text, int type) {
    int sign = type;
    while (type - sign < 4 && Chars.blank(Chars.at(text, sign - 1))) {
      sign--;
    }
    return Chars.at(text, sign - 1) == ':' ? name(text, sign - 1, ':') : null;
  }

  private static boolean beforeSign(char c) {
    return Chars.blank(c) || quote(c) || c == ']' || c == '\\' || c == ')';
  }

  private static boolean isName(char c) {
    return Chars.alnum(c) || c == '_' || c == '-' || c == '.';
  }
}
