package dev.parley.testing;

import dev.parley.spi.Watchdog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Time that passes when told to, running what is due on the way. Thread-safe. */
public final class VirtualTime {
  private record Task(long due, Runnable work) {}

  private final List<Task> tasks = new ArrayList<>();
  private long now;

  /** A watchdog that keeps this time; what expires runs on the thread that lets time pass. */
  public Watchdog watchdog() {
    return new Watchdog(this::schedule, this::nanoTime);
  }

  private synchronized Runnable schedule(Runnable work, long delay) {
    Task task = new Task(now + delay, work);
    tasks.add(task);
    return () -> remove(task);
  }

  private synchronized void remove(Task task) {
    tasks.remove(task);
  }

  private synchronized long nanoTime() {
    return now;
  }

  /** How many things wait for their time. */
  public synchronized int waiting() {
    return tasks.size();
  }

  public void pass(Duration time) {
    long until = nanoTime() + time.toNanos();
    for (Optional<Task> next = due(until); next.isPresent(); next = due(until)) {
      next.get().work().run();
    }
  }

  private synchronized Optional<Task> due(long until) {
    Optional<Task> next =
        tasks.stream().filter(t -> t.due() <= until).min(Comparator.comparingLong(Task::due));
    now = next.isPresent() ? Math.max(now, next.get().due()) : until;
    next.ifPresent(tasks::remove);
    return next;
  }
}
