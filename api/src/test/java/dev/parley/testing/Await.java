package dev.parley.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Bounded waits: long where something should happen, so that only a hang fails. */
public final class Await {
  private static final long SECONDS = 20;

  private Await() {}

  /** Runs {@code task} on a new daemon thread. */
  public static <T> Future<T> async(Callable<T> task) {
    CompletableFuture<T> future = new CompletableFuture<>();
    start(
        () -> {
          try {
            future.complete(task.call());
          } catch (Throwable e) {
            future.completeExceptionally(e);
          }
        });
    return future;
  }

  /** Runs {@code task} on a new daemon thread; nobody waits for it. */
  public static void start(Runnable task) {
    Thread thread = new Thread(task, "test-start");
    thread.setDaemon(true);
    thread.start();
  }

  public static <T> T get(Future<T> future) {
    try {
      return future.get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("The other thread failed", e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      return fail("The other thread did not come to an end", e);
    }
  }

  /** What the future failed with. */
  public static Throwable failure(Future<?> future) {
    try {
      future.get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (InterruptedException | TimeoutException e) {
      return fail("The other thread did not come to an end", e);
    }
    return fail("The other thread did not fail");
  }

  public static void latch(CountDownLatch latch) {
    try {
      assertTrue(latch.await(SECONDS, TimeUnit.SECONDS), "waited in vain");
    } catch (InterruptedException e) {
      fail("interrupted while waiting", e);
    }
  }
}
