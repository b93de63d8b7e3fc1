package dev.parley.cli.markdown;

/**
 * What a line begins with, as far as it has come: of that depends how the rest of it looks.
 *
 * @param kind what it is
 * @param length how many characters make the beginning, indentation included
 */
record LineBeginning(Kind kind, int length) {
  /** The kinds of lines; a fence and a rule are known only when the line has ended. */
  enum Kind {
    UNDECIDED,
    TEXT,
    HEADING,
    ITEM,
    QUOTE,
    RULE,
    FENCE
  }

  private static final int MOST_HEADING_MARKS = 6;
  private static final int MOST_DIGITS = 9;
  private static final int SHORTEST_RULE = 3;

  /** What a line is of which {@code line} has come, {@code ended} if that is all. */
  static LineBeginning of(CharSequence line, boolean ended) {
    LineBeginning found = decided(line, ended);
    boolean never = ended || line.length() > Fence.LONGEST;
    return found.kind == Kind.UNDECIDED && never ? text() : found;
  }

  private static LineBeginning decided(CharSequence line, boolean ended) {
    int start = Fence.indentation(line);
    if (start == line.length()) {
      return undecided();
    }
    char c = line.charAt(start);
    int run = run(line, start);
    return switch (c) {
      case '#' -> heading(line, start, run);
      case '>' -> new LineBeginning(Kind.QUOTE, start + 1);
      case '`', '~' -> fence(line, start, run, ended);
      case '-', '*', '+', '_' -> itemOrRule(line, start, run, ended);
      default -> Character.isDigit(c) ? numbered(line, start) : text();
    };
  }

  private static LineBeginning heading(CharSequence line, int start, int run) {
    int end = start + run;
    if (run > MOST_HEADING_MARKS) {
      return text();
    } else if (end == line.length()) {
      return undecided();
    }
    return line.charAt(end) == ' ' ? new LineBeginning(Kind.HEADING, end + 1) : text();
  }

  private static LineBeginning fence(CharSequence line, int start, int run, boolean ended) {
    int end = start + run;
    if (run < Fence.SHORTEST) {
      return end == line.length() ? undecided() : text();
    }
    for (int i = end; i < line.length(); i++) {
      if (line.charAt(i) == '`') {
        return text(); // Code within the line.
      }
    }
    return ended ? new LineBeginning(Kind.FENCE, line.length()) : undecided();
  }

  private static LineBeginning itemOrRule(CharSequence line, int start, int run, boolean ended) {
    char c = line.charAt(start);
    int end = start + run;
    if (run == 1 && c != '_' && end < line.length() && line.charAt(end) == ' ') {
      return new LineBeginning(Kind.ITEM, end + 1);
    }
    int rest = end;
    while (rest < line.length() && line.charAt(rest) == ' ') {
      rest++;
    }
    if (rest < line.length() || c == '+') {
      return rest == line.length() && end == rest ? undecided() : text();
    }
    boolean rule = ended && run >= SHORTEST_RULE;
    return rule ? new LineBeginning(Kind.RULE, line.length()) : undecided();
  }

  private static LineBeginning numbered(CharSequence line, int start) {
    int i = start;
    while (i < line.length() && Character.isDigit(line.charAt(i))) {
      i++;
    }
    if (i - start > MOST_DIGITS) {
      return text();
    } else if (i >= line.length() - 1) {
      boolean mark = i == line.length() || line.charAt(i) == '.' || line.charAt(i) == ')';
      return mark ? undecided() : text();
    }
    boolean mark = line.charAt(i) == '.' || line.charAt(i) == ')';
    return mark && line.charAt(i + 1) == ' ' ? new LineBeginning(Kind.ITEM, i + 2) : text();
  }

  private static int run(CharSequence line, int from) {
    int end = from;
    while (end < line.length() && line.charAt(end) == line.charAt(from)) {
      end++;
    }
    return end - from;
  }

  private static LineBeginning text() {
    return new LineBeginning(Kind.TEXT, 0);
  }

  private static LineBeginning undecided() {
    return new LineBeginning(Kind.UNDECIDED, 0);
  }
}
