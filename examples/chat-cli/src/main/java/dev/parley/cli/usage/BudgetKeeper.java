package dev.parley.cli.usage;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.cli.money.Budget;
import dev.parley.cli.money.Money;
import dev.parley.cli.money.Price;
import dev.parley.cli.money.PriceTable;
import dev.parley.cli.money.Prices;
import dev.parley.error.ErrorDetails;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.RefusedLocallyException.Limiter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Sees that a budget is not passed, by however many processes: before a call the most that it can
 * cost is set aside, if what was spent and what is set aside by others leave room for it.
 * Thread-safe.
 */
final class BudgetKeeper {
  private final Budget budget;
  private final Prices prices;
  private final PriceTable table;
  private final UsageLog log;
  private final Spent spent;
  private final Holds holds;

  BudgetKeeper(Budget budget, Prices prices, PriceTable table, UsageLog log) {
    this.budget = budget;
    this.prices = prices;
    this.table = table;
    this.log = log;
    spent = new Spent(log.file(), budget.limit().currency());
    holds = new Holds(log.beside(".holds"));
  }

  /**
   * What is set aside for a call.
   *
   * @param file goes away when the call is logged
   * @param input the most tokens that one attempt can have
   * @param output the most tokens that one attempt can have
   */
  record Held(Path file, Price price, long input, long output) {
    /** {@return the most that one attempt can cost} */
    Money ofAnAttempt() {
      return price.atMost(input, output);
    }
  }

  /** What is gone of a budget. */
  record State(Money spent, Money held) {
    Money sum() {
      return spent.plus(held);
    }
  }

  /**
   * {@return what is set aside; nothing for a model that is free}
   *
   * @param attempts how many there may be, each of which may be paid for
   * @throws RefusedLocallyException if there is too little left, or nobody can tell
   */
  Optional<Held> hold(ModelId model, ChatRequest request, int attempts, Instant now) {
    Price price = prices.of(model).orElseThrow(() -> refused(model, unknown(model)));
    if (price.isFree()) {
      return Optional.empty();
    } else if (!price.currency().equals(budget.limit().currency())) {
      throw refused(
          model,
          "the budget is in "
              + budget.limit().currency()
              + " and this model's price in "
              + price.currency()
              + " ("
              + price.origin()
              + "); put both into one currency");
    }
    String file = table.file().map(Path::toString).orElse("your prices.csv");
    Optional<String> unknown = WorstCase.whyUnknown(request, model.provider(), price, file);
    if (unknown.isPresent()) {
      throw refused(model, unknown.get() + ", or switch the budget off");
    }
    WorstCase worst = WorstCase.of(request, price);
    Money most = price.atMost(worst.input(), worst.output()).times(attempts);
    try {
      return log.guard()
          .alone(
              () -> {
                State state = stateAlone(now);
                if (!budget.allows(state.sum().plus(most))) {
                  throw refused(model, passed(state, most, attempts, request, now));
                }
                return Optional.of(
                    new Held(holds.hold(now, most), price, worst.input(), worst.output()));
              });
    } catch (IOException e) {
      throw refused(
          model, "what was spent of the budget cannot be found out: " + UsageLog.problem(e));
    }
  }

  /** {@return what is gone by now} */
  State state(Instant now) throws IOException {
    return log.guard().alone(() -> stateAlone(now));
  }

  private State stateAlone(Instant now) throws IOException {
    Instant begin = budget.period().start(now, ZoneId.systemDefault());
    return new State(spent.since(begin), holds.since(begin, now, budget.limit().currency()));
  }

  private String unknown(ModelId model) {
    String line =
        model
            + ",INPUT,CACHED,OUTPUT,"
            + budget.limit().currency()
            + ",DATE,MOST_OUTPUT,MOST_INPUT";
    boolean elsewhere = prices.isAskedElsewhere(model.provider());
    return "the price of this model is not known"
        + (elsewhere ? " at the base-url that is set" : "")
        + ", so the budget could not be kept; "
        + table.file().map(file -> "put a line " + line + " into " + file).orElse("")
        + ", or ask another model";
  }

  private String passed(State state, Money most, int attempts, ChatRequest request, Instant now) {
    boolean unlimited = request.maxOutputTokens().isEmpty();
    BigDecimal held = state.held().amount();
    LocalDate next = budget.period().nextDay(now, ZoneId.systemDefault());
    boolean soon = budget.allows(state.spent().plus(most));
    return "the budget of "
        + budget
        + " could be passed: "
        + state.spent()
        + " spent"
        + (held.signum() == 0 ? "" : ", " + state.held() + " set aside for calls under way")
        + ", and this call may take up to "
        + most
        + (attempts > 1 ? " in up to " + attempts + " attempts" : "")
        + "; "
        + (unlimited ? "limit its answer with max-output-tokens, " : "")
        + (attempts > 1 ? "set fewer retries, " : "")
        + "raise the budget, or "
        + (soon
            ? "try again when the calls under way are over, on " + next + " at the latest"
            : "wait until " + next);
  }

  private static RefusedLocallyException refused(ModelId model, String problem) {
    return new RefusedLocallyException(problem, ErrorDetails.of(model), Limiter.BUDGET, null);
  }
}
