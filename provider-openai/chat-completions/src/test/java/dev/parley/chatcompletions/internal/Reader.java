package dev.parley.chatcompletions.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A thread that runs something and says how it ended. */
final class Reader {
  private final Thread thread;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable Throwable failure;
  private volatile boolean interruptedAtEnd;

  private Reader(Runnable task) {
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
            "reader");
    thread.setDaemon(true);
  }

  static Reader start(Runnable task) {
    Reader reader = new Reader(task);
    reader.thread.start();
    return reader;
  }

  void interrupt() {
    thread.interrupt();
  }

  /** Waits for the end, which must come within the limit. */
  Reader awaitEnd(Duration limit) {
    try {
      assertTrue(ended.await(limit.toMillis(), TimeUnit.MILLISECONDS), "still running");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail("interrupted");
    }
    return this;
  }

  @Nullable Throwable failure() {
    return failure;
  }

  boolean interruptedAtEnd() {
    return interruptedAtEnd;
  }
}
