package dev.parley.mock;

import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.CancelledException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.TimedOutException;
import dev.parley.spi.Sleeper;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The waits of one exchange, under its time-outs. One thread at a time waits; any may cancel.
 *
 * <p>Between events only the waits count, not the reader's own time: over a network the events
 * would have come meanwhile. The time-out of the whole exchange goes by the clock.
 */
final class TimedWaits {
  private static final long FOREVER = Long.MAX_VALUE;

  private final ModelId model;
  private final Timeouts limits;
  private final Sleeper sleeper;
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private Kind phase = Kind.FIRST_EVENT;
  private long start;
  private long waited;

  TimedWaits(ModelId model, Timeouts limits, Sleeper sleeper) {
    this.model = model;
    this.limits = limits;
    this.sleeper = sleeper;
  }

  /** The exchange starts: the whole of it counts from now. */
  void start() {
    refuseCancelled();
    start = sleeper.nanoTime();
  }

  /** An event comes: silence counts from now. */
  void event() {
    phase = Kind.SILENCE;
    waited = 0;
  }

  void cancel() {
    cancelled.countDown();
  }

  /** Waits until it is cancelled or a time-out passes. */
  void hang() {
    pass(FOREVER);
  }

  /** Waits; zero only checks what may have passed meanwhile. */
  void pass(Duration duration) {
    pass(TimeUnit.NANOSECONDS.convert(duration));
  }

  private void pass(long nanos) {
    refuseCancelled();
    long phaseLeft = left(phase, waited);
    long wholeLeft = left(Kind.WHOLE, sleeper.nanoTime() - start);
    long left = Math.min(phaseLeft, wholeLeft);
    sleep(Math.min(nanos, left));
    refuseCancelled();
    if (nanos > left) {
      throw timedOut(phaseLeft <= wholeLeft ? phase : Kind.WHOLE);
    }
    waited += nanos;
  }

  private void sleep(long nanos) {
    try {
      if (nanos == FOREVER) {
        cancelled.await();
      } else if (nanos > 0) {
        sleeper.sleep(Duration.ofNanos(nanos), cancelled);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("the thread was interrupted", ErrorDetails.of(model), e);
    }
  }

  private void refuseCancelled() {
    if (cancelled.getCount() == 0) {
      throw new CancelledException("it was closed meanwhile", ErrorDetails.of(model), null);
    }
  }

  private long left(Kind kind, long spent) {
    Duration limit = limit(kind);
    return limit.isZero() ? FOREVER : TimeUnit.NANOSECONDS.convert(limit) - spent;
  }

  private Duration limit(Kind kind) {
    return limits.get(kind).orElse(Duration.ZERO);
  }

  private TimedOutException timedOut(Kind kind) {
    return new TimedOutException(
        "the time-out \""
            + kind.settingName()
            + "\" of "
            + limit(kind)
            + " passed; the script of this mock waits longer than the request allows",
        ErrorDetails.of(model),
        kind,
        limit(kind),
        null);
  }
}
