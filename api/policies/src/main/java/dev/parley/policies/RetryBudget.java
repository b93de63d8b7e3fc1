package dev.parley.policies;

import static java.util.Objects.requireNonNull;

import dev.parley.spi.Sleeper;
import java.time.Duration;

/**
 * Keeps retries from becoming a storm: of the calls of the last minute at most a tenth may be
 * retries, and at least ten, so that a program that calls rarely can retry as well. Shared by what
 * talks to one server. Thread-safe; its settings are immutable.
 */
public final class RetryBudget {
  private static final int SLOTS = 10;

  private final double share;
  private final int atLeast;
  private final Sleeper sleeper;
  private final SlidingCount calls;
  private final SlidingCount retries;

  private RetryBudget(Builder builder) {
    share = builder.share;
    atLeast = builder.atLeast;
    sleeper = builder.sleeper;
    long now = sleeper.nanoTime();
    calls = new SlidingCount(builder.window, SLOTS, now);
    retries = new SlidingCount(builder.window, SLOTS, now);
  }

  /** {@return a builder} */
  public static Builder builder() {
    return new Builder();
  }

  /** Counts a call, retries aside. */
  synchronized void called() {
    calls.add(1, sleeper.nanoTime());
  }

  /** Takes a retry, if there is one left. */
  synchronized boolean retry() {
    long now = sleeper.nanoTime();
    if (retries.sum(now) >= most(now)) {
      return false;
    }
    retries.add(1, now);
    return true;
  }

  /** {@return how many retries could be made now} */
  public synchronized long left() {
    long now = sleeper.nanoTime();
    return Math.max(0, most(now) - retries.sum(now));
  }

  private long most(long now) {
    return Math.max(atLeast, (long) (calls.sum(now) * share));
  }

  /** Builds a {@link RetryBudget}. Not thread-safe. */
  public static final class Builder {
    private double share = 0.1;
    private int atLeast = 10;
    private Duration window = Duration.ofMinutes(1);
    private Sleeper sleeper = Sleeper.real();

    private Builder() {}

    /**
     * Sets how many retries there may be for each recent call. Default 0.1.
     *
     * @throws IllegalArgumentException if it is negative or no number
     */
    public Builder share(double value) {
      if (!(value >= 0)) {
        throw new IllegalArgumentException("The share of retries must not be negative");
      }
      share = value;
      return this;
    }

    /**
     * Sets how many retries there may be at least, however few calls there are. Default 10.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder atLeast(int value) {
      atLeast = Checks.notNegative(value, "atLeast");
      return this;
    }

    /**
     * Sets for how long a call counts as recent. Default 1 min.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder window(Duration value) {
      window = Checks.positive(value, "window");
      return this;
    }

    /** Sets how time passes, for tests. Default {@link Sleeper#real()}. */
    public Builder sleeper(Sleeper value) {
      sleeper = requireNonNull(value, "sleeper");
      return this;
    }

    /** {@return the budget} */
    public RetryBudget build() {
      return new RetryBudget(this);
    }
  }
}
