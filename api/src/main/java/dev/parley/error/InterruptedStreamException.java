package dev.parley.error;

import org.jspecify.annotations.Nullable;

/**
 * The stream broke off or ended without saying that it is complete. {@link #partial()} has what
 * came.
 */
public final class InterruptedStreamException extends ModelException {
  private static final long serialVersionUID = 1L;

  /** A failure; see {@link ModelException} for the parts of its message. */
  public InterruptedStreamException(
      String problem, ErrorDetails details, @Nullable Throwable cause) {
    super(problem, details, cause);
  }

  @Override
  boolean retryableByNature() {
    return true;
  }

  @Override
  InterruptedStreamException copy(ErrorDetails newDetails) {
    return new InterruptedStreamException(problem(), newDetails, getCause());
  }
}
