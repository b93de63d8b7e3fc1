package dev.parley.batch;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows that wait, the rows that run, and how many of them may. Not thread-safe: {@link
 * RunState} guards it.
 */
final class Schedule {
  /** How many rows may wait for each call that may run. */
  private static final int WAITING = 2;

  private final PriorityQueue<RowTask> waiting =
      new PriorityQueue<>(
          Comparator.<RowTask>comparingLong(task -> task.due)
              .thenComparingLong(task -> task.order));
  private final Set<RowTask> running = new HashSet<>();
  private final AdaptiveLimit limit;
  private final int mostWaiting;
  private long resumeAt;
  private long orders;

  /** With at most so many calls at once, from {@code now} on. */
  Schedule(int most, long now) {
    limit = new AdaptiveLimit(most);
    mostWaiting = WAITING * most;
    resumeAt = now;
  }

  AdaptiveLimit limit() {
    return limit;
  }

  /** The row waits, at least until it is due. */
  void add(RowTask task, long due) {
    task.due = due;
    task.order = orders++;
    waiting.add(task);
  }

  /** Whether another row is to be read: there is a place that none is due for. */
  boolean wantsRow(long now) {
    long due = waiting.stream().filter(task -> task.due - now <= 0).count();
    return running.size() + due < limit.current() && waiting.size() < mostWaiting;
  }

  /** The row that is to start now; null if there is none. */
  @Nullable RowTask next(long now) {
    RowTask first = waiting.peek();
    return first != null && delay(first, now).isZero() && hasPlace() ? first : null;
  }

  /** When a row may start though nothing else happens; empty if none may. */
  Optional<Duration> delay(long now) {
    RowTask first = waiting.peek();
    return first != null && hasPlace() ? Optional.of(delay(first, now)) : Optional.empty();
  }

  private Duration delay(RowTask task, long now) {
    return Duration.ofNanos(Math.max(0, Math.max(resumeAt - now, task.due - now)));
  }

  private boolean hasPlace() {
    return running.size() < limit.current();
  }

  /** No row starts before {@code until}. */
  void holdBack(long until) {
    if (until - resumeAt > 0) {
      resumeAt = until;
    }
  }

  void begin(RowTask task) {
    waiting.remove(task);
    running.add(task);
    limit.began(running.size());
  }

  /** The row does not run any more. */
  void leave(RowTask task) {
    running.remove(task);
  }

  /** The next of the rows that wait, which is taken out; null if there is none. */
  @Nullable RowTask poll() {
    return waiting.poll();
  }

  void interruptCalls() {
    for (RowTask task : running) {
      if (task.thread != null) {
        task.thread.interrupt();
      }
    }
  }

  int running() {
    return running.size();
  }

  int waiting() {
    return waiting.size();
  }
}
