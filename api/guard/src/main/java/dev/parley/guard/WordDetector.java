package dev.parley.guard;

import java.util.List;
import java.util.function.Consumer;

/** Finds words of the user's, whatever their case, where they stand by themselves. */
final class WordDetector implements Detector {
  static final String KIND = "word";

  private final List<String> words;

  WordDetector(List<String> words) {
    this.words = List.copyOf(words);
  }

  @Override
  public void find(CharSequence text, Consumer<Span> found) {
    for (String word : words) {
      for (int i = 0; i + word.length() <= text.length(); i++) {
        if (same(text.charAt(i), word.charAt(0)) && isAt(text, i, word)) {
          found.accept(new Span(i, i + word.length(), KIND, Span.OWN));
          i += word.length() - 1;
        }
      }
    }
  }

  private static boolean isAt(CharSequence text, int at, String word) {
    for (int i = 0; i < word.length(); i++) {
      if (!same(text.charAt(at + i), word.charAt(i))) {
        return false;
      }
    }
    int end = at + word.length();
    boolean beginsInside =
        Character.isLetterOrDigit(word.charAt(0))
            && at > 0
            && Character.isLetterOrDigit(text.charAt(at - 1))
            && !Chars.begins(text, at);
    boolean endsInside =
        Character.isLetterOrDigit(word.charAt(word.length() - 1))
            && end < text.length()
            && Character.isLetterOrDigit(text.charAt(end));
    return !beginsInside && !endsInside;
  }

  private static boolean same(char one, char other) {
    return one == other
        || Character.toLowerCase(Character.toUpperCase(one))
            == Character.toLowerCase(Character.toUpperCase(other));
  }
}
