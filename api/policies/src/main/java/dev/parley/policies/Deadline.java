package dev.parley.policies;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.Policy;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.spi.ForwardingChatModel;
import java.time.Duration;
import java.util.Optional;

/**
 * Bounds a call as a whole: put outermost, it covers all attempts, all waits and all models of a
 * fallback. It sets the request's time-out {@code WHOLE}, unless that is shorter already; every
 * policy further in hands on what is left of it, and the provider's transport enforces it. A call
 * that runs out of time fails with what its last attempt failed with, {@link
 * dev.parley.error.TimedOutException} if that was cut short.
 *
 * <p>Streams are bounded to their end as well, unless that is switched off. Immutable and
 * thread-safe.
 */
public final class Deadline implements Policy {
  private final Duration limit;
  private final boolean streams;

  private Deadline(Builder builder) {
    limit = builder.limit;
    streams = builder.streams;
  }

  /**
   * {@return a deadline for plain calls and streams}
   *
   * @throws IllegalArgumentException if {@code limit} is not positive
   */
  public static Deadline of(Duration limit) {
    return builder().limit(limit).build();
  }

  /** {@return a builder} */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public ChatModel wrap(ChatModel model) {
    return new Bounded(model);
  }

  private ChatRequest bounded(ChatRequest request) {
    Optional<Duration> set = request.timeouts().get(Kind.WHOLE).filter(whole -> !whole.isZero());
    return set.isPresent() && set.get().compareTo(limit) <= 0
        ? request
        : request.toBuilder().timeouts(request.timeouts().with(Kind.WHOLE, limit)).build();
  }

  @Override
  public String toString() {
    return "Deadline[" + limit + "]";
  }

  private final class Bounded extends ForwardingChatModel {
    Bounded(ChatModel inner) {
      super(inner);
    }

    @Override
    public Completion complete(ChatRequest request) {
      return inner().complete(bounded(request));
    }

    @Override
    public CompletionStream stream(ChatRequest request) {
      return inner().stream(streams ? bounded(request) : request);
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
      return type.isInstance(Deadline.this)
          ? Optional.of(type.cast(Deadline.this))
          : super.unwrap(type);
    }

    @Override
    public String toString() {
      return Deadline.this + " around " + inner();
    }
  }

  /** Builds a {@link Deadline}. Not thread-safe. */
  public static final class Builder {
    private Duration limit = Duration.ofMinutes(10);
    private boolean streams = true;

    private Builder() {}

    /**
     * Sets how long a call may take. Default 10 min.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder limit(Duration value) {
      limit = Checks.positive(value, "limit");
      return this;
    }

    /** Sets whether streams are bounded too, to their end. Default: yes. */
    public Builder streams(boolean bounded) {
      streams = bounded;
      return this;
    }

    /** {@return the policy} */
    public Deadline build() {
      return new Deadline(this);
    }
  }
}
