package dev.parley.batch;

import dev.parley.error.ModelException;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long a row waits after a failed attempt: as long as the provider asks, else half a second
 * doubling to eight, less up to a quarter so that rows do not come back together.
 */
final class BackOff {
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final int MOST_DOUBLINGS = 4;

  private final DoubleSupplier random;

  /** With random numbers from 0 to 1. */
  BackOff(DoubleSupplier random) {
    this.random = random;
  }

  /** After so many failed attempts, at least 1. */
  Duration delay(int failed, Exception failure) {
    if (failure instanceof ModelException known && known.retryAfter().isPresent()) {
      return known.retryAfter().get();
    }
    Duration whole = FIRST.multipliedBy(1L << Math.min(MOST_DOUBLINGS, Math.max(0, failed - 1)));
    return Duration.ofNanos((long) (whole.toNanos() * (1 - random.getAsDouble() / 4)));
  }
}
