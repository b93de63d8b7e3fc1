package dev.parley.guard;

/**
 * Tells where a value ends that is assigned to a name. All ends are before {@code limit}, which is
 * returned where there is none.
 */
final class AssignedValue {
  private static final int LONGEST_NAME = 32;
  private static final int MOST_ESCAPES = 15;

  private AssignedValue() {}

  static boolean isQuote(char c) {
    return c == '"' || c == '\'' || c == '`';
  }

  /** How many backslashes there are: a text in a text has escaped quotes. */
  static int escapes(CharSequence text, int at) {
    int count = 0;
    while (count < MOST_ESCAPES && Chars.at(text, at + count) == '\\') {
      count++;
    }
    return count;
  }

  /**
   * Where a text ends that began with that quote behind so many backslashes: a quote with more of
   * them is one of the text's own.
   */
  static int quotedEnd(CharSequence text, int start, char quote, int escapes, int limit) {
    int at = start;
    while (at < limit && Chars.at(text, at) >= ' ') {
      int run = escapes(text, at);
      char c = Chars.at(text, at + run);
      if (c == quote && closes(run, escapes)) {
        return Math.min(limit, at + Math.max(0, run - escapes));
      }
      at += run + (c < ' ' ? 0 : 1);
    }
    return Math.min(at, limit);
  }

  /** Each level of texts in texts makes of n backslashes and a quote 2n + 1 and a quote. */
  private static boolean closes(int run, int escapes) {
    return run % 2 == 0 || (escapes > 0 && closes((run - 1) / 2, (escapes - 1) / 2));
  }

  /** Where a text ends in a language that has no escapes, or that is cut at one. */
  static int firstQuote(CharSequence text, int start, char quote, int limit) {
    int at = start;
    while (at < limit && Chars.at(text, at) >= ' ' && !isOneOf(text, at, quote, '\\')) {
      at++;
    }
    return at;
  }

  private static boolean isOneOf(CharSequence text, int at, char one, char other) {
    return text.charAt(at) == one || text.charAt(at) == other;
  }

  /** Where the rest of a long text ends. */
  static int restOfQuoted(CharSequence text, int from, char quote) {
    int at = from;
    while (Chars.at(text, at) > ' ' && text.charAt(at) != quote) {
      at++;
    }
    return at;
  }

  /** Where a value without quotes ends, or one of several that {@code , ; &} join. */
  static int plainEnd(CharSequence text, int start, int limit) {
    int at = start;
    while (at < limit && isPlain(text, at) && ",;&".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  /** Where it ends if what joins it to the next is part of it, and not what parts them. */
  static int joinedEnd(CharSequence text, int first, int limit) {
    int at = first;
    while (at < limit && isJoint(Chars.at(text, at)) && !parts(text, at)) {
      at++;
      while (at < limit && isPlain(text, at) && ",;&()[]{}".indexOf(text.charAt(at)) < 0) {
        at++;
      }
    }
    return at;
  }

  /**
   * Where it ends if a bar, a quote or a bracket is part of it: a letter or a digit comes behind
   * that, and no other name or element.
   */
  static int restOfPlain(CharSequence text, int from, int limit) {
    boolean more = "|<'\"".indexOf(Chars.at(text, from)) >= 0;
    if (!more || !Chars.alnum(Chars.at(text, from + 1))) {
      return from;
    }
    int at = from + 1;
    while (at < limit && Chars.at(text, at) > ' ' && "=>\\".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    if (Chars.at(text, at) > ' ' && at < limit) {
      return from;
    }
    while (at > from && ",;'\"`|".indexOf(text.charAt(at - 1)) >= 0) {
      at--;
    }
    return at;
  }

  /** Where a parameter of an address in an address ends at the latest. */
  static int parameterEnd(CharSequence text, int start, int limit) {
    int at = start;
    while (at < limit && Chars.at(text, at) > ' ' && !Chars.matches(text, at, "%26")) {
      at++;
    }
    return at == limit ? Integer.MAX_VALUE : at;
  }

  /** Where the content of an element of XML ends. */
  static int elementEnd(CharSequence text, int start, int limit) {
    int at = start;
    while (at < limit && Chars.at(text, at) > ' ' && text.charAt(at) != '<') {
      at++;
    }
    return at;
  }

  private static boolean isJoint(char c) {
    return c == ',' || c == ';' || c == '&';
  }

  private static boolean isPlain(CharSequence text, int at) {
    char c = Chars.at(text, at);
    if (c == '\\') {
      char next = Chars.at(text, at + 1);
      return next > ' ' && "nrtux0e\"'\\/".indexOf(next) < 0; // Else it escapes something.
    }
    return c > ' ' && "\"'`|<".indexOf(c) < 0;
  }

  /** Whether something else comes behind the sign: another name, an entity of HTML, nothing. */
  private static boolean parts(CharSequence text, int at) {
    char next = Chars.at(text, at + 1);
    if (next <= ' ' || "\"'`()[]{}<>|\\,;&".indexOf(next) >= 0) {
      return true;
    }
    int end = at + 1;
    while (end - at <= LONGEST_NAME && isName(Chars.at(text, end))) {
      end++;
    }
    boolean entity = text.charAt(at) == '&' && Chars.at(text, end) == ';';
    boolean name = "=:".indexOf(Chars.at(text, end)) >= 0 || Chars.matches(text, end, "%3D");
    return entity || (end > at + 1 && name);
  }

  private static boolean isName(char c) {
    return Chars.alnum(c) || "_-.#".indexOf(c) >= 0;
  }
}
