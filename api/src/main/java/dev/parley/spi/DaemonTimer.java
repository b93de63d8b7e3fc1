package dev.parley.spi;

import java.util.Comparator;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks on one daemon thread, which starts with a task and ends when there has been none for a
 * second or two. Most tasks are taken back long before they are due, so the thread is not woken for
 * one that is due after it wakes anyway, which it does once a second: a call that takes
 * milliseconds costs no switch to another thread, as it would with a scheduled executor.
 */
final class DaemonTimer implements Watchdog.Timer {
  private static final long LONGEST_SLEEP = TimeUnit.SECONDS.toNanos(1);

  /** A task that waits; the number tells apart what is due at the same time. */
  private record Entry(Runnable task, long due, long number) {}

  private final String threadName;
  private final long start = System.nanoTime();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition sooner = lock.newCondition();
  private final TreeSet<Entry> entries =
      new TreeSet<>(Comparator.comparingLong(Entry::due).thenComparingLong(Entry::number));
  private long lastNumber;
  private boolean running;
  private long wakesAt;

  DaemonTimer(String threadName) {
    this.threadName = threadName;
  }

  @Override
  public Runnable schedule(Runnable task, long delayNanos) {
    lock.lock();
    try {
      Entry entry = new Entry(task, now() + delayNanos, ++lastNumber);
      entries.add(entry);
      if (!running) {
        startThread();
      } else if (entry.due < wakesAt) {
        sooner.signal();
      }
      return () -> takeBack(entry);
    } finally {
      lock.unlock();
    }
  }

  private void takeBack(Entry entry) {
    lock.lock();
    try {
      entries.remove(entry);
    } finally {
      lock.unlock();
    }
  }

  /** Since the timer was made: the clock itself may pass the largest number. */
  private long now() {
    return System.nanoTime() - start;
  }

  private void startThread() {
    Thread thread = new Thread(this::runAll, threadName);
    thread.setDaemon(true);
    thread.start();
    running = true;
  }

  private void runAll() {
    for (Runnable task = next(); task != null; task = next()) {
      try {
        task.run();
      } catch (RuntimeException | Error e) { // The other tasks are other calls' time-outs.
        Thread here = Thread.currentThread();
        here.getUncaughtExceptionHandler().uncaughtException(here, e);
      }
    }
  }

  /** Waits for a task to be due, and takes it; null if the thread is to end. */
  private @Nullable Runnable next() {
    lock.lock();
    try {
      boolean idle = false;
      while (!idle || !entries.isEmpty()) {
        idle = entries.isEmpty();
        long now = now();
        long wait = idle ? LONGEST_SLEEP : entries.first().due - now;
        if (wait <= 0) {
          return entries.pollFirst().task;
        }
        sleep(now, Math.min(wait, LONGEST_SLEEP));
      }
      running = false;
      return null;
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // Its caller loops.
  private void sleep(long now, long nanos) {
    wakesAt = now + nanos;
    try {
      sooner.awaitNanos(nanos);
    } catch (InterruptedException e) {
      // Nobody interrupts this thread with a meaning: it looks whether something is due.
    }
  }
}
