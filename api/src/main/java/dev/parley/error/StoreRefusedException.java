package dev.parley.error;

import dev.parley.store.ConversationId;
import org.jspecify.annotations.Nullable;

/**
 * The store may not do that as it is set up: a wrong password, missing rights, files that others
 * could read, a replica that only reads. Nothing was written; trying again does not help. The
 * message says what to change.
 */
public final class StoreRefusedException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** A failure. */
  public StoreRefusedException(
      String message, @Nullable ConversationId conversation, @Nullable Throwable cause) {
    super(message, conversation, cause);
  }
}
