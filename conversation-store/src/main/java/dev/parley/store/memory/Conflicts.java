package dev.parley.store.memory;

import dev.parley.error.StoreConflictException;
import dev.parley.store.ConversationId;
import dev.parley.store.Version;

/** Says what is not as the caller thought. */
final class Conflicts {
  private Conflicts() {}

  static StoreConflictException stale(ConversationId id, Version expected, Version current) {
    return new StoreConflictException(
        "nothing was appended: the conversation has "
            + current.length()
            + " entries, where "
            + expected.length()
            + " were expected"
            + (expected.length() == current.length() ? ", and was begun anew meanwhile" : "")
            + "; read what is new and append again",
        id,
        current);
  }

  static StoreConflictException exists(ConversationId id, Version current) {
    return new StoreConflictException(
        "nothing was forked: the new conversation exists already; choose another id", id, current);
  }

  static StoreConflictException tooShort(ConversationId id, long length, Version current) {
    return new StoreConflictException(
        "nothing was forked: the conversation has " + current.length() + " entries, not " + length,
        id,
        current);
  }
}
