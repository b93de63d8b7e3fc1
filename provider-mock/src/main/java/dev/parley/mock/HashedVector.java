package dev.parley.mock;

import dev.parley.embedding.Embedding;
import java.util.Locale;

/**
 * The vector of a text: of length 1, the same for the same text on every machine and in every
 * release, and near to that of another text so far as they share words. It is the sum of one random
 * vector for each word, whatever its case, and a small one for the whole text, so that no two texts
 * have one vector.
 */
final class HashedVector {
  private static final double OF_THE_WHOLE = 0.1;
  private static final String BETWEEN_WORDS = "[^\\p{L}\\p{N}]+";

  private HashedVector() {}

  static Embedding of(String text, int dimensions) {
    double[] sum = new double[dimensions];
    for (String word : text.toLowerCase(Locale.ROOT).split(BETWEEN_WORDS, -1)) {
      if (!word.isEmpty()) {
        add(word, 1, sum);
      }
    }
    add(text, OF_THE_WHOLE, sum);
    return ofLengthOne(sum);
  }

  /** Adds numbers from -1 to 1 by SplitMix64, seeded by the text's FNV-1a hash. */
  private static void add(String text, double weight, double[] sum) {
    long state = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      state = (state ^ text.charAt(i)) * 0x100000001b3L;
    }
    for (int i = 0; i < sum.length; i++) {
      state += 0x9e3779b97f4a7c15L;
      long mixed = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
      mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
      mixed ^= mixed >>> 31;
      sum[i] += weight * mixed * 0x1p-63;
    }
  }

  private static Embedding ofLengthOne(double[] sum) {
    double squares = 0;
    for (double number : sum) {
      squares += number * number;
    }
    float[] numbers = new float[sum.length];
    for (int i = 0; i < sum.length; i++) {
      numbers[i] = (float) (sum[i] / Math.sqrt(squares));
    }
    return Embedding.of(numbers);
  }
}
