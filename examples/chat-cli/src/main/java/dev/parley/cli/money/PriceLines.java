package dev.parley.cli.money;

import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a price table: a line for each price, {@code model, input, cached input, output, currency,
 * date, most output tokens, most input tokens}, of which the third and the last two may be empty.
 * Lines that begin with {@code #} and the line of the heads are left out.
 */
final class PriceLines {
  private static final String FORM =
      "model, input, cached input, output, currency, date[, most output tokens[, most input"
          + " tokens]]";

  private static final int FEWEST = 6;
  private static final int MOST = 8;

  private PriceLines() {}

  /**
   * {@return the prices}
   *
   * @param origin what the text is called
   * @throws ConfigurationException that names the first malformed line
   */
  static List<Price> read(String text, String origin) {
    List<Price> prices = new ArrayList<>();
    int number = 0;
    for (String line : text.split("\\R", -1)) {
      number++;
      String content = line.strip();
      if (content.isEmpty() || content.startsWith("#") || content.startsWith("model,")) {
        continue;
      }
      try {
        prices.add(price(content, origin + ":" + number));
      } catch (IllegalArgumentException e) {
        throw new ConfigurationException(
            Kind.INVALID_VALUE,
            origin + ", line " + number + ": " + e.getMessage() + "; a line is " + FORM);
      }
    }
    return prices;
  }

  private static Price price(String line, String origin) {
    String[] fields = line.split(",", -1);
    if (fields.length < FEWEST || fields.length > MOST) {
      throw new IllegalArgumentException(fields.length + " fields");
    }
    for (int i = 0; i < fields.length; i++) {
      fields[i] = fields[i].strip();
    }
    ModelPattern models = ModelPattern.parse(fields[0]);
    if (!Money.isCurrency(fields[4])) {
      throw new IllegalArgumentException("the currency must be three capital letters, as USD");
    }
    return new Price(
        models,
        amount(fields[1]),
        fields[2].isEmpty() ? Optional.empty() : Optional.of(amount(fields[2])),
        amount(fields[3]),
        fields[4],
        date(fields[5]),
        count(fields, 6, "the most output tokens"),
        count(fields, 7, "the most input tokens"),
        origin);
  }

  private static BigDecimal amount(String text) {
    if (!text.matches("\\d{1,9}(\\.\\d{1,12})?")) {
      throw new IllegalArgumentException(
          "a price is that of a million tokens, as 0.25, with a point");
    }
    return new BigDecimal(text);
  }

  private static LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("the date must be as 2026-01-31", e);
    }
  }

  private static OptionalLong count(String[] fields, int column, String name) {
    String text = column < fields.length ? fields[column] : "";
    if (text.isEmpty()) {
      return OptionalLong.empty();
    } else if (!text.matches("[1-9]\\d{0,8}")) {
      throw new IllegalArgumentException(name + " must be a whole number from 1");
    }
    return OptionalLong.of(Long.parseLong(text));
  }
}
