package dev.parley.error;

import org.jspecify.annotations.Nullable;

/**
 * Parley itself refused the call; nothing was sent. Trying again later may help, unless it was
 * {@link Limiter#OFFLINE} or {@link Limiter#BUDGET}.
 */
public final class RefusedLocallyException extends ModelException {
  private static final long serialVersionUID = 1L;

  /** What may refuse a call before it is sent. */
  public enum Limiter {
    /** A rate limit, or its waiting room is full. */
    RATE_LIMIT,
    /** A circuit breaker that is open. */
    CIRCUIT_BREAKER,
    /** Too many calls at once. */
    BULKHEAD,
    /** {@code parley.offline} is set, and the server is on another machine. */
    OFFLINE,
    /** The money that may be spent would not have been enough. */
    BUDGET
  }

  private final Limiter limiter;

  /**
   * A failure; see {@link ModelException} for the parts of its message.
   *
   * @param limiter what refused it
   */
  public RefusedLocallyException(
      String problem, ErrorDetails details, Limiter limiter, @Nullable Throwable cause) {
    super(problem, details, cause);
    this.limiter = limiter;
  }

  /** {@return what refused it} */
  public Limiter limiter() {
    return limiter;
  }

  @Override
  boolean retryableByNature() {
    return limiter != Limiter.OFFLINE && limiter != Limiter.BUDGET;
  }

  @Override
  RefusedLocallyException copy(ErrorDetails newDetails) {
    return new RefusedLocallyException(problem(), newDetails, limiter, getCause());
  }
}
