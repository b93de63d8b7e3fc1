package dev.parley.error;

import dev.parley.store.ConversationId;
import org.jspecify.annotations.Nullable;

/** There is no room; nothing was written. Make room, then try again. */
public final class StoreFullException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** A failure. */
  public StoreFullException(
      String message, @Nullable ConversationId conversation, @Nullable Throwable cause) {
    super(message, conversation, cause);
  }
}
