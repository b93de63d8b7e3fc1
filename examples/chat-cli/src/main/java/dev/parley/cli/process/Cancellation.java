package dev.parley.cli.process;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Gives up the call that is under way, from another thread. Thread-safe. */
@Singleton
public final class Cancellation {
  /** How long {@link #cancel()} waits for the call to let go: a signal must end the process. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private @Nullable Runnable way;
  private boolean cancelled;

  @Inject
  public Cancellation() {}

  /** A call begins, which {@code way} gives up. Must be followed by {@link #ended()}. */
  public synchronized void begun(Runnable way) {
    this.way = way;
    if (cancelled) {
      way.run();
    }
  }

  /** The call is over. */
  public synchronized void ended() {
    way = null;
    notifyAll();
  }

  /** Gives up the call under way, if there is one, and none of those to come. Does not wait. */
  public synchronized void cancelCall() {
    if (way != null) {
      way.run();
    }
  }

  /** Gives up the call under way, if there is one, and those to come. */
  public synchronized void cancel() {
    cancelled = true;
    if (way == null) {
      return;
    }
    way.run();
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    try {
      long left = PATIENCE_NANOS;
      while (way != null && left > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = deadline - System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
