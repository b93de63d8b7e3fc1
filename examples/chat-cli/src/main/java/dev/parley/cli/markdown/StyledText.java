package dev.parley.cli.markdown;

/** Characters with their styles, written as a terminal wants them. Not thread-safe. */
final class StyledText {
  private final StringBuilder text = new StringBuilder();
  private Style current = Style.NONE;

  void add(char c, Style style) {
    switchTo(style);
    text.append(c);
  }

  void add(CharSequence characters, Style style) {
    if (characters.length() > 0) {
      switchTo(style);
      text.append(characters);
    }
  }

  /** Ends the line, and no style goes beyond it. */
  void endLine() {
    switchTo(Style.NONE);
    text.append('\n');
  }

  void switchTo(Style style) {
    if (!style.equals(current)) {
      text.append(style.sequence());
      current = style;
    }
  }

  /** What was written since it was last taken. */
  String take() {
    String taken = text.toString();
    text.setLength(0);
    return taken;
  }
}
