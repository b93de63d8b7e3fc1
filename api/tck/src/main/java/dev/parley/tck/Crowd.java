package dev.parley.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Threads that do something again and again, until they are to leave. */
final class Crowd implements AutoCloseable {
  private final ExecutorService threads;
  private final List<Future<?>> work = new ArrayList<>();
  private volatile boolean leaving;

  private Crowd(int size) {
    threads = Executors.newFixedThreadPool(size);
  }

  static Crowd of(int size, Runnable action) {
    Crowd crowd = new Crowd(size);
    for (int i = 0; i < size; i++) {
      crowd.work.add(crowd.threads.submit(() -> crowd.repeat(action)));
    }
    return crowd;
  }

  private void repeat(Runnable action) {
    do {
      action.run();
    } while (!leaving);
  }

  /** Waits until all have left; fails with what one of them failed with. */
  void leave() {
    leaving = true;
    for (Future<?> each : work) {
      result(each);
    }
  }

  /** What a thread has come to; fails with what it failed with. */
  static <T> T result(Future<T> future) {
    try {
      return future.get(StoreContract.TEST_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw Rule.HEALTHY.broken(String.valueOf(e.getCause()), e.getCause());
    } catch (TimeoutException | InterruptedException e) {
      throw Rule.HEALTHY.broken("it hangs", e);
    }
  }

  @Override
  public void close() {
    leaving = true;
    threads.shutdownNow();
  }
}
