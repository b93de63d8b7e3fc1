package dev.parley.guard;

import java.util.List;

/**
 * A text that was looked at.
 *
 * @param found the pieces that should not be sent, in their order, none over another
 * @param redacted the text without them; the text itself if there are none
 */
record Scanned(String text, List<Span> found, String redacted) {
  static Scanned clean(String text) {
    return new Scanned(text, List.of(), text);
  }

  /** Whether nothing of the text is left. */
  boolean isAllFound() {
    return found.size() == 1
        && found.get(0).start() == 0
        && found.get(0).end() == text.length()
        && !text.isEmpty();
  }

  /** Never the text. */
  @Override
  public String toString() {
    return "Scanned[" + found + "]";
  }
}
