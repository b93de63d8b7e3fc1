package dev.parley.error;

import org.jspecify.annotations.Nullable;

/** The provider's content filter blocked the request. */
public final class ContentFilteredException extends ModelException {
  private static final long serialVersionUID = 1L;

  /** A failure; see {@link ModelException} for the parts of its message. */
  public ContentFilteredException(String problem, ErrorDetails details, @Nullable Throwable cause) {
    super(problem, details, cause);
  }

  @Override
  ContentFilteredException copy(ErrorDetails newDetails) {
    return new ContentFilteredException(problem(), newDetails, getCause());
  }
}
