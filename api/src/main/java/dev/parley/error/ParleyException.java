package dev.parley.error;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything that Parley throws on purpose. Its message says what, where, what next.
 */
public abstract sealed class ParleyException extends RuntimeException
    permits ConfigurationException, ModelException, StoreException, UnreadableDataException {
  private static final long serialVersionUID = 1L;

  ParleyException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
