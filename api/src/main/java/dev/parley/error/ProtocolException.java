package dev.parley.error;

import org.jspecify.annotations.Nullable;

/** The provider's answer is not what its protocol says. Its log or a newer version may explain. */
public final class ProtocolException extends ModelException {
  private static final long serialVersionUID = 1L;

  /** A failure; see {@link ModelException} for the parts of its message. */
  public ProtocolException(String problem, ErrorDetails details, @Nullable Throwable cause) {
    super(problem, details, cause);
  }

  @Override
  ProtocolException copy(ErrorDetails newDetails) {
    return new ProtocolException(problem(), newDetails, getCause());
  }
}
