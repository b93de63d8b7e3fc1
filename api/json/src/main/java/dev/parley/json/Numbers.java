package dev.parley.json;

import java.math.BigDecimal;
import java.math.BigInteger;

/** How numbers are spelled. */
final class Numbers {
  /** Of the numbers that are understood; reading longer ones would take long. */
  private static final int LONGEST = 1_000;

  private Numbers() {}

  /** A number as JSON; the three doubles that JSON cannot hold as a text with their name. */
  static String spelled(Number value) {
    if (value instanceof Double d && !Double.isFinite(d)) {
      return '"' + d.toString() + '"';
    }
    boolean plain =
        value instanceof Integer
            || value instanceof Long
            || value instanceof Double
            || value instanceof Float
            || value instanceof BigDecimal;
    String spelled = plain ? value.toString() : new BigDecimal(value.toString()).toString();
    if (spelled.length() > LONGEST) {
      throw new IllegalArgumentException(
          "A number has " + spelled.length() + " characters, of at most " + LONGEST);
    }
    return spelled;
  }

  /**
   * The number in the smallest of Java's types that holds it: of whole ones {@code Integer}, {@code
   * Long} or {@code BigInteger}, of others {@code Double}, or {@code BigDecimal} where a {@code
   * Double} would be spelled otherwise.
   *
   * @throws NumberFormatException if it is too long, or its exponent too large
   */
  static Number parse(String spelled) {
    BigDecimal exact = exact(spelled);
    if (spelled.matches("-?\\d+")) {
      BigInteger whole = exact.toBigInteger();
      if (whole.bitLength() < Integer.SIZE) {
        return whole.intValue();
      }
      return whole.bitLength() < Long.SIZE ? (Number) whole.longValue() : whole;
    }
    Double number = Double.valueOf(spelled);
    return number.toString().equals(spelled) ? number : exact;
  }

  /**
   * The double that a value stands for, which {@link #spelled} wrote.
   *
   * @throws NumberFormatException if it is no number, and no name of one that JSON cannot hold
   */
  static double decimal(JsonValue.Kind kind, String text) {
    boolean named = kind == JsonValue.Kind.TEXT && text.matches("NaN|-?Infinity");
    if (kind != JsonValue.Kind.NUMBER && !named) {
      throw new NumberFormatException();
    }
    return Double.parseDouble(text);
  }

  /** As {@link #parse}, always exactly. */
  static BigDecimal exact(String spelled) {
    if (spelled.length() > LONGEST) {
      throw new NumberFormatException();
    }
    return new BigDecimal(spelled);
  }
}
