package dev.parley.error;

import org.jspecify.annotations.Nullable;

/** The provider is overloaded, loading or broken. Trying again later may help. */
public final class UnavailableException extends ModelException {
  private static final long serialVersionUID = 1L;

  /** A failure; see {@link ModelException} for the parts of its message. */
  public UnavailableException(String problem, ErrorDetails details, @Nullable Throwable cause) {
    super(problem, details, cause);
  }

  @Override
  boolean retryableByNature() {
    return true;
  }

  @Override
  UnavailableException copy(ErrorDetails newDetails) {
    return new UnavailableException(problem(), newDetails, getCause());
  }
}
