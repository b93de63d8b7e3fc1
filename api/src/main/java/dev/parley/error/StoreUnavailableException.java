package dev.parley.error;

import dev.parley.store.ConversationId;
import org.jspecify.annotations.Nullable;

/**
 * The store cannot be reached, or does not answer in time. An append may have been made: repeat it
 * with the same {@code AppendId} to be sure.
 */
public final class StoreUnavailableException extends StoreException {
  private static final long serialVersionUID = 1L;

  /** A failure. */
  public StoreUnavailableException(
      String message, @Nullable ConversationId conversation, @Nullable Throwable cause) {
    super(message, conversation, cause);
  }
}
