package dev.parley.policies;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.spi.Sleeper;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A clock that stands still until it is put forward; who sleeps on it waits for that. */
final class SteppedTime implements Sleeper {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private long now;
  private int sleeping;

  @Override
  public synchronized long nanoTime() {
    return now;
  }

  @Override
  public void sleep(Duration duration, CountDownLatch cancelled) throws InterruptedException {
    long end = change(1) + duration.toNanos();
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    try {
      // No latch tells of both, so it looks again every millisecond.
      while (nanoTime() < end && !cancelled.await(1, TimeUnit.MILLISECONDS)) {
        assertTrue(System.nanoTime() < giveUp, "nobody put the clock forward or ended the wait");
      }
    } finally {
      change(-1);
    }
  }

  private synchronized long change(int sleepers) {
    sleeping += sleepers;
    notifyAll();
    return now;
  }

  synchronized void advance(Duration step) {
    now += step.toNanos();
  }

  /** Comes back when so many threads sleep. */
  synchronized void awaitSleepers(int expected) throws InterruptedException {
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    while (sleeping != expected) {
      assertTrue(
          System.nanoTime() < giveUp, "of " + expected + " threads " + sleeping + " are asleep");
      TimeUnit.MILLISECONDS.timedWait(this, 100);
    }
  }
}
