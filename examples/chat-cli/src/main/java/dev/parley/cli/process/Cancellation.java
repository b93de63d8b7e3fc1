package dev.parley.cli.process;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Gives up the call that is under way, from another thread. Thread-safe. */
@Singleton
public final class Cancellation {
  /**
   * How long {@link #cancel()} waits for the call and its report: a signal must end the process.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private @Nullable Runnable way;
  private Duration patience = PATIENCE;
  private boolean cancelled;
  private boolean unreported;

  @Inject
  public Cancellation() {}

  /** A call begins, which {@code way} gives up. Must be followed by {@link #ended()}. */
  public void begun(Runnable way) {
    begun(way, PATIENCE);
  }

  /**
   * As {@link #begun(Runnable)}, for what has more to bring to an end.
   *
   * @param longest how long {@link #cancel()} waits at most
   */
  public synchronized void begun(Runnable way, Duration longest) {
    this.way = way;
    patience = longest;
    unreported = true;
    if (cancelled) {
      way.run();
    }
  }

  /** The call is over; what came of it is still to be told. */
  public synchronized void ended() {
    way = null;
  }

  /** What came of the call is told: a signal may end the process. */
  public synchronized void reported() {
    unreported = false;
    notifyAll();
  }

  /** Gives up the call under way, if there is one, and none of those to come. Does not wait. */
  public synchronized void cancelCall() {
    if (way != null) {
      way.run();
    }
  }

  /** Gives up the call under way, if there is one, and those to come; waits for the report. */
  public synchronized void cancel() {
    cancelled = true;
    if (way != null) {
      way.run();
    }
    long left = patience.toNanos();
    long deadline = System.nanoTime() + left;
    try {
      while (unreported && left > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = deadline - System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
