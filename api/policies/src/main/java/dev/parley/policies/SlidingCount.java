package dev.parley.policies;

import java.time.Duration;
import java.util.Arrays;

/**
 * A sum over the last while, forgotten in steps: what was added counts for at least the window, and
 * for one step longer at most. Not thread-safe.
 */
final class SlidingCount {
  /** In how many steps a limit's while is forgotten, if nothing else is asked for. */
  static final int SLOTS = 60;

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

  /**
   * Goes on from what {@link #newest()} and {@link #amounts()} told, by a clock that starts at 0.
   */
  SlidingCount(Duration window, long newest, long[] amounts) {
    this(window, amounts.length - 1, 0);
    System.arraycopy(amounts, 0, this.amounts, 0, amounts.length);
    this.newest = newest;
    sum = Arrays.stream(amounts).sum();
  }

  /** The step in which something was counted last, or could have been. */
  long newest() {
    return newest;
  }

  /** What was added in each of the last steps, in an order of its own. */
  long[] amounts() {
    return amounts.clone();
  }

  /**
   * The clock was set back to now. Everything is as old as it was, or a step younger, since it may
   * have been added late in its step; so nothing is forgotten too early, nor kept for longer than
   * the window and two steps. Returns whether that changed anything.
   */
  boolean rewind(long now) {
    long next = (now - start) / step + 1;
    if (newest <= next) {
      return false;
    }
    long[] before = amounts.clone();
    for (int age = 0; age < before.length; age++) {
      amounts[index(next - age)] = before[index(newest - age)];
    }
    newest = next;
    return true;
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
