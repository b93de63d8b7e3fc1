package dev.parley.batch;

import static java.util.Objects.requireNonNull;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * Cuts a long text into pieces of so many tokens at most, each as long as it can be: between
 * sentences; within a sentence that is too long alone, between words; within such a word, between
 * characters. Joined, the pieces are the text again, character by character.
 *
 * <p>Immutable; thread-safe if its counter is.
 */
public final class TextSplitter {
  private final long mostTokens;
  private final ToLongFunction<String> counter;

  private TextSplitter(long mostTokens, ToLongFunction<String> counter) {
    this.mostTokens = mostTokens;
    this.counter = counter;
  }

  /**
   * {@return a splitter}
   *
   * @param mostTokens what a piece may have; a single character may have more
   * @param counter says how many tokens a text has, such as {@code text ->
   *     model.countTokens(ChatRequest.of(text)).tokens()}; asked about twice for every sentence
   * @throws IllegalArgumentException if {@code mostTokens} is less than 1
   */
  public static TextSplitter of(long mostTokens, ToLongFunction<String> counter) {
    if (mostTokens < 1) {
      throw new IllegalArgumentException("A piece must have room for a token: " + mostTokens);
    }
    return new TextSplitter(mostTokens, requireNonNull(counter, "counter"));
  }

  /** {@return the pieces in their order; none for an empty text} */
  public List<String> split(String text) {
    return join(parts(text, BreakIterator.getSentenceInstance(Locale.ROOT)), this::words);
  }

  private List<String> words(String sentence) {
    return join(parts(sentence, BreakIterator.getLineInstance(Locale.ROOT)), this::characters);
  }

  private List<String> characters(String word) {
    return join(parts(word, BreakIterator.getCharacterInstance(Locale.ROOT)), List::of);
  }

  private interface Finer {
    List<String> split(String part);
  }

  /** Joins as many parts as fit into each piece; a part that does not fit alone is split finer. */
  private List<String> join(List<String> parts, Finer finer) {
    List<String> pieces = new ArrayList<>();
    int next = 0;
    while (next < parts.size()) {
      int end = fitting(parts, next);
      if (end == next) {
        pieces.addAll(finer.split(parts.get(next)));
        next++;
      } else {
        pieces.add(String.join("", parts.subList(next, end)));
        next = end;
      }
    }
    return pieces;
  }

  /** How far the parts from {@code from} on fit together. */
  private int fitting(List<String> parts, int from) {
    long sum = 0;
    int end = from;
    while (end < parts.size()) {
      sum += counter.applyAsLong(parts.get(end));
      if (sum > mostTokens) {
        break;
      }
      end++;
    }
    // Joined, parts mostly have fewer tokens than alone, and now and then more.
    while (end > from
        && counter.applyAsLong(String.join("", parts.subList(from, end))) > mostTokens) {
      end--;
    }
    return end;
  }

  private static List<String> parts(String text, BreakIterator breaks) {
    List<String> parts = new ArrayList<>();
    breaks.setText(text);
    int begin = breaks.first();
    for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
      parts.add(text.substring(begin, end));
      begin = end;
    }
    return parts;
  }
}
