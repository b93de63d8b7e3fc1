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

  /** {@return the error of an append to what is no longer at {@code expected}} */
  public static StoreConflictException stale(
      ConversationId conversation, Version expected, Version current) {
    return moved("appended", "append again", conversation, expected, current);
  }

  /** {@return the error of a deletion of what is no longer at {@code expected}} */
  public static StoreConflictException notDeleted(
      ConversationId conversation, Version expected, Version current) {
    return moved("deleted", "decide again", conversation, expected, current);
  }

  private static StoreConflictException moved(
      String done, String next, ConversationId conversation, Version expected, Version current) {
    String where =
        current.exists()
            ? "the conversation has " + current.length() + " entries"
            : "there is no such conversation";
    String anew =
        expected.length() == current.length() ? ", and it was deleted and begun anew" : "";
    return new StoreConflictException(
        "nothing was "
            + done
            + ": "
            + where
            + ", where "
            + expected.length()
            + " were expected"
            + anew
            + "; read what is new and "
            + next,
        conversation,
        current);
  }

  /** {@return the error of a fork to what exists already} */
  public static StoreConflictException exists(ConversationId conversation, Version current) {
    return new StoreConflictException(
        "nothing was forked: the new conversation exists already; choose another id",
        conversation,
        current);
  }

  /** {@return the error of a fork at a place that is not there} */
  public static StoreConflictException tooShort(
      ConversationId conversation, long length, Version current) {
    return new StoreConflictException(
        "nothing was forked: the conversation has "
            + current.length()
            + " entries, not the first "
            + length
            + "; read it again",
        conversation,
        current);
  }

  /** {@return where the conversation is; {@link Version#NONE} if there is none} */
  public Version current() {
    return current;
  }
}
