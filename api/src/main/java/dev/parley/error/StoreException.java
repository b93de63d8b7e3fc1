package dev.parley.error;

import dev.parley.store.ConversationId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A conversation store could not do what it was asked. The type says what to do about it. */
public abstract sealed class StoreException extends ParleyException
    permits StoreConflictException,
        StoreDamagedException,
        StoreFullException,
        StoreRefusedException,
        StoreUnavailableException {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable ConversationId conversation;

  StoreException(String message, @Nullable ConversationId conversation, @Nullable Throwable cause) {
    super(message, cause);
    this.conversation = conversation;
  }

  /** {@return the conversation it is about, if it is about one} */
  public Optional<ConversationId> conversation() {
    return Optional.ofNullable(conversation);
  }
}
