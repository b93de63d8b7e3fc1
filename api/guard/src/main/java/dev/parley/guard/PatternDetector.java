package dev.parley.guard;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what a regular expression of the user's matches. The expression may look at a character
 * {@link #STEPS_A_CHARACTER} times on average; where that does not suffice, the whole text counts
 * as found, so that nothing gets out because a pattern is slow.
 */
final class PatternDetector implements Detector {
  private static final int STEPS_A_CHARACTER = 200;
  private static final int STEPS_AT_LEAST = 20_000;

  private final String kind;
  private final Pattern pattern;

  PatternDetector(String kind, Pattern pattern) {
    this.kind = kind;
    this.pattern = pattern;
  }

  @Override
  public void find(CharSequence text, Consumer<Span> found) {
    Matcher matcher =
        pattern.matcher(
            new Counted(text, STEPS_AT_LEAST + (long) STEPS_A_CHARACTER * text.length()));
    try {
      while (matcher.find()) {
        if (matcher.end() > matcher.start()) {
          found.accept(new Span(matcher.start(), matcher.end(), kind, Span.OWN));
        }
      }
    } catch (TooManySteps | StackOverflowError e) {
      found.accept(new Span(0, text.length(), kind, Span.OWN));
    }
  }

  /** A text that can be looked at so many times. */
  private static final class Counted implements CharSequence {
    private final CharSequence text;
    private long left;

    Counted(CharSequence text, long steps) {
      this.text = text;
      this.left = steps;
    }

    @Override
    public char charAt(int index) {
      left--;
      if (left < 0) {
        throw new TooManySteps();
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }

  private static final class TooManySteps extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooManySteps() {
      super("too many steps", null, false, false);
    }
  }
}
