package dev.parley.chatcompletions.internal;

/**
 * Tells whether a JSON text that comes in pieces has come to its end. Reads each character once, so
 * that asking after every piece costs no more than asking at the end. It counts brackets and quotes
 * only: whether the text is right is another matter.
 */
final class JsonEnd {
  /** Nobody sends a number or a word that is longer. */
  private static final int LONGEST_WORD = 32;

  private int read;
  private int depth;
  private boolean opened;
  private boolean inString;
  private boolean escaped;

  /** Whether the text, which begins with that of the last time, is whole; a blank one is. */
  boolean reachedBy(CharSequence text) {
    while (read < text.length()) {
      next(text.charAt(read++));
    }
    if (opened) {
      return depth <= 0 && !inString;
    }
    if (text.length() > LONGEST_WORD) {
      return false;
    }
    String word = text.toString();
    return word.isBlank() || Json.parse(word).isPresent();
  }

  private void next(char c) {
    if (inString) {
      inString = escaped || c != '"';
      escaped = !escaped && c == '\\';
      return;
    }
    switch (c) {
      case '{', '[' -> depth++;
      case '}', ']' -> depth--;
      case '"' -> inString = true;
      default -> {
        return;
      }
    }
    opened = true;
  }
}
