package dev.parley.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SleeperTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final CountDownLatch cancelled = new CountDownLatch(1);

  @Test
  void virtual_time_passes_by_sleeping_only() throws InterruptedException {
    Sleeper sleeper = Sleeper.virtual();
    assertEquals(sleeper.nanoTime(), sleeper.nanoTime());
    long before = sleeper.nanoTime();
    sleeper.sleep(LONG, cancelled);
    assertEquals(LONG.toNanos(), sleeper.nanoTime() - before);
  }

  @Test
  void no_virtual_time_passes_once_it_is_cancelled() throws InterruptedException {
    Sleeper sleeper = Sleeper.virtual();
    long before = sleeper.nanoTime();
    cancelled.countDown();
    sleeper.sleep(LONG, cancelled);
    assertEquals(before, sleeper.nanoTime());
  }

  @Test
  void a_real_wait_takes_its_time() throws InterruptedException {
    Sleeper sleeper = Sleeper.real();
    long before = sleeper.nanoTime();
    sleeper.sleep(Duration.ofMillis(2), cancelled);
    assertTrue(sleeper.nanoTime() - before >= Duration.ofMillis(2).toNanos());
  }

  @Test
  void cancelling_ends_a_real_wait() throws Exception {
    FutureTask<Boolean> waiting = waitElsewhere(Sleeper.real());
    cancelled.countDown();
    assertTrue(waiting.get(20, TimeUnit.SECONDS));
  }

  @Test
  void interrupting_ends_every_wait() throws Exception {
    for (Sleeper sleeper : List.of(Sleeper.real(), Sleeper.virtual())) {
      FutureTask<Boolean> waiting =
          elsewhere(
              () -> {
                Thread.currentThread().interrupt();
                assertThrows(InterruptedException.class, () -> sleeper.sleep(LONG, cancelled));
                return true;
              });
      assertTrue(waiting.get(20, TimeUnit.SECONDS));
    }
  }

  private FutureTask<Boolean> waitElsewhere(Sleeper sleeper) {
    return elsewhere(
        () -> {
          try {
            sleeper.sleep(LONG, cancelled);
            return true;
          } catch (InterruptedException e) {
            return false;
          }
        });
  }

  private static FutureTask<Boolean> elsewhere(Callable<Boolean> work) {
    FutureTask<Boolean> task = new FutureTask<>(work);
    Thread thread = new Thread(task, "elsewhere");
    thread.setDaemon(true);
    thread.start();
    return task;
  }
}
