package dev.parley.batch;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.Currency;

/**
 * An amount of money, exact.
 *
 * @param amount as many of the currency's main unit
 * @param currency by ISO 4217
 */
public record Cost(BigDecimal amount, Currency currency) {
  /** Refuses nulls. */
  public Cost {
    requireNonNull(amount, "amount");
    requireNonNull(currency, "currency");
  }

  /**
   * {@return both together}
   *
   * @throws IllegalArgumentException if the currencies differ
   */
  public Cost plus(Cost other) {
    if (!currency.equals(other.currency)) {
      throw new IllegalArgumentException(
          "Costs in " + currency + " and " + other.currency + " cannot be added");
    }
    return new Cost(amount.add(other.amount), currency);
  }

  /** {@return the amount and the currency, such as {@code 0.0125 USD}} */
  @Override
  public String toString() {
    return amount.toPlainString() + " " + currency;
  }
}
