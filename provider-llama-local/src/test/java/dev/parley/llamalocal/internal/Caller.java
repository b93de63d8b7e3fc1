package dev.parley.llamalocal.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A thread that calls something and says how that ended. */
final class Caller {
  private static final Duration BOUND = Duration.ofSeconds(20);

  private final Thread thread;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable Throwable failure;
  private volatile boolean interruptedAtEnd;

  private Caller(Runnable task) {
    thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (Throwable e) {
                failure = e;
              }
              interruptedAtEnd = Thread.currentThread().isInterrupted();
              ended.countDown();
            },
            "caller");
    thread.setDaemon(true);
  }

  static Caller start(Runnable task) {
    Caller caller = new Caller(task);
    caller.thread.start();
    return caller;
  }

  void interrupt() {
    thread.interrupt();
  }

  /** Waits for the end, which must come soon; null if it was a good one. */
  @Nullable Throwable failure() {
    try {
      assertTrue(ended.await(BOUND.toMillis(), TimeUnit.MILLISECONDS), "still running");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail("interrupted");
    }
    return failure;
  }

  boolean interruptedAtEnd() {
    return interruptedAtEnd;
  }
}
