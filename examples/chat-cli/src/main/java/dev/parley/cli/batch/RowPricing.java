package dev.parley.cli.batch;

import dev.parley.batch.Cost;
import dev.parley.batch.Pricing;
import dev.parley.chat.ModelId;
import dev.parley.chat.Usage;
import dev.parley.cli.money.Money;
import dev.parley.cli.money.Prices;
import java.util.Currency;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What rows cost, by the list of prices. All in one currency, the first one that a row is paid in:
 * what another model of {@code a | b} costs in another one is not known to the batch.
 */
final class RowPricing implements Pricing {
  private static final String NONE = "";

  private final Prices prices;
  private final AtomicReference<String> currency = new AtomicReference<>(NONE);

  RowPricing(Prices prices) {
    this.prices = prices;
  }

  @Override
  public Optional<Cost> cost(ModelId model, Usage usage) {
    return prices.cost(model, usage).filter(this::isOfOneCurrency).flatMap(RowPricing::cost);
  }

  private boolean isOfOneCurrency(Money money) {
    currency.compareAndSet(NONE, money.currency());
    return money.currency().equals(currency.get());
  }

  private static Optional<Cost> cost(Money money) {
    try {
      return Optional.of(new Cost(money.amount(), Currency.getInstance(money.currency())));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // Users' own prices may be in what is no currency of ISO 4217.
    }
  }
}
