package dev.parley.cli.money;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Pattern;

/**
 * An amount in a currency.
 *
 * @param amount exact; not negative
 * @param currency three capital letters, as ISO 4217 has them
 */
public record Money(BigDecimal amount, String currency) {
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
  private static final int SHOWN_DECIMALS = 6;
  private static final BigDecimal LEAST_SHOWN = BigDecimal.ONE.movePointLeft(SHOWN_DECIMALS);

  /** Refuses a negative amount and what is no currency. */
  public Money {
    if (amount.signum() < 0 || !isCurrency(currency)) {
      throw new IllegalArgumentException("Money looks like 5.00 USD");
    }
  }

  /** {@return whether that is three capital letters} */
  static boolean isCurrency(String text) {
    return CURRENCY.matcher(text).matches();
  }

  /** {@return whether it is nothing at all} */
  public boolean isZero() {
    return amount.signum() == 0;
  }

  /**
   * {@return the sum}
   *
   * @throws IllegalArgumentException if the other one is in another currency
   */
  public Money plus(Money other) {
    if (!currency.equals(other.currency)) {
      throw new IllegalArgumentException("No sum of " + currency + " and " + other.currency);
    }
    return new Money(amount.add(other.amount), currency);
  }

  /** {@return that many of it} */
  public Money times(int number) {
    return new Money(amount.multiply(BigDecimal.valueOf(number)), currency);
  }

  /** {@return the exact amount, with a point and without an exponent} */
  public String exact() {
    return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
  }

  /** {@return it for people: rounded to a millionth, with two decimals at least} */
  @Override
  public String toString() {
    if (amount.signum() > 0 && amount.compareTo(LEAST_SHOWN) < 0) {
      return "less than " + LEAST_SHOWN.toPlainString() + " " + currency;
    }
    BigDecimal shown = amount.setScale(SHOWN_DECIMALS, RoundingMode.HALF_UP).stripTrailingZeros();
    return (shown.scale() < 2 ? shown.setScale(2) : shown).toPlainString() + " " + currency;
  }
}
