package dev.parley.error;

import dev.parley.store.ConversationId;
import org.jspecify.annotations.Nullable;

/**
 * What is kept cannot be read. The message says what of it is lost and what can be done; the rest
 * is kept as it is.
 */
public final class StoreDamagedException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** A failure. */
  public StoreDamagedException(
      String message, @Nullable ConversationId conversation, @Nullable Throwable cause) {
    super(message, conversation, cause);
  }
}
