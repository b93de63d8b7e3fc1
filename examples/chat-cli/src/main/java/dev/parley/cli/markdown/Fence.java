package dev.parley.cli.markdown;

/**
 * The marks around a block of code.
 *
 * @param mark a backtick or a tilde
 * @param length how many there are; at least as many end the block
 */
record Fence(char mark, int length) {
  static final int SHORTEST = 3;

  /** A longer line is no line of marks. */
  static final int LONGEST = 200;

  /** Whether a line, or what has come of it, may still end the block. */
  boolean mayBeEnd(CharSequence line) {
    if (line.length() > LONGEST) {
      return false; // Else each character would be looked at again with the next.
    }
    int marks = indentation(line) + marks(line);
    return marks == line.length() || isEnd(line);
  }

  /** Whether a whole line ends the block. */
  boolean isEnd(CharSequence line) {
    int i = indentation(line) + marks(line);
    while (i < line.length() && line.charAt(i) == ' ') {
      i++;
    }
    return i == line.length() && marks(line) >= length;
  }

  private int marks(CharSequence line) {
    int begin = indentation(line);
    int i = begin;
    while (i < line.length() && line.charAt(i) == mark) {
      i++;
    }
    return i - begin;
  }

  /** How many spaces and tabs a line begins with. */
  static int indentation(CharSequence line) {
    int i = 0;
    while (i < line.length() && (line.charAt(i) == ' ' || line.charAt(i) == '\t')) {
      i++;
    }
    return i;
  }
}
