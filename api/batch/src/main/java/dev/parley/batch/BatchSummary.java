package dev.parley.batch;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a run ended. Immutable. */
public final class BatchSummary {
  private final BatchEnding ending;
  private final BatchProgress progress;
  private final @Nullable BatchError reason;

  BatchSummary(BatchEnding ending, BatchProgress progress, @Nullable BatchError reason) {
    this.ending = requireNonNull(ending, "ending");
    this.progress = requireNonNull(progress, "progress");
    this.reason = reason;
  }

  /** {@return why it ended} */
  public BatchEnding ending() {
    return ending;
  }

  /** {@return what was done} */
  public BatchProgress progress() {
    return progress;
  }

  /**
   * {@return what stopped the run before the end of its input} Its kind is {@code stopped} for what
   * a {@link BatchGate} said, {@code cancelled}, or that of the provider's error.
   */
  public Optional<BatchError> reason() {
    return Optional.ofNullable(reason);
  }

  /** {@return whether every row of the input has an answer now, of this run or an earlier one} */
  public boolean isWhole() {
    return ending == BatchEnding.COMPLETED
        && progress.count(BatchOutcome.OK) + progress.skipped(BatchOutcome.OK)
            == progress.rowsRead();
  }

  /** {@return the ending and the counts} */
  @Override
  public String toString() {
    return "BatchSummary[" + ending + ", " + progress + "]";
  }
}
