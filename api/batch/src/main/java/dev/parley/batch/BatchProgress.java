package dev.parley.batch;

import dev.parley.chat.ModelId;
import dev.parley.chat.Usage;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Where a run is: one moment of it. Immutable. */
public final class BatchProgress {
  private static final double NANOS = 1e9;

  private final Map<BatchOutcome, Long> now;
  private final Map<BatchOutcome, Long> earlier;
  private final Map<ModelId, Long> others;
  private final long rowsRead;
  private final OptionalLong total;
  private final int running;
  private final int waiting;
  private final int concurrency;
  private final Usage usage;
  private final @Nullable Cost cost;
  private final Duration elapsed;

  BatchProgress(
      Map<BatchOutcome, Long> now,
      Map<BatchOutcome, Long> earlier,
      Map<ModelId, Long> others,
      long rowsRead,
      OptionalLong total,
      int running,
      int waiting,
      int concurrency,
      Usage usage,
      @Nullable Cost cost,
      Duration elapsed) {
    this.now = new EnumMap<>(now);
    this.earlier = new EnumMap<>(earlier);
    this.others = Map.copyOf(others);
    this.rowsRead = rowsRead;
    this.total = total;
    this.running = running;
    this.waiting = waiting;
    this.concurrency = concurrency;
    this.usage = usage;
    this.cost = cost;
    this.elapsed = elapsed;
  }

  /** {@return how many rows had this outcome in this run} */
  public long count(BatchOutcome outcome) {
    return now.getOrDefault(outcome, 0L);
  }

  /** {@return how many rows read so far had had this outcome in an earlier run, and are skipped} */
  public long skipped(BatchOutcome outcome) {
    return earlier.getOrDefault(outcome, 0L);
  }

  /** {@return how many rows were skipped, all outcomes together} */
  public long skipped() {
    return sum(earlier);
  }

  /**
   * {@return how many of the skipped rows have the answer of another model than this run asks, by
   * the model that was asked for it} Who wants this run's model for them too writes to another
   * file.
   */
  public Map<ModelId, Long> skippedOfOtherModels() {
    return others;
  }

  /** {@return how many rows have an outcome: of this run, or skipped} */
  public long done() {
    return sum(now) + sum(earlier);
  }

  /** {@return how many rows were read from the input} */
  public long rowsRead() {
    return rowsRead;
  }

  /** {@return how many rows the input has, if it is known} */
  public OptionalLong total() {
    return total;
  }

  /** {@return how many calls run, those that a rate limit holds included} */
  public int running() {
    return running;
  }

  /** {@return how many rows were read and wait for their turn, or for another attempt} */
  public int waiting() {
    return waiting;
  }

  /** {@return how many calls may run at once now} */
  public int concurrency() {
    return concurrency;
  }

  /** {@return what all attempts of this run used, as far as is known} */
  public Usage usage() {
    return usage;
  }

  /** {@return what they cost; empty if nothing that has a price was used yet} */
  public Optional<Cost> cost() {
    return Optional.ofNullable(cost);
  }

  /** {@return how long the run has gone on} */
  public Duration elapsed() {
    return elapsed;
  }

  /** {@return rows that got an outcome by being asked in this run, a second; 0 at its beginning} */
  public double rowsPerSecond() {
    return elapsed.isZero() ? 0 : asked() / (elapsed.toNanos() / NANOS);
  }

  /** {@return how long the rest takes at the rate so far; empty until total and rate are known} */
  public Optional<Duration> timeLeft() {
    if (total.isEmpty() || asked() == 0) {
      return Optional.empty();
    }
    long left = Math.max(0, total.getAsLong() - done());
    return Optional.of(Duration.ofNanos((long) ((double) elapsed.toNanos() / asked() * left)));
  }

  private long asked() {
    return sum(now) - count(BatchOutcome.INVALID);
  }

  private static long sum(Map<BatchOutcome, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** {@return the counts} */
  @Override
  public String toString() {
    return "BatchProgress"
        + now
        + ", skipped "
        + earlier
        + ", running "
        + running
        + " of "
        + concurrency
        + ", waiting "
        + waiting;
  }
}
