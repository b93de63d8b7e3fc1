package dev.parley.spi;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * The time that waits are made of: those of policies, and of the mock. Tests put in one of their
 * own. Implementations are thread-safe.
 */
public interface Sleeper {

  /** {@return the time in nanoseconds; only the difference of two readings means something} */
  long nanoTime();

  /**
   * Waits until {@code duration} is over or {@code cancelled} has counted down, whichever is first.
   *
   * @param duration more than zero
   * @param cancelled counts down from 1, from any thread, when the wait is to end
   * @throws InterruptedException if the thread is interrupted, before or meanwhile
   */
  void sleep(Duration duration, CountDownLatch cancelled) throws InterruptedException;

  /** {@return the clock of the machine} */
  static Sleeper real() {
    return RealSleeper.INSTANCE;
  }

  /**
   * {@return a new clock that stands still but for its sleepers, each of whom puts it forward and
   * does not wait} Time-outs pass on it as well.
   */
  static Sleeper virtual() {
    return new VirtualSleeper();
  }
}
