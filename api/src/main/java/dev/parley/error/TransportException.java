package dev.parley.error;

import org.jspecify.annotations.Nullable;

/** The connection could not be made, or broke before an answer began. */
public final class TransportException extends ModelException {
  private static final long serialVersionUID = 1L;

  /** A failure; see {@link ModelException} for the parts of its message. */
  public TransportException(String problem, ErrorDetails details, @Nullable Throwable cause) {
    super(problem, details, cause);
  }

  @Override
  boolean retryableByNature() {
    return true;
  }

  @Override
  TransportException copy(ErrorDetails newDetails) {
    return new TransportException(problem(), newDetails, getCause());
  }
}
