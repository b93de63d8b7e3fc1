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

  /** Of a longer value the beginning shows what it is. */
  private static final int MOST_JUDGED = 400;

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
      int width = width(text, i);
      Span span = width == 0 ? null : behind(text, i, width);
      if (span != null) {
        found.accept(span);
      }
      i = span == null ? i + 1 : span.end();
    }
  }

  /** How wide the sign of an assignment is that stands there, which may be escaped; 0 for none. */
  private static int width(CharSequence text, int i) {
    char c = text.charAt(i);
    if (c == '=' || c == ':' || c == '>' || c == ' ') {
      return 1;
    } else if (c == '%') {
      return Chars.matchesAnyCase(text, i, "%3d") ? 3 : 0;
    }
    return c == '\\' && Chars.matchesAnyCase(text, i, "\\u003d") ? 6 : 0;
  }

  /** {@return what is assigned to that name, in quotes, and where in a text it would be} */
  @Nullable Span member(String name, String value) {
    String judged = value.substring(0, Math.min(value.length(), MOST_JUDGED));
    Span span =
        SecretName.isSecret(name) && SecretValue.isSecret(judged, true, true)
            ? span(name, judged, 0)
            : null;
    return span == null ? null : span.upTo(value.length());
  }

  private @Nullable Span span(String name, String value, int start) {
    GuardKind kind = SecretName.kind(name, value);
    return kind != null && kinds.contains(kind)
        ? Span.of(start, start + value.length(), kind)
        : null;
  }

  private @Nullable Span behind(CharSequence text, int sign, int width) {
    char c = width == 1 ? text.charAt(sign) : '=';
    String name = name(text, sign, c);
    int from = name == null ? -1 : behindSign(text, sign, width);
    if (name == null || from < 0) {
      return null;
    }
    from = c == ':' && Chars.matches(text, from, "** ") ? from + 2 : from; // Bold in Markdown.
    int start = from;
    while (start - from < 8 && Chars.blank(Chars.at(text, start))) {
      start++;
    }
    boolean tight = c != ':' && start == from && !Chars.blank(Chars.at(text, sign - 1));
    start = behindPrefix(text, Colour.end(text, start));
    int escapes = AssignedValue.escapes(text, start);
    char quote = Chars.at(text, start + escapes);
    if (c == '>') {
      return element(text, name, start);
    } else if (AssignedValue.isQuote(quote)) {
      return quoted(text, name, start + escapes + 1, quote, escapes);
    }
    // In an address in an address, what parts the parameters is escaped as their signs are.
    int most =
        width == 3
            ? AssignedValue.parameterEnd(text, start, start + MOST_JUDGED)
            : Integer.MAX_VALUE;
    return plain(
        text, new Assigned(name, most, tight || c == ' ', c == ':', tight && c == '='), start);
  }

  /** Of texts of a program that have a letter before their quote. */
  private static int behindPrefix(CharSequence text, int start) {
    boolean letter = "rbu@".indexOf(Chars.at(text, start)) >= 0;
    char next = Chars.at(text, start + 1);
    return letter && (next == '"' || next == '\'') ? start + 1 : start;
  }

  private static int behindSign(CharSequence text, int sign, int width) {
    int start = sign + width;
    char c = text.charAt(sign);
    char next = Chars.at(text, start);
    if ((c == ':' && next == '=') || (c == '=' && next == '>')) {
      return start + 1;
    }
    return next == '=' || next == ':' ? -1 : start; // A comparison, or C++.
  }

  private @Nullable Span quoted(
      CharSequence text, String name, int start, char quote, int escapes) {
    int limit = start + MOST_JUDGED;
    int end = AssignedValue.quotedEnd(text, start, quote, escapes, limit);
    Span span = judged(text, name, start, end, true, true);
    if (span == null) {
      int first = AssignedValue.firstQuote(text, start, quote, limit);
      return first < end ? judged(text, name, start, first, true, true) : null;
    }
    return end == limit ? span.upTo(AssignedValue.restOfQuoted(text, end, quote)) : span;
  }

  private @Nullable Span element(CharSequence text, String name, int start) {
    int limit = start + MOST_JUDGED;
    int end = AssignedValue.elementEnd(text, start, limit);
    Span span = judged(text, name, start, end, false, true);
    if (span == null || (end < limit && Chars.at(text, end) != '<')) {
      return null;
    }
    return span.upTo(AssignedValue.elementEnd(text, end, Integer.MAX_VALUE));
  }

  private @Nullable Span plain(CharSequence text, Assigned to, int start) {
    int limit = Math.min(start + MOST_JUDGED, to.most());
    int first = AssignedValue.plainEnd(text, start, limit);
    boolean literal = to.literal() || (to.colon() && endsLine(text, first));
    Span span = judged(text, to.name(), start, withoutEnd(text, start, first), false, literal);
    if (span != null) {
      int whole = AssignedValue.plainEnd(text, first, to.most());
      int joined = AssignedValue.joinedEnd(text, whole, to.most());
      int rest = to.tight() ? AssignedValue.restOfPlain(text, joined, to.most()) : joined;
      return span.upTo(withoutEnd(text, start, rest));
    }
    int joined = AssignedValue.joinedEnd(text, first, limit);
    boolean ends = endsLine(text, joined) || (to.literal() && Chars.blank(Chars.at(text, joined)));
    return joined > first && joined < limit && ends
        ? judged(text, to.name(), start, withoutEnd(text, start, joined), false, true)
        : null;
  }

  /**
   * A name that something without quotes is assigned to.
   *
   * @param most where that ends at the latest
   * @param literal whether it stands where code has values and not names
   * @param tight whether nothing stands on either side of its {@code =}
   */
  private record Assigned(String name, int most, boolean literal, boolean colon, boolean tight) {}

  private @Nullable Span judged(
      CharSequence text, String name, int start, int end, boolean quoted, boolean literal) {
    String value = text.subSequence(start, end).toString();
    return SecretValue.isSecret(value, quoted, literal) ? span(name, value, start) : null;
  }

  private static int withoutEnd(CharSequence text, int start, int end) {
    int last = end;
    while (last > start && ".)]}:?".indexOf(text.charAt(last - 1)) >= 0) {
      last--;
    }
    return last;
  }

  private static boolean endsLine(CharSequence text, int end) {
    int at = end;
    while (at - end < 8 && Chars.blank(Chars.at(text, at))) {
      at++;
    }
    char c = Chars.at(text, at);
    return c < ' ' || c == '#' || c == '\\';
  }

  /** The name before the sign, if it is a secret's. */
  private static @Nullable String name(CharSequence text, int sign, char c) {
    int end = sign;
    int skipped = 0;
    while (c != ' ' && skipped < 8) {
      int colour = Colour.start(text, end);
      if (colour == end && !beforeSign(Chars.at(text, end - 1), c)) {
        break;
      }
      end = colour < end ? colour : end - 1;
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
    // The names that AWS has for secrets have :secret: in them.
    boolean sort = c == ':' && Chars.at(text, start - 1) == ':' && name.equals("secret");
    return !sort && SecretName.isSecret(name) ? name : null;
  }

  /** The name before {@code : String}. */
  private static @Nullable String typed(CharSequence text, int type) {
    int sign = type;
    while (type - sign < 4 && Chars.blank(Chars.at(text, sign - 1))) {
      sign--;
    }
    return Chars.at(text, sign - 1) == ':' ? name(text, sign - 1, ':') : null;
  }

  private static boolean beforeSign(char c, char sign) {
    boolean declared = c == '[' && sign == '='; // As in C: password[] = "…".
    boolean bold = c == '*' && sign == ':';
    return declared || bold || Chars.blank(c) || AssignedValue.isQuote(c) || "])\\".indexOf(c) >= 0;
  }

  private static boolean isName(char c) {
    return Chars.alnum(c) || c == '_' || c == '-' || c == '.';
  }
}
