package dev.parley.error;

import static java.util.Objects.requireNonNull;

import dev.parley.store.ConversationId;
import dev.parley.store.Version;

/**
 * The conversation is not where the writer thought; nothing was written. Read what is new and
 * decide anew.
 */
public final class StoreConflictException extends StoreException {
  private static final long serialVersionUID = 1L;

  private final transient Version current;

  /**
   * A conflict.
   *
   * @param current where the conversation is
   */
  public StoreConflictException(String message, ConversationId conversation, Version current) {
    super(message, conversation, null);
    this.current = requireNonNull(current, "current");
  }

  /** {@return where the conversation is; {@link Version#NONE} if there is none} */
  public Version current() {
    return current;
  }
}
