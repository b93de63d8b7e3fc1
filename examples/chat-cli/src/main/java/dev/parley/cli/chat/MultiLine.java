package dev.parley.cli.chat;

/**
 * How a message gets several lines: a line that ends with a backslash goes on with the next, and so
 * does everything from a line that begins with three quotation marks to one that ends with them.
 */
final class MultiLine {
  static final String MARKS = "\"\"\"";

  private MultiLine() {}

  /** {@return whether the text is the beginning of a block that has not ended} */
  static boolean isOpenBlock(String text) {
    String block = text.strip();
    return block.startsWith(MARKS)
        && (block.length() < 2 * MARKS.length() || !block.endsWith(MARKS));
  }

  /** {@return whether the text ends with a backslash that stands for a line end} */
  static boolean goesOn(String text) {
    // Two are one backslash that the user wants to see.
    return text.endsWith("\\") && !text.endsWith("\\\\");
  }

  /** {@return what is meant: without the marks of a block, or one of two backslashes at the end} */
  static String meant(String text) {
    String block = text.strip();
    if (block.startsWith(MARKS) && !isOpenBlock(text)) {
      String inner = block.substring(MARKS.length(), block.length() - MARKS.length());
      inner = inner.startsWith("\n") ? inner.substring(1) : inner;
      return inner.endsWith("\n") ? inner.substring(0, inner.length() - 1) : inner;
    }
    return text.endsWith("\\\\") ? text.substring(0, text.length() - 1) : text;
  }
}
