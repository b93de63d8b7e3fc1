package dev.parley.batch;

import java.time.Duration;

/**
 * How many calls may run at once: as many as the provider bears. It begins at 4 and doubles with
 * every window (as many answers as may run at once) until it first has to give way, then grows by
 * one a window. It grows only while all places are taken, and while the mean time of a window's
 * calls is within twice the best mean of a window. When the provider is overloaded it is halved; a
 * call that began before the last halving does not halve it again. Not thread-safe.
 */
final class AdaptiveLimit {
  private static final int FIRST = 4;
  private static final double SLOWER = 2;

  /**
   * By how much the best is forgotten a window: what was fast once may not be possible any more.
   */
  private static final double FADING = 1.05;

  private final int most;
  private int current;
  private int epoch;
  private boolean doubling = true;
  private int answers;
  private int peak;
  private double nanos;
  private double best = Double.POSITIVE_INFINITY;

  AdaptiveLimit(int most) {
    this.most = most;
    current = Math.min(FIRST, most);
  }

  int current() {
    return current;
  }

  /** Goes up with every halving; a call notes it when it begins. */
  int epoch() {
    return epoch;
  }

  /** A call begins, and so many run with it. */
  void began(int running) {
    peak = Math.max(peak, running);
  }

  /** A call was answered. */
  void answered(Duration latency) {
    nanos += latency.toNanos();
    answers++;
    if (answers < current) {
      return;
    }
    double mean = nanos / answers;
    boolean steady = mean <= best * SLOWER;
    best = Math.min(mean, best * FADING);
    if (steady && peak >= current) {
      current = Math.min(most, doubling ? current * 2 : current + 1);
    } else if (!steady) {
      doubling = false;
    }
    startWindow();
  }

  /** The provider had too much of a call that began in {@code begunIn}. */
  void overloaded(int begunIn) {
    if (begunIn < epoch) {
      return;
    }
    current = Math.max(1, current / 2);
    doubling = false;
    epoch++;
    startWindow();
  }

  private void startWindow() {
    answers = 0;
    nanos = 0;
    peak = 0;
  }
}
