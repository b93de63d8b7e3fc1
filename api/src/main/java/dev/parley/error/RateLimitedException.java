package dev.parley.error;

import org.jspecify.annotations.Nullable;

/** Too much in too short a time. Wait for {@link #retryAfter()}, or a little, and try again. */
public final class RateLimitedException extends ModelException {
  private static final long serialVersionUID = 1L;

  /** A failure; see {@link ModelException} for the parts of its message. */
  public RateLimitedException(String problem, ErrorDetails details, @Nullable Throwable cause) {
    super(problem, details, cause);
  }

  @Override
  boolean retryableByNature() {
    return true;
  }

  @Override
  RateLimitedException copy(ErrorDetails newDetails) {
    return new RateLimitedException(problem(), newDetails, getCause());
  }
}
