package dev.parley.batch;

import dev.parley.chat.ModelId;
import dev.parley.chat.Usage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row on its way. The queue and the call's thread have it by turns, handed over under the lock of
 * the {@link RunState}.
 */
final class RowTask {
  private final BatchRow row;
  private final ModelId asked;
  private final String fingerprint;
  private final Instant queued;
  private @Nullable Instant started;
  private Usage usage = Usage.NONE;
  private @Nullable Cost cost;
  private int attempts;
  private int failures;

  /** When it may be asked next, by the sleeper's clock, and which of those due then is first. */
  long due;

  long order;

  /** The thread of its call, while it may be interrupted. */
  @Nullable Thread thread;

  RowTask(BatchRow row, ModelId asked, String fingerprint, Instant queued) {
    this.row = row;
    this.asked = asked;
    this.fingerprint = fingerprint;
    this.queued = queued;
  }

  BatchRow row() {
    return row;
  }

  int attempts() {
    return attempts;
  }

  int failures() {
    return failures;
  }

  void sent(Instant now) {
    attempts++;
    if (started == null) {
      started = now;
    }
  }

  /** The model was asked, and sent nothing. */
  void notSent() {
    attempts--;
    if (attempts == 0) {
      started = null;
    }
  }

  /** What retries inside the model add. */
  void sentInside(int more) {
    attempts += more;
  }

  void failed() {
    failures++;
  }

  void used(Usage more, @Nullable Cost price) {
    usage = usage.plus(more);
    cost = Costs.sum(cost, price);
  }

  BatchResult.Builder result(BatchOutcome outcome, Instant ended) {
    return BatchResult.builder(row.id(), outcome)
        .line(row.line().orElse(0))
        .fingerprint(fingerprint)
        .asked(asked)
        .usage(usage)
        .cost(cost)
        .attempts(attempts)
        .times(queued, started, ended);
  }
}
