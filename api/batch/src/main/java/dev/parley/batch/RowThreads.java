package dev.parley.batch;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The threads that calls run on: virtual ones where the JDK has them, else daemons. {@code
 * parley-api} has the same for {@code Async}, for itself alone: what modules share is exported to
 * all, and threads are nobody else's affair.
 */
final class RowThreads {
  private static final class Shared {
    static final Executor EXECUTOR = create();
  }

  private RowThreads() {}

  static Executor shared() {
    return Shared.EXECUTOR;
  }

  private static Executor create() {
    try {
      // JDK 21 and later; the code is compiled for 17.
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (NoSuchMethodException e) {
      return daemons();
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new LinkageError("The JDK offers virtual threads and refuses them", e);
    }
  }

  private static Executor daemons() {
    AtomicLong number = new AtomicLong();
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        10,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          Thread thread = new Thread(task, "parley-batch-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }
}
