package dev.parley.policies;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.ChatModel;
import dev.parley.chat.Policy;
import dev.parley.error.RefusedLocallyException.Limiter;
import dev.parley.spi.Sleeper;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many calls run at once. Further ones wait in a line, first come, first served, so many
 * and for so long as is set; beyond that they are refused with {@link
 * dev.parley.error.RefusedLocallyException}. A wait ends at once when its stream is closed or its
 * thread is interrupted.
 *
 * <p>A stream counts from its first read to its end or close: close your streams. Models that one
 * instance wraps share its places. Thread-safe; its settings are immutable.
 */
public final class Bulkhead implements Policy {
  // Failsafe's waits by the machine's clock and cannot be told that a stream has been closed.

  private final int most;
  private final Sleeper sleeper;
  private final WaitingLine line;
  private final AtomicInteger running = new AtomicInteger();

  private Bulkhead(Builder builder) {
    most = builder.most;
    sleeper = builder.sleeper;
    line =
        new WaitingLine(
            new WaitingLine.Bounds(
                Limiter.BULKHEAD,
                builder.mostWaiting,
                builder.longestWait,
                most + " calls run already, which is the limit here; try again later"),
            sleeper,
            new GuardedListener(builder.listener));
  }

  /**
   * {@return a bulkhead for so many calls at once}
   *
   * @throws IllegalArgumentException if {@code most} is less than 1
   */
  public static Bulkhead of(int most) {
    return builder().most(most).build();
  }

  /** {@return a builder} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return how many calls run now} */
  public int running() {
    return running.get();
  }

  /** {@return how many calls wait now} */
  public int waiting() {
    return line.length();
  }

  @Override
  public ChatModel wrap(ChatModel model) {
    return new GatedModel(requireNonNull(model, "model"), this, this::enter, sleeper);
  }

  private Gate.Pass enter(GatedCall call) throws InterruptedException {
    line.pass(call, this::tryEnter);
    return (whole, failure) -> {
      running.decrementAndGet();
      line.wakeHead();
    };
  }

  private @Nullable Duration tryEnter() {
    if (running.get() == most) { // Only the head of the line takes a place.
      return null;
    }
    running.incrementAndGet();
    return Duration.ZERO;
  }

  @Override
  public String toString() {
    return "Bulkhead[" + most + "]";
  }

  /** Builds a {@link Bulkhead}. Not thread-safe. */
  public static final class Builder {
    private int most = 16;
    private int mostWaiting = 1_000;
    private Duration longestWait = Duration.ofSeconds(60);
    private Sleeper sleeper = Sleeper.real();
    private PolicyListener listener = GuardedListener.NONE;

    private Builder() {}

    /**
     * Sets how many calls may run at once. Default 16.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder most(int value) {
      most = Checks.positive(value, "most");
      return this;
    }

    /**
     * Sets how many calls may wait. Default 1,000.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder mostWaiting(int value) {
      mostWaiting = Checks.notNegative(value, "mostWaiting");
      return this;
    }

    /**
     * Sets how long a call may wait. Default 60 s.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder longestWait(Duration value) {
      longestWait = Checks.notNegative(value, "longestWait");
      return this;
    }

    /** Sets how time passes, for tests. Default {@link Sleeper#real()}. */
    public Builder sleeper(Sleeper value) {
      sleeper = requireNonNull(value, "sleeper");
      return this;
    }

    /** Sets who learns of calls that waited or were refused. Default: nobody. */
    public Builder listener(PolicyListener value) {
      listener = requireNonNull(value, "listener");
      return this;
    }

    /** {@return the policy} */
    public Bulkhead build() {
      return new Bulkhead(this);
    }
  }
}
