package dev.parley.policies;

import java.time.Duration;
import java.util.Arrays;

/**
 * A sum over the last while, forgotten in steps: what was added counts for at least the window, and
 * for one step longer at most. Not thread-safe.
 */
final class SlidingCount {
  private final long step;
  private final long[] amounts;
  private final long start;
  private long newest;
  private long sum;

  /**
   * Counts from now.
   *
   * @param slots in how many steps the window is forgotten
   */
  SlidingCount(Duration window, int slots, long now) {
    step = (window.toNanos() + slots - 1) / slots; // Rounded up: nothing is forgotten too early.
    amounts = new long[slots + 1];
    start = now;
  }

  /** Adds an amount; a negative one takes back. Returns where, for a later correction. */
  long add(long amount, long now) {
    long slot = advance(now);
    change(slot, amount);
    return slot;
  }

  /** Corrects an amount that was added there, if it still counts. */
  void correct(long slot, long change, long now) {
    if (slot > advance(now) - amounts.length) {
      change(slot, change);
    }
  }

  private void change(long slot, long amount) {
    amounts[index(slot)] += amount;
    sum += amount;
  }

  long sum(long now) {
    advance(now);
    return sum;
  }

  /** Nanoseconds until the sum is at most {@code most}, if nothing is added. */
  long untilAtMost(long most, long now) {
    long current = advance(now);
    long left = sum;
    for (long slot = current - amounts.length + 1; slot <= current && left > most; slot++) {
      left -= amounts[index(slot)];
      if (left <= most) {
        return start + (slot + amounts.length) * step - now;
      }
    }
    return 0;
  }

  private long advance(long now) {
    long slot = (now - start) / step;
    if (slot - newest >= amounts.length) {
      Arrays.fill(amounts, 0);
      sum = 0;
      newest = slot;
    }
    while (newest < slot) {
      newest++;
      sum -= amounts[index(newest)];
      amounts[index(newest)] = 0;
    }
    return newest;
  }

  private int index(long slot) {
    return (int) Math.floorMod(slot, (long) amounts.length);
  }
}
