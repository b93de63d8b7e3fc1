package dev.parley.error;

import org.jspecify.annotations.Nullable;

/** The caller cancelled: by {@code close()} or by interrupting the thread. */
public final class CancelledException extends ModelException {
  private static final long serialVersionUID = 1L;

  /** A failure; see {@link ModelException} for the parts of its message. */
  public CancelledException(String problem, ErrorDetails details, @Nullable Throwable cause) {
    super(problem, details, cause);
  }

  /** {@return false, whatever the provider says} */
  @Override
  public boolean retryable() {
    return false;
  }

  @Override
  CancelledException copy(ErrorDetails newDetails) {
    return new CancelledException(problem(), newDetails, getCause());
  }
}
