package dev.parley.error;

import org.jspecify.annotations.Nullable;

/** The account is out of money or quota. Waiting does not help: it is never retried. */
public final class QuotaExhaustedException extends ModelException {
  private static final long serialVersionUID = 1L;

  /** A failure; see {@link ModelException} for the parts of its message. */
  public QuotaExhaustedException(String problem, ErrorDetails details, @Nullable Throwable cause) {
    super(problem, details, cause);
  }

  /** {@return false, whatever the provider says} */
  @Override
  public boolean retryable() {
    return false;
  }

  @Override
  QuotaExhaustedException copy(ErrorDetails newDetails) {
    return new QuotaExhaustedException(problem(), newDetails, getCause());
  }
}
