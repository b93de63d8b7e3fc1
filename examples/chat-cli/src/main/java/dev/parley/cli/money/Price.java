package dev.parley.cli.money;

import dev.parley.chat.Usage;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a model's tokens cost: a line of the price table.
 *
 * @param models which ones it is for; see {@link ModelPattern}
 * @param input a million tokens of requests
 * @param cachedInput a million of those that come from the provider's cache; empty if these cost
 *     the same
 * @param output a million tokens of answers, those of thoughts included
 * @param currency of the three
 * @param asOf when that was so
 * @param mostOutput the most tokens that one answer can have, where that is known
 * @param mostInput the most tokens that one request can have, where that is known
 * @param origin where the line stands, for people
 */
public record Price(
    ModelPattern models,
    BigDecimal input,
    Optional<BigDecimal> cachedInput,
    BigDecimal output,
    String currency,
    LocalDate asOf,
    OptionalLong mostOutput,
    OptionalLong mostInput,
    String origin) {
  private static final int MILLION_DIGITS = 6;

  /** {@return what the tokens of a call cost} To be asked only where the tokens are known. */
  public Money of(Usage usage) {
    // Some servers count what came from a cache apart: no more is taken off than there is.
    long cached = Math.min(usage.cachedInputTokens().orElse(0), usage.inputTokens());
    return sum(
        input.multiply(BigDecimal.valueOf(usage.inputTokens() - cached)),
        cachedInput.orElse(input).multiply(BigDecimal.valueOf(cached)),
        output.multiply(BigDecimal.valueOf(usage.outputTokens())));
  }

  /** {@return what so many tokens cost if none comes from a cache} */
  public Money atMost(long inputTokens, long outputTokens) {
    BigDecimal read = cachedInput.map(input::max).orElse(input);
    return sum(
        read.multiply(BigDecimal.valueOf(inputTokens)),
        output.multiply(BigDecimal.valueOf(outputTokens)));
  }

  /** {@return whether nothing is paid for these models, as for those on one's own machine} */
  public boolean isFree() {
    return input.signum() == 0 && output.signum() == 0 && cachedInput.orElse(input).signum() == 0;
  }

  private Money sum(BigDecimal... millions) {
    BigDecimal sum = BigDecimal.ZERO;
    for (BigDecimal each : millions) {
      sum = sum.add(each);
    }
    return new Money(sum.movePointLeft(MILLION_DIGITS), currency);
  }
}
