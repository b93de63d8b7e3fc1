package dev.parley.spi;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits by the clock of the machine. */
final class RealSleeper implements Sleeper {
  static final RealSleeper INSTANCE = new RealSleeper();

  private RealSleeper() {}

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  @SuppressWarnings("ResultOfMethodCallIgnored") // The caller looks at the latch itself.
  public void sleep(Duration duration, CountDownLatch cancelled) throws InterruptedException {
    cancelled.await(TimeUnit.NANOSECONDS.convert(duration), TimeUnit.NANOSECONDS);
  }
}
