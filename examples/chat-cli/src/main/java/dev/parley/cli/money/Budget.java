package dev.parley.cli.money;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What may be spent in a time.
 *
 * @param limit which must not be passed
 * @param period of the calendar
 */
public record Budget(Money limit, Period period) {
  /** How one is written. */
  public static final String FORM =
      "an amount, a currency and a time, such as 5.00 USD/day, 20 USD/week or 50 EUR/month";

  private static final Pattern WRITTEN =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)\\s*([A-Z]{3})\\s*/\\s*(day|week|month)");

  /**
   * {@return what a text says}
   *
   * @throws IllegalArgumentException if it is not in that {@link #FORM}
   */
  public static Budget parse(String text) {
    Matcher written = WRITTEN.matcher(text.strip());
    if (!written.matches()) {
      throw new IllegalArgumentException("A budget is " + FORM);
    }
    return new Budget(
        new Money(new BigDecimal(written.group(1)), written.group(2)),
        Period.valueOf(written.group(3).toUpperCase(Locale.ROOT)));
  }

  /** {@return whether that much may be spent in one period} */
  public boolean allows(Money sum) {
    return sum.amount().compareTo(limit.amount()) <= 0;
  }

  /** {@return it for people} */
  @Override
  public String toString() {
    return limit + " a " + period;
  }
}
