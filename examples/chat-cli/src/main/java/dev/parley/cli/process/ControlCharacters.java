package dev.parley.cli.process;

/** Takes out what could drive a terminal: neither a model nor a server may. */
public final class ControlCharacters {
  private ControlCharacters() {}

  /**
   * {@return the text on one line} Runs of white space and what controls a terminal or the
   * direction of text become a space.
   */
  public static String oneLine(String text) {
    return text.replaceAll("[\\p{Cc}\\s\\u2028\\u2029\\u202A-\\u202E\\u2066-\\u2069]+", " ")
        .strip();
  }

  /**
   * {@return how a text begins, on one line; an ellipsis if it goes on after so many characters}
   */
  public static String beginning(String text, int most) {
    // More cannot be needed, unless it begins with a page of blanks.
    String start = text.substring(0, Math.min(text.length(), 4096));
    String line = oneLine(start);
    if (line.length() <= most && start.length() == text.length()) {
      return line;
    }
    int end = Math.min(most, line.length());
    boolean inPair = end > 0 && Character.isHighSurrogate(line.charAt(end - 1));
    return line.substring(0, inPair ? end - 1 : end) + "…";
  }

  /**
   * {@return the text without control characters, bidirectional ones too, but line feeds and tabs}
   */
  public static String harmless(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\t' || (!Character.isISOControl(c) && !turnsText(c))) {
        kept.append(c);
      }
    }
    return kept.toString();
  }

  /** Whether it changes the direction of what follows, and so what a person takes it for. */
  private static boolean turnsText(char c) {
    return (c >= '\u202A' && c <= '\u202E') || (c >= '\u2066' && c <= '\u2069');
  }
}
