package dev.parley.tool;

import dev.parley.spi.Watchdog;
import dev.parley.tool.ToolLoop.Gate;
import dev.parley.tool.ToolSteps.Event;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * How a loop runs tools; see the setters of {@link ToolLoop.Builder}.
 *
 * @param executor empty for the loop's thread
 */
record LoopRules(
    int maxSteps,
    Optional<Executor> executor,
    Gate gate,
    Consumer<? super Event> listener,
    Optional<Duration> toolTimeout,
    Optional<Duration> timeout,
    Duration grace,
    Watchdog watchdog) {

  /** What nobody waits for: with it sums of limits stay within what a {@link Duration} holds. */
  private static final Duration LONGEST = Duration.ofDays(365);

  /** {@return it, but a year at most} */
  static Duration limit(Duration time) {
    if (time.isZero() || time.isNegative()) {
      throw new IllegalArgumentException("A time limit is more than zero: " + time);
    }
    return time.compareTo(LONGEST) > 0 ? LONGEST : time;
  }
}
