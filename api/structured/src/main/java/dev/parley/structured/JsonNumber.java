package dev.parley.structured;

import java.math.BigDecimal;

/**
 * A number of a JSON text.
 *
 * @param text as it is spelled, which alone tells 0 from -0
 * @param decimal its exact value
 */
record JsonNumber(String text, BigDecimal decimal) {
  /** How many digits a number may have before its point or behind it. */
  static final int LONGEST = 1_000;

  /** How long the text may be: the digits, and room for a sign, a point and an exponent. */
  static final int LONGEST_TEXT = 2 * LONGEST + 16;

  /** {@return whether it can be worked with: a few characters can spell billions of digits} */
  static boolean isBounded(BigDecimal number) {
    return number.scale() <= LONGEST && (long) number.precision() - number.scale() <= LONGEST;
  }
}
