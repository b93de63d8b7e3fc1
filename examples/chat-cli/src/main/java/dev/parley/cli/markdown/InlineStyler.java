package dev.parley.cli.markdown;

/**
 * Styles what is within a line: emphasis, code and links. What may become one of them is held back
 * until its end has come, the line ends, or it is too long to wait for. Not thread-safe.
 */
final class InlineStyler {
  /** The most that is held back. */
  static final int LONGEST = 80;

  /** The most of a link whose address has begun: that is no mark by chance. */
  private static final int LONGEST_LINK = 400;

  /** What {@link #first} may say beside how many characters are settled. */
  private static final int UNDECIDED = 0;

  private static final int LITERAL = -1;

  private final StyledText out;
  private final Style base;
  private final StringBuilder held = new StringBuilder();
  private char before = ' ';
  private boolean escaped;
  private boolean ended;

  InlineStyler(StyledText out, Style base) {
    this.out = out;
    this.base = base;
  }

  void add(char c) {
    held.append(c);
    settle(isTooLong());
  }

  /** Nothing of the line comes any more. */
  void end() {
    ended = true;
    while (held.length() > 0) {
      settle(true);
    }
  }

  /** Writes what is decided; at least the first construct if {@code now}. */
  private void settle(boolean now) {
    boolean must = now;
    while (held.length() > 0) {
      int done = first(must);
      if (done == UNDECIDED) {
        return;
      }
      if (done == LITERAL) {
        done = runLength(held, 0);
        out.add(held.substring(0, done), base);
      }
      before = held.charAt(done - 1);
      held.delete(0, done);
      must = must && isTooLong();
    }
  }

  private boolean isTooLong() {
    int length = held.length();
    return length > LONGEST
        && (length > LONGEST_LINK || held.charAt(0) != '[' || held.indexOf("](") < 0);
  }

  /** Writes the construct that is held first: how many characters it took, or why none. */
  private int first(boolean now) {
    char c = held.charAt(0);
    boolean plain = escaped;
    escaped = !plain && c == '\\';
    int done = plain ? 0 : construct(c);
    if (done == UNDECIDED && !plain && isMarker(c)) {
      return now ? LITERAL : UNDECIDED;
    } else if (done == LITERAL || done > 0) {
      return done;
    }
    out.add(c, base);
    return 1;
  }

  private static boolean isMarker(char c) {
    return c == '`' || c == '*' || c == '_' || c == '[';
  }

  private int construct(char c) {
    return switch (c) {
      case '`' -> code();
      case '*', '_' -> emphasis(c);
      case '[' -> link();
      default -> UNDECIDED;
    };
  }

  private int code() {
    int run = runLength(held, 0);
    for (int i = run; i < held.length(); i++) {
      if (held.charAt(i) == '`') {
        int closing = runLength(held, i);
        if (mayGoOn(i + closing)) {
          return UNDECIDED;
        } else if (closing == run) {
          out.add(held.substring(run, i), base.asCode());
          return i + run;
        }
        i += closing - 1;
      }
    }
    return UNDECIDED;
  }

  private int emphasis(char c) {
    int run = runLength(held, 0);
    if (run == held.length()) {
      return ended ? LITERAL : UNDECIDED;
    }
    boolean within = Character.isLetterOrDigit(before) && (c == '_' || run == 1);
    if (run > 3 || within || Character.isWhitespace(held.charAt(run))) {
      return LITERAL;
    }
    for (int i = run + 1; i < held.length(); i++) {
      if (held.charAt(i) == c) {
        int closing = runLength(held, i);
        if (mayGoOn(i + closing)) {
          return UNDECIDED;
        } else if (closing == run && closes(c, i, run)) {
          inner(held.substring(run, i), style(run));
          return i + run;
        }
        i += closing - 1;
      }
    }
    return UNDECIDED;
  }

  /** Not after a space, and no single marker within a word: then it is a file's name or a sum. */
  private boolean closes(char c, int place, int run) {
    int end = place + run;
    boolean within =
        end < held.length()
            && Character.isLetterOrDigit(held.charAt(end))
            && (c == '_' || run == 1);
    return !within && !Character.isWhitespace(held.charAt(place - 1));
  }

  private Style style(int run) {
    return switch (run) {
      case 1 -> base.slanted();
      case 2 -> base.bolder();
      default -> base.bolder().slanted();
    };
  }

  private void inner(String text, Style style) {
    InlineStyler styler = new InlineStyler(out, style);
    for (int i = 0; i < text.length(); i++) {
      styler.add(text.charAt(i));
    }
    styler.end();
  }

  /** A link keeps all its characters: an address is there to be seen and copied. */
  private int link() {
    int middle = held.indexOf("]", 1);
    if (middle < 0 || middle + 1 == held.length()) {
      return UNDECIDED;
    } else if (held.charAt(middle + 1) != '(') {
      return LITERAL;
    }
    int end = held.indexOf(")", middle + 2);
    if (end < 0) {
      return UNDECIDED;
    }
    out.add('[', base.dimmer());
    out.add(held.substring(1, middle), base.lined());
    out.add(held.substring(middle, end + 1), base.dimmer());
    return end + 1;
  }

  /** Whether a run that ends there is at the end of what has come. */
  private boolean mayGoOn(int end) {
    return end == held.length() && !ended;
  }

  private static int runLength(StringBuilder text, int from) {
    int end = from + 1;
    while (end < text.length() && text.charAt(end) == text.charAt(from)) {
      end++;
    }
    return end - from;
  }
}
