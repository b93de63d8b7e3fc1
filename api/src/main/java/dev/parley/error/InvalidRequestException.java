package dev.parley.error;

import org.jspecify.annotations.Nullable;

/** The provider finds the request wrong. Change the request; sending it again is no use. */
public final class InvalidRequestException extends ModelException {
  private static final long serialVersionUID = 1L;

  /** A failure; see {@link ModelException} for the parts of its message. */
  public InvalidRequestException(String problem, ErrorDetails details, @Nullable Throwable cause) {
    super(problem, details, cause);
  }

  @Override
  InvalidRequestException copy(ErrorDetails newDetails) {
    return new InvalidRequestException(problem(), newDetails, getCause());
  }
}
