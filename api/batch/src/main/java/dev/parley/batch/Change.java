package dev.parley.batch;

import dev.parley.spi.Sleeper;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Wakes the one thread that waits for something to happen. What happens before it waits wakes it
 * too, so nothing is missed between a look and the wait. Thread-safe.
 */
final class Change {
  private final Sleeper sleeper;
  private final AtomicReference<CountDownLatch> next = new AtomicReference<>(new CountDownLatch(1));

  Change(Sleeper sleeper) {
    this.sleeper = sleeper;
  }

  /** Called after what changed can be seen. */
  void happened() {
    next.get().countDown();
  }

  /** Waits for it, at most so long if there is a limit. */
  void await(Optional<Duration> most) throws InterruptedException {
    CountDownLatch until = next.get();
    if (most.isEmpty()) {
      until.await();
    } else if (!most.get().isZero()) {
      sleeper.sleep(most.get(), until);
    }
    if (until.getCount() == 0) {
      next.set(new CountDownLatch(1));
    }
  }
}
