package dev.parley.error;

import org.jspecify.annotations.Nullable;

/** The key is good, but not for this: a model, a region, a project. */
public final class PermissionDeniedException extends ModelException {
  private static final long serialVersionUID = 1L;

  /** A failure; see {@link ModelException} for the parts of its message. */
  public PermissionDeniedException(
      String problem, ErrorDetails details, @Nullable Throwable cause) {
    super(problem, details, cause);
  }

  @Override
  PermissionDeniedException copy(ErrorDetails newDetails) {
    return new PermissionDeniedException(problem(), newDetails, getCause());
  }
}
