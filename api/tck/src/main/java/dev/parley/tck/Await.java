package dev.parley.tck;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits, with a bound, for what cannot tell by itself that it has happened. */
final class Await {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(2);

  private Await() {}

  /** Fails the test if it does not come to that soon. */
  static void until(BooleanSupplier condition, Rule rule, String what) {
    rule.check(comes(condition, Bounds.SOON), () -> "not within " + Bounds.SOON + ": " + what);
  }

  /** Whether it comes to that within the bound. */
  static boolean comes(BooleanSupplier condition, Duration bound) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > bound.toNanos()) {
        return false;
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
    return true;
  }
}
