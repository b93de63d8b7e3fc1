package dev.parley.batch;

import dev.parley.chat.ModelId;
import dev.parley.chat.Usage;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What a run has counted. Not thread-safe. */
final class Tally {
  private final Map<BatchOutcome, Long> now = new EnumMap<>(BatchOutcome.class);
  private final Map<BatchOutcome, Long> earlier = new EnumMap<>(BatchOutcome.class);
  private final Map<ModelId, Long> others = new HashMap<>();
  private final OptionalLong total;
  private long rowsRead;
  private Usage usage = Usage.NONE;
  private @Nullable Cost cost;

  Tally(OptionalLong total) {
    this.total = total;
  }

  void read() {
    rowsRead++;
  }

  void ended(BatchOutcome outcome) {
    now.merge(outcome, 1L, Long::sum);
  }

  void skipped(BatchOutcome outcome, Optional<ModelId> other) {
    earlier.merge(outcome, 1L, Long::sum);
    other.ifPresent(model -> others.merge(model, 1L, Long::sum));
  }

  void used(Usage more, @Nullable Cost price) {
    usage = usage.plus(more);
    cost = Costs.sum(cost, price);
  }

  BatchProgress progress(int running, int waiting, int concurrency, Duration elapsed) {
    return new BatchProgress(
        now, earlier, others, rowsRead, total, running, waiting, concurrency, usage, cost, elapsed);
  }
}
