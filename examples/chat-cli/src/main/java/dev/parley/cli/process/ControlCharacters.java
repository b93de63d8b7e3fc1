package dev.parley.cli.process;

/** Takes out what could drive a terminal: neither a model nor a server may. */
public final class ControlCharacters {
  private ControlCharacters() {}

  /** {@return the text on one line} Runs of white space and control characters become a space. */
  public static String oneLine(String text) {
    return text.replaceAll("[\\p{Cc}\\s\\u2028\\u2029]+", " ").strip();
  }

  /** {@return the text without control characters other than line feeds and tabs} */
  public static String harmless(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\t' || !Character.isISOControl(c)) {
        kept.append(c);
      }
    }
    return kept.toString();
  }
}
