package dev.parley.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Threads with a queue that notice what the JDK's pools put up with: interruptions that outlast a
 * task, and what tasks throw.
 */
final class PlainPool implements Executor {
  /** What is empty ends a thread. */
  private final BlockingQueue<Optional<Runnable>> queue = new LinkedBlockingQueue<>();

  private final List<Thread> threads = new ArrayList<>();
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();

  PlainPool(int size) {
    for (int i = 0; i < size; i++) {
      Thread thread = new Thread(this::work, "plain-pool");
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  private void work() {
    try {
      for (Optional<Runnable> task = queue.take(); task.isPresent(); task = queue.take()) {
        task.get().run();
      }
    } catch (InterruptedException | RuntimeException | Error e) {
      faults.add(e);
    }
  }

  @Override
  public void execute(Runnable task) {
    queue.add(Optional.of(task));
  }

  /** Ends the threads when all is done, and fails if anything was amiss. */
  void finish() throws InterruptedException {
    threads.forEach(thread -> queue.add(Optional.empty()));
    for (Thread thread : threads) {
      thread.join(TimeUnit.SECONDS.toMillis(20));
      assertTrue(!thread.isAlive(), "a task does not end");
    }
    assertEquals(List.of(), faults);
  }
}
