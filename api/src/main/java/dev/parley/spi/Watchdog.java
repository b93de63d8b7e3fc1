package dev.parley.spi;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches the time-outs of any number of exchanges with one thread, which ends when there has been
 * nothing to watch for a second or two. Telling it of activity costs a clock reading and a store.
 */
public final class Watchdog {
  /** Runs tasks later. */
  @FunctionalInterface
  public interface Timer {
    /** {@return what takes {@code task} back, which runs after the delay} */
    Runnable schedule(Runnable task, long delayNanos);
  }

  private static final class Shared {
    static final Watchdog WATCHDOG =
        new Watchdog(new DaemonTimer("parley-watchdog"), System::nanoTime);
  }

  private final Timer timer;
  private final LongSupplier nanoTime;

  /** A watchdog of its own, for tests: the timer's thread runs what happens on expiry. */
  public Watchdog(Timer timer, LongSupplier nanoTime) {
    this.timer = requireNonNull(timer, "timer");
    this.nanoTime = requireNonNull(nanoTime, "nanoTime");
  }

  /** {@return the watchdog that all providers share} */
  public static Watchdog shared() {
    return Shared.WATCHDOG;
  }

  /** {@return the time in nanoseconds; only the difference of two readings means something} */
  public long nanoTime() {
    return nanoTime.getAsLong();
  }

  /**
   * {@return a watch that has started, in its {@link Kind#CONNECT} phase}
   *
   * @param limits what is unset or zero is not watched
   * @param onExpiry runs once, on the watchdog's thread, when a limit passes; must be quick
   */
  public Watch watch(Timeouts limits, Runnable onExpiry) {
    return new Watch(limits, onExpiry);
  }

  // Told for each read, and read once in a while: they need no fence.
  private static final VarHandle LAST_ACTIVITY;
  private static final VarHandle PAUSED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      LAST_ACTIVITY = lookup.findVarHandle(Watch.class, "lastActivity", long.class);
      PAUSED = lookup.findVarHandle(Watch.class, "paused", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The time-outs of one exchange. Its methods may be called from any thread. */
  public final class Watch {
    private final Timeouts limits;
    private final Runnable onExpiry;
    private final long start = nanoTime.getAsLong();
    private volatile long lastActivity = start;
    private long phaseStart = start;
    private volatile boolean paused;
    private Kind phase = Kind.CONNECT;
    private @Nullable Kind expired;
    private @Nullable Runnable pending;
    private long pendingDue;
    private boolean ended;

    private Watch(Timeouts limits, Runnable onExpiry) {
      this.limits = limits;
      this.onExpiry = onExpiry;
      enter(Kind.CONNECT);
    }

    /**
     * Enters the phase of that time-out; its limit counts from now. Repeating it starts it anew. It
     * does not end a {@link #pause()}.
     */
    public synchronized void enter(Kind newPhase) {
      phase = newPhase;
      phaseStart = nanoTime.getAsLong();
      lastActivity = phaseStart;
      schedule();
    }

    /**
     * Says that bytes came, or are waited for: the limit of {@link Kind#SILENCE} counts from now.
     */
    public void activity() {
      LAST_ACTIVITY.setRelease(this, nanoTime.getAsLong());
      PAUSED.setRelease(this, false);
    }

    /**
     * Says that nobody waits for bytes, because the reader is busy with those that came: {@link
     * Kind#SILENCE} does not count until the next {@link #activity()}. A slow reader is no silence.
     */
    public void pause() {
      PAUSED.setRelease(this, true);
    }

    /** Ends the watch: nothing expires any more. Idempotent. */
    public synchronized void end() {
      ended = true;
      takeBack();
    }

    /** {@return the time-out that has passed, if one has} */
    public synchronized Optional<Kind> expired() {
      return Optional.ofNullable(expired);
    }

    /** {@return the value of a time-out that is watched} */
    public Duration limit(Kind kind) {
      return limits.get(kind).orElse(Duration.ZERO);
    }

    /** A check that comes too early looks again: only one that comes too late is replaced. */
    private void schedule() {
      long delay = Math.min(remainingOfPhase(), remaining(Kind.WHOLE, start));
      if (ended || delay == Long.MAX_VALUE) {
        return;
      }
      long due = nanoTime.getAsLong() + Math.max(0, delay);
      if (pending == null || due - pendingDue < 0) {
        takeBack();
        pendingDue = due;
        pending = timer.schedule(this::check, Math.max(0, delay));
      }
    }

    private void takeBack() {
      if (pending != null) {
        pending.run();
        pending = null;
      }
    }

    /** Bytes that come before the first event, such as comments, do not put it off. */
    private long remainingOfPhase() {
      if (phase != Kind.SILENCE) {
        return remaining(phase, phaseStart);
      }
      // The pause is asked for first: once it is over, the activity that ended it has been told.
      return paused ? remaining(phase, nanoTime.getAsLong()) : remaining(phase, lastActivity);
    }

    private long remaining(Kind kind, long since) {
      Duration limit = limit(kind);
      return limit.isZero()
          ? Long.MAX_VALUE
          : saturatedNanos(limit) - (nanoTime.getAsLong() - since);
    }

    private void check() {
      synchronized (this) {
        if (ended) {
          return;
        }
        takeBack(); // It may be another that is pending by now.
        if (remainingOfPhase() <= 0) {
          expired = phase;
        } else if (remaining(Kind.WHOLE, start) <= 0) {
          expired = Kind.WHOLE;
        } else {
          schedule();
          return;
        }
        ended = true;
      }
      onExpiry.run();
    }
  }

  private static long saturatedNanos(Duration duration) {
    return duration.compareTo(Duration.ofDays(365)) > 0
        ? TimeUnit.DAYS.toNanos(365)
        : duration.toNanos();
  }
}
