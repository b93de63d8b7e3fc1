package dev.parley.spi;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Puts its clock forward instead of waiting. */
final class VirtualSleeper implements Sleeper {
  private final AtomicLong now = new AtomicLong();

  @Override
  public long nanoTime() {
    return now.get();
  }

  @Override
  public void sleep(Duration duration, CountDownLatch cancelled) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (cancelled.getCount() > 0) {
      now.addAndGet(TimeUnit.NANOSECONDS.convert(duration));
    }
  }
}
