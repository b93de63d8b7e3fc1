package dev.parley.policies;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ModelId;
import dev.parley.chat.Policy;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.CancelledException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.ModelException;
import dev.parley.error.ProtocolException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.RefusedLocallyException.Limiter;
import dev.parley.error.SensitiveDataException;
import dev.parley.error.TimedOutException;
import dev.parley.error.TransportException;
import dev.parley.error.UnavailableException;
import dev.parley.policies.PolicyEvent.BreakerChanged;
import dev.parley.policies.PolicyEvent.Limited;
import dev.parley.spi.Sleeper;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Spares a provider that is down, and its callers the wait for it. When too many of the last calls
 * have failed it opens: calls are refused at once with {@link RefusedLocallyException}, whose hint
 * says when to come again. After a while it lets some through to try; if they succeed it closes, if
 * one fails it opens again.
 *
 * <p>What counts as a failure is that the provider was not there or broke off, see {@link
 * Builder#on}. A refusal with a status, such as that of a wrong request, shows that it is there.
 * What the caller gave up, Parley refused, or took too long for the call as a whole, shows nothing.
 *
 * <p>A stream counts when it has ended or is closed, and a trial keeps others out until then: close
 * your streams. Models that one instance wraps share its state. Thread-safe; its settings are
 * immutable.
 */
public final class CircuitBreaker implements Policy {
  /** What a circuit breaker is doing. */
  public enum State {
    /** Lets all calls through. */
    CLOSED,
    /** Refuses all calls. */
    OPEN,
    /** Lets some calls through, to try. */
    HALF_OPEN
  }

  /** Failsafe counts; when it opens and for how long is told by Parley's clock, which tests set. */
  private static final Duration FOREVER = Duration.ofDays(36_500);

  private final int failures;
  private final int calls;
  private final Duration openFor;
  private final Predicate<? super ModelException> counts;
  private final Sleeper sleeper;
  private final PolicyListener listener;
  private final dev.failsafe.CircuitBreaker<Object> counter;
  private State state = State.CLOSED;
  private long since;

  /** Calls of an earlier state say nothing about this one. */
  private long period;

  private CircuitBreaker(Builder builder) {
    failures = builder.failures;
    calls = builder.calls;
    openFor = builder.openFor;
    counts = builder.counts;
    sleeper = builder.sleeper;
    listener = new GuardedListener(builder.listener);
    since = sleeper.nanoTime();
    counter =
        dev.failsafe.CircuitBreaker.builder()
            .withFailureThreshold(failures, calls)
            .withSuccessThreshold(builder.trials)
            .withDelay(FOREVER)
            .build();
  }

  /** {@return a breaker that opens for 30 s when 5 of the last 10 calls have failed} */
  public static CircuitBreaker defaults() {
    return builder().build();
  }

  /** {@return a builder} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@return whether that failure shows that the provider is not there; what {@link Builder#on}
   * begins with} It is unavailable, cannot be reached, lets a time-out pass (but for that of the
   * whole call, which the caller may have set short), breaks off or talks nonsense.
   */
  public static boolean providerIsDown(ModelException failure) {
    return failure instanceof UnavailableException
        || failure instanceof TransportException
        || failure instanceof InterruptedStreamException
        || failure instanceof ProtocolException
        || (failure instanceof TimedOutException late && late.timeout() != Kind.WHOLE);
  }

  /** {@return what it is doing; it half opens with the first call after its time} */
  public synchronized State state() {
    return state;
  }

  /** {@return how long it will refuse calls; zero if it is not open} */
  public synchronized Duration openLeft() {
    if (state != State.OPEN) {
      return Duration.ZERO;
    }
    Duration left = openFor.minus(lasted());
    return left.isNegative() ? Duration.ZERO : left;
  }

  private Duration lasted() {
    return Duration.ofNanos(sleeper.nanoTime() - since);
  }

  @Override
  public ChatModel wrap(ChatModel model) {
    return new GatedModel(requireNonNull(model, "model"), this, this::enter, sleeper);
  }

  private synchronized Gate.Pass enter(GatedCall call) {
    if (state == State.OPEN && openLeft().isZero()) {
      counter.halfOpen();
      change(State.HALF_OPEN, call.model());
    }
    if (!counter.tryAcquirePermit()) {
      throw refused(call.model());
    }
    long entered = period;
    return (whole, failure) -> record(entered, failure, call.model());
  }

  private RefusedLocallyException refused(ModelId model) {
    listener.on(new Limited(model, Limiter.CIRCUIT_BREAKER, Duration.ZERO, false));
    Duration left = openLeft();
    return new RefusedLocallyException(
        "the provider has failed too often to be asked now; try again later",
        ErrorDetails.builder(model).retryAfter(left.isZero() ? null : left).build(),
        Limiter.CIRCUIT_BREAKER,
        null);
  }

  private synchronized void record(long entered, @Nullable Throwable failure, ModelId model) {
    if (entered != period) {
      return;
    }
    if (failure == null) {
      counter.recordSuccess();
    } else if (!(failure instanceof ModelException known) || showsNothing(known)) {
      takeBack();
    } else {
      judge(known);
    }
    if (counter.isOpen() && state != State.OPEN) {
      change(State.OPEN, model);
    } else if (counter.isClosed() && state != State.CLOSED) {
      change(State.CLOSED, model);
    }
  }

  private void judge(ModelException failure) {
    boolean isDown;
    try {
      isDown = counts.test(failure);
    } catch (RuntimeException | Error e) {
      takeBack(); // The caller's code is broken; its trial must not be the last.
      throw e;
    }
    if (isDown) {
      counter.recordFailure();
    } else if (failure.status().isPresent()) {
      counter.recordSuccess();
    } else {
      takeBack();
    }
  }

  private boolean showsNothing(ModelException failure) {
    return failure instanceof CancelledException
        || failure instanceof RefusedLocallyException
        || failure instanceof SensitiveDataException;
  }

  /** Failsafe cannot take back the permit of a trial, so the next call begins the trials anew. */
  private void takeBack() {
    if (state == State.HALF_OPEN) {
      counter.open();
      counter.halfOpen();
      period++;
    }
  }

  private void change(State to, ModelId model) {
    BreakerChanged event = new BreakerChanged(model, state, to, lasted());
    state = to;
    since = sleeper.nanoTime();
    period++;
    listener.on(event);
  }

  @Override
  public String toString() {
    return "CircuitBreaker[" + failures + " of " + calls + "]";
  }

  /** Builds a {@link CircuitBreaker}. Not thread-safe. */
  public static final class Builder {
    private int failures = 5;
    private int calls = 10;
    private int trials = 1;
    private Duration openFor = Duration.ofSeconds(30);
    private Predicate<? super ModelException> counts = CircuitBreaker::providerIsDown;
    private Sleeper sleeper = Sleeper.real();
    private PolicyListener listener = GuardedListener.NONE;

    private Builder() {}

    /**
     * Sets when it opens: when so many of the last calls have failed. Default 5 of 10.
     *
     * @throws IllegalArgumentException if {@code failed} is less than 1 or more than {@code last}
     */
    public Builder failures(int failed, int last) {
      failures = Checks.positive(failed, "failed");
      if (last < failed) {
        throw new IllegalArgumentException("Of " + last + " calls " + failed + " cannot fail");
      }
      calls = last;
      return this;
    }

    /**
     * Sets how many calls must succeed, half open, before it closes; as many are let through.
     * Default 1.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder trials(int value) {
      trials = Checks.positive(value, "trials");
      return this;
    }

    /**
     * Sets how long it refuses calls. Default 30 s.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder openFor(Duration value) {
      openFor = Checks.positive(value, "openFor");
      return this;
    }

    /** Sets which errors count as failures. Default {@link CircuitBreaker#providerIsDown}. */
    public Builder on(Predicate<? super ModelException> failuresThatCount) {
      counts = requireNonNull(failuresThatCount, "failuresThatCount");
      return this;
    }

    /** Sets how time passes, for tests. Default {@link Sleeper#real()}. */
    public Builder sleeper(Sleeper value) {
      sleeper = requireNonNull(value, "sleeper");
      return this;
    }

    /** Sets who learns of changes and refusals; told in their order. Default: nobody. */
    public Builder listener(PolicyListener value) {
      listener = requireNonNull(value, "listener");
      return this;
    }

    /** {@return the policy} */
    public CircuitBreaker build() {
      return new CircuitBreaker(this);
    }
  }
}
