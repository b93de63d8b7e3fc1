package dev.parley.policies;

import dev.parley.spi.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Virtual time that remembers who waited for how long. For one thread. */
final class RecordedTime implements Sleeper {
  private static final CountDownLatch NEVER = new CountDownLatch(1);

  private final Sleeper time = Sleeper.virtual();
  private final List<Duration> waits = new ArrayList<>();
  private Runnable duringNextWait = () -> {};

  @Override
  public long nanoTime() {
    return time.nanoTime();
  }

  @Override
  public void sleep(Duration duration, CountDownLatch cancelled) throws InterruptedException {
    waits.add(duration);
    Runnable happening = duringNextWait;
    duringNextWait = () -> {};
    happening.run();
    time.sleep(duration, cancelled);
  }

  /** Has something happen at the beginning of the next wait. */
  void duringNextWait(Runnable happening) {
    duringNextWait = happening;
  }

  /** The same time for those whose waits are not to be remembered. */
  Sleeper clock() {
    return time;
  }

  List<Duration> waits() {
    return List.copyOf(waits);
  }

  /** What has passed since the beginning. */
  Duration passed() {
    return Duration.ofNanos(nanoTime());
  }

  void advance(Duration step) {
    try {
      time.sleep(step, NEVER);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
