package dev.parley.mock;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.spi.Sleeper;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits until it is cancelled, however short the wait was to be, and tells when it does. */
final class GatedSleeper implements Sleeper {
  private final CountDownLatch waiting = new CountDownLatch(1);

  @Override
  public long nanoTime() {
    return 0;
  }

  @Override
  public void sleep(Duration duration, CountDownLatch cancelled) throws InterruptedException {
    waiting.countDown();
    assertTrue(cancelled.await(20, TimeUnit.SECONDS), "nobody cancelled");
  }

  void awaitWaiting() throws InterruptedException {
    assertTrue(waiting.await(20, TimeUnit.SECONDS), "nobody waited");
  }
}
