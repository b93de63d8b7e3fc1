package dev.parley.cli.batch;

import dev.parley.batch.Batch;
import dev.parley.batch.BatchInput;
import dev.parley.batch.BatchListener;
import dev.parley.batch.BatchLog;
import dev.parley.batch.BatchRun;
import dev.parley.batch.BatchSummary;
import dev.parley.chat.ChatModel;
import dev.parley.cli.ask.RequestOptions;
import dev.parley.cli.money.Prices;
import dev.parley.cli.process.Cancellation;
import dev.parley.policies.RateLimit;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs batches as was typed, in sight of who waits, until a signal ends them. */
final class Asked {
  private final ProgressDisplay display;
  private final Cancellation cancellation;

  @Inject
  Asked(ProgressDisplay display, Cancellation cancellation) {
    this.display = display;
    this.cancellation = cancellation;
  }

  /** What is asked, and how. */
  record How(
      ChatModel model, BatchOptions options, @Nullable RequestOptions requests, Prices prices) {}

  /** {@return a builder with all that was typed} */
  static Batch.Builder batch(How how, Optional<RateLimit> rate, BatchListener listener) {
    Batch.Builder batch =
        Batch.builder(how.model())
            .concurrency(how.options().concurrency)
            .attempts(how.options().attempts)
            .settings(new RowDefaults(how.options().system, how.requests()))
            .pricing(new RowPricing(how.prices()))
            .listener(listener);
    rate.ifPresent(batch::rateLimit);
    return batch;
  }

  /**
   * {@return how the run ended}
   *
   * @param first reads the input, if that is cut short
   * @param printing whether the log is stdout
   */
  BatchSummary run(
      Batch batch, BatchInput in, BatchLog log, @Nullable FirstRows first, boolean printing)
      throws IOException {
    BatchRun run = batch.open(in, log);
    if (first != null) {
      first.readBy(run::progress);
    }
    cancellation.begun(run::cancel);
    ProgressDisplay.Shown shown = display.show(run::progress, printing);
    try {
      return run.run();
    } finally {
      shown.close();
      cancellation.ended();
    }
  }
}
