package dev.parley.llamalocal;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Bounded waits: long where something should happen, so that only a hang fails. */
public final class Await {
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

  private Await() {}

  /** Waits until something holds. */
  public static void until(String what, BooleanSupplier holds) {
    long start = System.nanoTime();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() - start > LONGEST.toNanos()) {
        fail("Waited in vain until " + what);
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
  }

  /** Runs {@code task} on a new daemon thread. */
  public static <T> Future<T> async(Callable<T> task) {
    CompletableFuture<T> future = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                future.complete(task.call());
              } catch (Throwable e) {
                future.completeExceptionally(e);
              }
            },
            "test-async");
    thread.setDaemon(true);
    thread.start();
    return future;
  }

  /** What the task on the other thread returned. */
  public static <T> T get(Future<T> future) {
    try {
      return future.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("The other thread failed", e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      return fail("The other thread did not come to an end", e);
    }
  }

  /** What the task on the other thread failed with. */
  public static <T extends Throwable> T failure(Class<T> type, Future<?> future) {
    try {
      Object result = future.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
      return fail("The other thread did not fail but returned " + result);
    } catch (ExecutionException e) {
      if (!type.isInstance(e.getCause())) {
        throw new AssertionError("Not a " + type.getSimpleName(), e.getCause());
      }
      return type.cast(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      return fail("The other thread did not come to an end", e);
    }
  }
}
