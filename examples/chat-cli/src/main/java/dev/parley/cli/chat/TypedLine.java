package dev.parley.cli.chat;

import java.util.List;
import org.jline.reader.CompletingParsedLine;

/** A line for the completion of its last word: a command, or all that follows one. */
final class TypedLine implements CompletingParsedLine {
  private final String line;
  private final int cursor;
  private final int start;

  TypedLine(String line, int cursor) {
    this.line = line;
    this.cursor = cursor;
    start = startOfWord(line.substring(0, cursor));
  }

  private static int startOfWord(String before) {
    int space = before.indexOf(' ');
    if (!before.startsWith("/") || space < 0) {
      return before.startsWith("/") ? 0 : before.length();
    }
    while (space < before.length() && before.charAt(space) == ' ') {
      space++;
    }
    return space;
  }

  @Override
  public String word() {
    return line.substring(start, wordEnd());
  }

  private int wordEnd() {
    int space = line.indexOf(' ', start);
    return start > 0 || space < 0 ? line.length() : Math.max(cursor, space);
  }

  @Override
  public int wordCursor() {
    return cursor - start;
  }

  @Override
  public int wordIndex() {
    return start == 0 ? 0 : 1;
  }

  @Override
  public List<String> words() {
    return start == 0 ? List.of(word()) : List.of(line.substring(0, start).strip(), word());
  }

  @Override
  public String line() {
    return line;
  }

  @Override
  public int cursor() {
    return cursor;
  }

  /** Nothing is escaped: what follows a command is one word, spaces and all. */
  @Override
  public CharSequence escape(CharSequence candidate, boolean complete) {
    return candidate;
  }

  @Override
  public int rawWordCursor() {
    return wordCursor();
  }

  @Override
  public int rawWordLength() {
    return word().length();
  }
}
