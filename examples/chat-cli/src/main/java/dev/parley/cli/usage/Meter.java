package dev.parley.cli.usage;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.cli.money.Prices;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Takes down what calls took. That it cannot is told once, and costs no answer. Thread-safe. */
final class Meter {
  private final Prices prices;
  private final Optional<UsageLog> log;
  private final Optional<BudgetKeeper> keeper;
  private final Optional<UnaryOperator<String>> prompts;
  private final InstantSource clock;
  private final Consumer<String> complaints;
  private final AtomicBoolean complained = new AtomicBoolean();

  /**
   * A meter.
   *
   * @param prompts masks secrets in them; empty if they are not to be logged
   */
  Meter(
      Prices prices,
      Optional<UsageLog> log,
      Optional<BudgetKeeper> keeper,
      Optional<UnaryOperator<String>> prompts,
      InstantSource clock,
      Consumer<String> complaints) {
    this.prices = prices;
    this.log = log;
    this.keeper = keeper;
    this.prompts = prompts;
    this.clock = clock;
    this.complaints = complaints;
  }

  /**
   * {@return a call that begins now}
   *
   * @param attempts how many there may be
   * @throws dev.parley.error.RefusedLocallyException if the budget may not be enough for it; that
   *     is logged
   */
  MeteredCall begin(ModelId model, ChatRequest request, int attempts) {
    return MeteredCall.begin(this, model, request, attempts);
  }

  Optional<BudgetKeeper> keeper() {
    return keeper;
  }

  Prices prices() {
    return prices;
  }

  Optional<UnaryOperator<String>> prompts() {
    return prompts;
  }

  InstantSource clock() {
    return clock;
  }

  /** Logs a call, and lets go of what was set aside for it. */
  void log(UsageRecord call, Optional<BudgetKeeper.Held> held) {
    if (log.isEmpty()) {
      return;
    }
    UsageLog file = log.get();
    try {
      file.guard()
          .alone(
              () -> {
                file.appendAlone(call);
                if (held.isPresent()) {
                  // Not before: a crash in between counts the call twice, never not at all.
                  Files.deleteIfExists(held.get().file());
                }
                return true;
              });
    } catch (IOException e) {
      if (!complained.getAndSet(true)) {
        complaints.accept(
            "what calls took cannot be logged: "
                + UsageLog.problem(e)
                + "; the setting \"usage-log\" names another file, or off");
      }
    }
  }
}
