package dev.parley.error;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The request, with the answer it asks for, does not fit the model's context. Shorten it. */
public final class ContextTooLongException extends ModelException {
  private static final long serialVersionUID = 1L;

  private final transient OptionalLong limit;
  private final transient OptionalLong size;

  /**
   * A failure; see {@link ModelException} for the parts of its message.
   *
   * @param limit the size of the context in tokens, where the provider tells it
   * @param size the size of the request in tokens, where the provider tells it
   */
  public ContextTooLongException(
      String problem,
      ErrorDetails details,
      OptionalLong limit,
      OptionalLong size,
      @Nullable Throwable cause) {
    super(problem, details, cause);
    this.limit = limit;
    this.size = size;
  }

  /** {@return the size of the context in tokens, where the provider tells it} */
  public OptionalLong limit() {
    return limit;
  }

  /** {@return the size of the request in tokens, where the provider tells it} */
  public OptionalLong size() {
    return size;
  }

  @Override
  ContextTooLongException copy(ErrorDetails newDetails) {
    return new ContextTooLongException(problem(), newDetails, limit, size, getCause());
  }
}
