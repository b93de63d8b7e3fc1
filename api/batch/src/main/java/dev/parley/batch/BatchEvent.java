package dev.parley.batch;

import dev.parley.chat.ModelId;
import dev.parley.chat.Usage;
import java.time.Duration;
import java.util.Optional;

/** One thing that happened in a run. New kinds may come. */
public sealed interface BatchEvent {

  /**
   * A call is about to be made; a rate limit may hold it yet.
   *
   * @param row what is asked
   * @param attempt 1 for the first of this run
   */
  record Started(BatchRow row, int attempt) implements BatchEvent {}

  /**
   * An attempt failed, and the row waits for another.
   *
   * @param row what was asked
   * @param attempt which attempt failed; 0 if nothing was sent
   * @param error why
   * @param usage what the attempt used, as far as is known
   * @param cost what that costs, if it is known
   * @param delay how long it waits at least
   */
  record Retrying(
      BatchRow row, int attempt, BatchError error, Usage usage, Optional<Cost> cost, Duration delay)
      implements BatchEvent {}

  /**
   * A row has a result, which is durable.
   *
   * @param result what the log has of it
   */
  record Ended(BatchResult result) implements BatchEvent {}

  /**
   * A row was done in an earlier run.
   *
   * @param id of the row
   * @param outcome what became of it then
   * @param asked whom that run asked, if it is known; may be another model than this one asks
   */
  record Skipped(String id, BatchOutcome outcome, Optional<ModelId> asked) implements BatchEvent {}
}
