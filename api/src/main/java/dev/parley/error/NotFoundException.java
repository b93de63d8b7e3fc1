package dev.parley.error;

import org.jspecify.annotations.Nullable;

/** The provider knows no such model or address. Check the model's name and the base URL. */
public final class NotFoundException extends ModelException {
  private static final long serialVersionUID = 1L;

  /** A failure; see {@link ModelException} for the parts of its message. */
  public NotFoundException(String problem, ErrorDetails details, @Nullable Throwable cause) {
    super(problem, details, cause);
  }

  @Override
  NotFoundException copy(ErrorDetails newDetails) {
    return new NotFoundException(problem(), newDetails, getCause());
  }
}
