package dev.parley.error;

import org.jspecify.annotations.Nullable;

/** The provider does not accept the key. Check the key's setting. */
public final class AuthenticationException extends ModelException {
  private static final long serialVersionUID = 1L;

  /** A failure; see {@link ModelException} for the parts of its message. */
  public AuthenticationException(String problem, ErrorDetails details, @Nullable Throwable cause) {
    super(problem, details, cause);
  }

  @Override
  AuthenticationException copy(ErrorDetails newDetails) {
    return new AuthenticationException(problem(), newDetails, getCause());
  }
}
