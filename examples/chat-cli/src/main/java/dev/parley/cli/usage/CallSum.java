package dev.parley.cli.usage;

import dev.parley.chat.ModelId;
import dev.parley.chat.Usage;
import dev.parley.cli.money.Money;
import dev.parley.cli.money.Prices;
import dev.parley.cli.usage.BudgetKeeper.Held;
import dev.parley.cli.usage.UsageRecord.Counts;
import dev.parley.cli.usage.UsageRecord.Tokens;
import java.util.Optional;

/** What the attempts of one call took together. */
final class CallSum {
  private final Prices prices;
  private final ModelId model;
  private final Optional<Held> held;
  private Tokens tokens = Tokens.NONE;
  private Counts counts = Counts.NONE;
  private Optional<Money> cost = Optional.empty();

  CallSum(Prices prices, ModelId model, Optional<Held> held) {
    this.prices = prices;
    this.model = model;
    this.held = held;
  }

  /**
   * Adds an attempt.
   *
   * @param bounded whether nobody knows what it took: where there is a budget, that counts as the
   *     most that it can be
   */
  void add(Usage usage, boolean bounded) {
    if (bounded && held.isPresent()) {
      Held most = held.get();
      add(
          Tokens.ASSUMED,
          new Counts(most.input(), 0, most.output(), 0),
          Optional.of(most.ofAnAttempt()));
    } else if (usage.source() != Usage.Source.NONE) {
      add(Tokens.of(usage.source()), Counts.of(usage), prices.cost(model, usage));
    }
  }

  private void add(Tokens sure, Counts more, Optional<Money> money) {
    tokens = tokens.with(sure);
    counts = counts.plus(more);
    cost =
        cost.isPresent() && money.isPresent() ? money.map(cost.get()::plus) : cost.or(() -> money);
  }

  Tokens tokens() {
    return tokens;
  }

  Counts counts() {
    return counts;
  }

  /** {@return what they cost, if that is known} */
  Optional<Money> cost() {
    return cost;
  }
}
