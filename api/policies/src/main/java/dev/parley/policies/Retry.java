package dev.parley.policies;

import static java.util.Objects.requireNonNull;

import dev.failsafe.RetryPolicy;
import dev.failsafe.RetryPolicyConfig;
import dev.parley.chat.ChatModel;
import dev.parley.chat.Policy;
import dev.parley.error.ModelException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.spi.Sleeper;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tries a failed call again, where that may help: if the error says that it is {@linkplain
 * ModelException#retryable() retryable}, and, for a stream, if nothing visible has come. What
 * Parley itself refused ({@link RefusedLocallyException}) is not tried again: who sets a limit
 * wants it felt.
 *
 * <p>Before another attempt it waits on the calling thread: for as long as the server asks to
 * ({@link ModelException#retryAfter()}), else for 0.5 s, doubling to 8 s, less up to a quarter at
 * random so that callers part. Closing the stream, or interrupting the thread, ends the wait at
 * once. If the server asks for more than {@link Builder#longestHint}, the call fails at once with
 * that hint. The request's time-out {@code WHOLE} bounds all attempts and waits together; a wait
 * that would outlast it is not begun.
 *
 * <p>The call fails with the error of its last attempt, which tells how many there were ({@code
 * details().attempts()}) and has the earlier ones suppressed; an answer has them as {@code
 * failedAttempts()}. Immutable and thread-safe; models that one instance wraps share its budget.
 */
public final class Retry implements Policy {
  private final int retries;
  private final Duration firstWait;
  private final Duration longestWait;
  private final Duration longestHint;
  private final RetryBudget budget;
  private final Sleeper sleeper;
  private final DoubleSupplier random;
  private final PolicyListener listener;
  private final RetryPolicyConfig<Object> decisions;

  private Retry(Builder builder) {
    retries = builder.retries;
    firstWait = builder.firstWait;
    longestWait = builder.longestWait;
    longestHint = builder.longestHint;
    sleeper = builder.sleeper;
    budget =
        builder.budget == null ? RetryBudget.builder().sleeper(sleeper).build() : builder.budget;
    random = builder.random;
    listener = new GuardedListener(builder.listener);
    decisions =
        RetryPolicy.builder()
            .handleIf(Retry::mayHelp)
            .withMaxRetries(retries)
            .withDelayFn(
                context -> {
                  ModelException failure = context.getLastException();
                  return failure
                      .retryAfter()
                      .filter(hint -> !hint.isZero())
                      .orElseGet(() -> backOff(context.getAttemptCount()));
                })
            .build()
            .getConfig();
  }

  /** {@return the policy that models opened by name come with: 2 retries} */
  public static Retry defaults() {
    return builder().build();
  }

  /** {@return a builder} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return whether another attempt may help after that failure} */
  static boolean mayHelp(Throwable failure) {
    return failure instanceof ModelException known
        && known.retryable()
        && !(known instanceof RefusedLocallyException);
  }

  private Duration backOff(int attempts) {
    double doubled = firstWait.toNanos() * Math.pow(2, attempts - 1);
    double wait = Math.min(doubled, (double) longestWait.toNanos());
    return Duration.ofNanos((long) (wait * (1 - random.getAsDouble() / 4)));
  }

  @Override
  public ChatModel wrap(ChatModel model) {
    requireNonNull(model, "model");
    RetryPolicy<Object> policy = RetryPolicy.builder(decisions).build();
    return new AttemptedModel(
        model,
        this,
        request -> new RetryPlan(model, policy, longestHint, budget, listener),
        sleeper);
  }

  /** {@return how many retries there may be} */
  public int retries() {
    return retries;
  }

  /** {@return what keeps retries from becoming a storm} */
  public RetryBudget budget() {
    return budget;
  }

  @Override
  public String toString() {
    return "Retry[" + retries + "]";
  }

  /** Builds a {@link Retry}. Not thread-safe. */
  public static final class Builder {
    private int retries = 2;
    private Duration firstWait = Duration.ofMillis(500);
    private Duration longestWait = Duration.ofSeconds(8);
    private Duration longestHint = Duration.ofSeconds(60);
    private @Nullable RetryBudget budget;
    private Sleeper sleeper = Sleeper.real();
    private DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();
    private PolicyListener listener = GuardedListener.NONE;

    private Builder() {}

    /**
     * Sets how often a call may be tried again after its first attempt. Default 2.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder retries(int value) {
      retries = Checks.notNegative(value, "retries");
      return this;
    }

    /**
     * Sets the wait before the first retry, which doubles with each. Default 0.5 s.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder firstWait(Duration value) {
      firstWait = Checks.notNegative(value, "firstWait");
      return this;
    }

    /**
     * Sets how long the doubled wait may become. Default 8 s.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder longestWait(Duration value) {
      longestWait = Checks.notNegative(value, "longestWait");
      return this;
    }

    /**
     * Sets how long a server may ask to wait; if it asks for more, the call fails at once. Default
     * 60 s.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder longestHint(Duration value) {
      longestHint = Checks.notNegative(value, "longestHint");
      return this;
    }

    /** Sets a budget, to share it with other policies. Default: one of its own. */
    public Builder budget(RetryBudget value) {
      budget = requireNonNull(value, "budget");
      return this;
    }

    /** Sets how time passes, for tests. Default {@link Sleeper#real()}. */
    public Builder sleeper(Sleeper value) {
      sleeper = requireNonNull(value, "sleeper");
      return this;
    }

    /** Sets what waits are shortened by, from 0 to less than 1, for tests. Default: random. */
    public Builder random(DoubleSupplier value) {
      random = requireNonNull(value, "random");
      return this;
    }

    /** Sets who learns of attempts, waits and calls given up. Default: nobody. */
    public Builder listener(PolicyListener value) {
      listener = requireNonNull(value, "listener");
      return this;
    }

    /** {@return the policy} */
    public Retry build() {
      return new Retry(this);
    }
  }
}
