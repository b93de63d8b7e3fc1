package dev.parley.cli.money;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static Money usd(String amount) {
    return new Money(new BigDecimal(amount), "USD");
  }

  @ParameterizedTest
  @CsvSource({
    "5.00 USD/day, 5.00 USD a day",
    "20USD/week, 20.00 USD a week",
    "' 0.5 EUR / month ', 0.50 EUR a month"
  })
  void a_budget_is_an_amount_a_currency_and_a_time(String text, String read) {
    assertEquals(read, Budget.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "5 USD", "-5 USD/day", "5 $/day", "5 USD/year", "5,00 USD/day", ""})
  void what_is_none_is_refused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Budget.parse(text));
  }

  @Test
  void the_limit_itself_may_be_reached_and_not_passed() {
    Budget budget = Budget.parse("5.00 USD/day");
    assertTrue(budget.allows(usd("5")));
    assertFalse(budget.allows(usd("5.000000000001")));
  }

  @ParameterizedTest
  @CsvSource({
    // The clocks go forward in the night of Sunday, the 29th of March.
    "DAY, 2026-03-29T21:59:59Z, 2026-03-28T23:00:00Z, 2026-03-30",
    "DAY, 2026-03-29T22:00:00Z, 2026-03-29T22:00:00Z, 2026-03-31",
    "WEEK, 2026-03-29T12:00:00Z, 2026-03-22T23:00:00Z, 2026-03-30",
    "MONTH, 2026-03-29T12:00:00Z, 2026-02-28T23:00:00Z, 2026-04-01"
  })
  void periods_begin_at_midnight_of_the_zone(
      Period period, Instant now, Instant begin, String next) {
    assertEquals(begin, period.start(now, BERLIN));
    assertEquals(next, period.nextDay(now, BERLIN).toString());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.00 USD",
    "5, 5.00 USD",
    "0.0000123, 0.000012 USD",
    "0.0000009, less than 0.000001 USD",
    "1.50, 1.50 USD",
    "1234567.891, 1234567.891 USD"
  })
  void money_is_shown_to_a_millionth(String amount, String shown) {
    assertEquals(shown, usd(amount).toString());
  }
}
