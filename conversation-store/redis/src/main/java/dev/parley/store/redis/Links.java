package dev.parley.store.redis;

import dev.parley.spi.StoreCheck;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * The connections of a store: so many at most, opened when they are needed, kept for the next who
 * needs one. Thread-safe, and without threads of its own.
 *
 * @param <L> a connection
 */
final class Links<L> implements AutoCloseable {
  /** Firewalls forget connections that are silent for some minutes, and tell nobody. */
  static final Duration LONGEST_IDLE = Duration.ofMinutes(1);

  /** Closes a connection that is of no use any more. */
  @FunctionalInterface
  interface Closer<L> {
    void close(L link);
  }

  private record Idle<T>(T link, long since) {}

  private final Semaphore permits;
  private final Duration longestWait;
  private final Closer<L> closer;
  private final LongSupplier nanoTime;

  /** The one used last is the first: it is the least likely to have been forgotten. */
  private final Deque<Idle<L>> idle = new ArrayDeque<>();

  private boolean closed;

  Links(int most, Duration longestWait, Closer<L> closer, LongSupplier nanoTime) {
    permits = new Semaphore(most, true);
    this.longestWait = longestWait;
    this.closer = closer;
    this.nanoTime = nanoTime;
  }

  /** Waits until the caller may have a connection, which it has to {@link #leave()} again. */
  void enter() throws InterruptedException, TimeoutException {
    refuseIfClosed();
    if (!permits.tryAcquire(longestWait.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new TimeoutException();
    }
    try {
      refuseIfClosed();
    } catch (IllegalStateException e) {
      permits.release();
      throw e;
    }
  }

  private synchronized void refuseIfClosed() {
    if (closed) {
      throw StoreCheck.closed();
    }
  }

  void leave() {
    permits.release();
  }

  /** A connection that has been used before, if there is one. */
  synchronized Optional<L> take() {
    long now = nanoTime.getAsLong();
    while (!idle.isEmpty() && now - idle.peekLast().since() > LONGEST_IDLE.toNanos()) {
      closer.close(idle.removeLast().link());
    }
    return Optional.ofNullable(idle.pollFirst()).map(Idle::link);
  }

  /** Keeps it for the next. */
  synchronized void keep(L link) {
    if (closed) {
      closer.close(link);
    } else {
      idle.addFirst(new Idle<>(link, nanoTime.getAsLong()));
    }
  }

  /** When one has turned out to be dead, the others are as well, most likely. */
  synchronized void forget() {
    idle.forEach(each -> closer.close(each.link()));
    idle.clear();
  }

  /** Closes those that nobody uses; the others follow when they are given back. */
  @Override
  public synchronized void close() {
    closed = true;
    forget();
  }
}
