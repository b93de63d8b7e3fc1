package dev.parley.cli.batch;

import dev.parley.batch.Batch;
import dev.parley.batch.BatchInput;
import dev.parley.batch.BatchListener;
import dev.parley.batch.BatchLog;
import dev.parley.batch.BatchRun;
import dev.parley.batch.BatchSummary;
import dev.parley.chat.ChatModel;
import dev.parley.cli.process.Cancellation;
import dev.parley.policies.RateLimit;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs batches as was typed, in sight of who waits, until a signal ends them. */
final class Asked {
  /** What came of many calls is written down, on a disk that may be slow, and told. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ProgressDisplay display;
  private final Cancellation cancellation;

  @Inject
  Asked(ProgressDisplay display, Cancellation cancellation) {
    this.display = display;
    this.cancellation = cancellation;
  }

  /** Who is asked, and how. */
  record How(
      ChatModel model,
      BatchOptions options,
      RowDefaults defaults,
      RowPricing pricing,
      GuardedRows guarded) {
    How with(RowDefaults others) {
      return new How(model, options, others, pricing, guarded);
    }
  }

  /** {@return a builder with all that was typed} */
  static Batch.Builder batch(How how, Optional<RateLimit> rate, BatchListener listener) {
    Batch.Builder batch =
        Batch.builder(how.model())
            .concurrency(how.options().concurrency)
            .attempts(how.options().attempts)
            .settings(how.defaults())
            .pricing(how.pricing())
            .listener(
                (event, soFar) -> {
                  how.guarded().on(event, soFar);
                  listener.on(event, soFar);
                });
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
    cancellation.begun(run::cancel, PATIENCE);
    ProgressDisplay.Shown shown = display.show(run::progress, printing);
    try {
      return run.run();
    } finally {
      shown.close();
      cancellation.ended();
    }
  }
}
