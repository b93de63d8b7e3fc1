package dev.parley.cli.usage;

import dev.parley.cli.money.Money;
import dev.parley.cli.usage.UsageRecord.Counts;
import dev.parley.cli.usage.UsageRecord.Tokens;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What several calls took. */
final class UsageSum {
  private long calls;
  private long failed;
  private Counts counts = Counts.NONE;
  private long unpriced;
  private boolean guessed;
  private final Map<String, Money> costs = new TreeMap<>();

  void add(UsageRecord call) {
    calls++;
    failed += call.failed() ? 1 : 0;
    counts = counts.plus(call.counts());
    guessed |= call.tokens() == Tokens.ESTIMATED || call.tokens() == Tokens.ASSUMED;
    unpriced += call.cost().isEmpty() && call.tokens() != Tokens.NONE ? 1 : 0;
    call.cost().ifPresent(cost -> costs.merge(cost.currency(), cost, Money::plus));
  }

  long calls() {
    return calls;
  }

  long failed() {
    return failed;
  }

  Counts counts() {
    return counts;
  }

  /** {@return how many have tokens and no cost, for the price of their model was not known} */
  long unpriced() {
    return unpriced;
  }

  /** {@return whether some of the tokens are no provider's count} */
  boolean guessed() {
    return guessed;
  }

  /** {@return what they cost, by currency} */
  Map<String, Money> costs() {
    return costs;
  }

  /** {@return what they cost, for people} */
  String cost() {
    String sum = costs.values().stream().map(Money::toString).collect(Collectors.joining(" + "));
    boolean paid = costs.values().stream().anyMatch(cost -> !cost.isZero());
    String known = (guessed && paid ? "about " : "") + sum;
    if (unpriced == 0) {
      return known.isEmpty() ? "-" : known;
    }
    return (known.isEmpty() ? "" : known + " and ")
        + unpriced
        + (unpriced == 1 ? " call" : " calls")
        + " without a price";
  }
}
