package dev.parley.policies;

import dev.parley.chat.ModelId;
import dev.parley.error.ModelException;
import dev.parley.error.RefusedLocallyException.Limiter;
import java.time.Duration;
import java.util.Optional;

/**
 * Something that a policy did. As text none has a prompt, an answer or a key; a failure may bring
 * what had come of the answer, see {@link ModelException#partial()}.
 */
public sealed interface PolicyEvent {

  /** {@return the model that the policy wraps, or wrapped at the time} */
  ModelId model();

  /**
   * A retry's attempt is over.
   *
   * @param attempt its number in the call, from 1
   * @param took from its beginning to its end; for a stream that is the end of the stream
   * @param failure why it failed; empty if it did not, or the stream was closed
   */
  record AttemptEnded(ModelId model, int attempt, Duration took, Optional<ModelException> failure)
      implements PolicyEvent {}

  /**
   * A call is about to be tried again, after a wait.
   *
   * @param attempt the number of the coming attempt, from 2
   * @param failure of the one before
   */
  record RetryScheduled(ModelId model, int attempt, Duration delay, ModelException failure)
      implements PolicyEvent {}

  /**
   * A failed call is not tried again.
   *
   * @param attempts how many there were
   */
  record RetryGivenUp(ModelId model, int attempts, Reason reason, ModelException failure)
      implements PolicyEvent {
    /** Why a call is not tried again. */
    public enum Reason {
      /** The error is one that another attempt would meet too. */
      NOT_RETRYABLE,
      /** There were as many attempts as there may be. */
      ATTEMPTS,
      /** The server asks to wait for longer than anyone should. */
      HINT_TOO_LONG,
      /** The time-out of the whole call would pass first. */
      DEADLINE,
      /** Too many of the recent calls were retries. */
      BUDGET
    }
  }

  /**
   * A fallback goes on to another model.
   *
   * @param model the one that failed
   * @param took from the beginning of its attempt to its failure
   */
  record Switched(ModelId model, ModelId to, Duration took, ModelException failure)
      implements PolicyEvent {}

  /**
   * A call had to wait for a limit, or was refused by it.
   *
   * @param waited for how long
   * @param admitted whether it was let in then
   */
  record Limited(ModelId model, Limiter limiter, Duration waited, boolean admitted)
      implements PolicyEvent {}

  /**
   * A circuit breaker has opened, half opened or closed.
   *
   * @param model whose call made it so
   * @param lasted how long it was in the state before
   */
  record BreakerChanged(
      ModelId model, CircuitBreaker.State from, CircuitBreaker.State to, Duration lasted)
      implements PolicyEvent {}
}
