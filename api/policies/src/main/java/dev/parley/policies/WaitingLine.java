package dev.parley.policies;

import dev.parley.chat.Completion;
import dev.parley.error.ErrorDetails;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.RefusedLocallyException.Limiter;
import dev.parley.policies.PolicyEvent.Limited;
import dev.parley.spi.Sleeper;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait to be let in, first come, first served: whoever is at the head may try the door.
 */
final class WaitingLine {
  /** What lets in whoever is at the head of the line. */
  interface Door {
    /** Lets the call in, then zero, or says how long until that may be; null if nobody knows. */
    @Nullable Duration tryEnter();
  }

  /**
   * What a line is like.
   *
   * @param limiter what the calls wait for
   * @param mostWaiting how many may wait
   * @param longestWait how long each may wait
   * @param full what a refused call is told
   */
  record Bounds(Limiter limiter, int mostWaiting, Duration longestWait, String full) {}

  private final Bounds bounds;
  private final Sleeper sleeper;
  private final PolicyListener listener;
  private final Deque<GatedCall> line = new ArrayDeque<>();

  WaitingLine(Bounds bounds, Sleeper sleeper, PolicyListener listener) {
    this.bounds = bounds;
    this.sleeper = sleeper;
    this.listener = listener;
  }

  /** How many calls wait. */
  synchronized int length() {
    return line.size();
  }

  /** The head may try again: something has become free. */
  synchronized void wakeHead() {
    GatedCall head = line.peek();
    if (head != null) {
      head.wake();
    }
  }

  /**
   * Comes back when the door has let the call in.
   *
   * @throws RefusedLocallyException if too many wait, or it would have to wait for too long
   */
  void pass(GatedCall call, Door door) throws InterruptedException {
    long start = sleeper.nanoTime();
    if (!joins(call, door)) {
      return;
    }
    boolean admitted = false;
    try {
      await(call, door, start);
      admitted = true;
    } finally {
      leave(call);
      listener.on(new Limited(call.model(), bounds.limiter(), since(start), admitted));
    }
  }

  /** Whether the call has to wait: it is in the line then. */
  private boolean joins(GatedCall call, Door door) {
    Duration wait;
    synchronized (this) {
      wait = line.isEmpty() ? door.tryEnter() : null;
      if (wait != null && wait.isZero()) {
        return false;
      }
      if (line.size() < bounds.mostWaiting()) {
        line.add(call);
        return true;
      }
    }
    listener.on(new Limited(call.model(), bounds.limiter(), Duration.ZERO, false));
    throw refused(call, wait);
  }

  private void await(GatedCall call, Door door, long start) throws InterruptedException {
    while (true) {
      CountDownLatch signal;
      Duration wait;
      synchronized (this) {
        signal = call.newSignal();
        wait = line.peek() == call && !call.isCancelled() ? door.tryEnter() : null;
      }
      if (wait != null && wait.isZero()) {
        return;
      } else if (call.isCancelled()) {
        throw call.givenUp(Completion.builder(call.model()).build());
      }
      Duration left = bounds.longestWait().minus(since(start));
      if (isTooLong(wait, left, call.time())) {
        throw refused(call, wait);
      }
      sleeper.sleep(wait == null ? shorter(left, call.time()) : wait, signal);
    }
  }

  private static boolean isTooLong(@Nullable Duration wait, Duration left, TimeLeft time) {
    return wait == null
        ? left.isZero() || left.isNegative() || !time.allows(Duration.ZERO)
        : wait.compareTo(left) > 0 || !time.allows(wait);
  }

  private static Duration shorter(Duration left, TimeLeft time) {
    return time.left().filter(whole -> whole.compareTo(left) < 0).orElse(left);
  }

  private synchronized void leave(GatedCall call) {
    line.remove(call);
    wakeHead();
  }

  private Duration since(long start) {
    return Duration.ofNanos(sleeper.nanoTime() - start);
  }

  private RefusedLocallyException refused(GatedCall call, @Nullable Duration hint) {
    return new RefusedLocallyException(
        bounds.full(),
        ErrorDetails.builder(call.model()).retryAfter(hint).build(),
        bounds.limiter(),
        null);
  }
}
