package dev.parley.cli.conversation;

import dev.parley.cli.process.Diagnostics;
import dev.parley.error.StoreConflictException;
import dev.parley.message.SystemMessage;
import dev.parley.store.AppendId;
import dev.parley.store.AppendResult;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationStore;
import dev.parley.store.Entry;
import dev.parley.store.Version;
import java.util.List;

/**
 * A store that appends a turn behind what another terminal has said meanwhile, and says so. The
 * answer is on the screen already and was paid for, so asking again would be no help.
 */
final class JoiningStore extends ForwardingStore {
  /** Each time somebody else was faster. */
  private static final int MOST_ATTEMPTS = 20;

  private final Diagnostics diagnostics;

  JoiningStore(ConversationStore store, Diagnostics diagnostics) {
    super(store);
    this.diagnostics = diagnostics;
  }

  @Override
  public AppendResult append(
      ConversationId id, Version expected, AppendId once, List<Entry> entries) {
    Version version = expected;
    List<Entry> turn = entries;
    for (int attempt = 1; ; attempt++) {
      try {
        return super.append(id, version, once, turn);
      } catch (StoreConflictException e) {
        if (attempt == MOST_ATTEMPTS) {
          throw e;
        } else if (attempt == 1) {
          diagnostics.note(
              "another process has added to \""
                  + id
                  + "\" meanwhile; this turn is kept behind that, and its answer did not know it");
        }
        version = e.current();
        turn = version.exists() && !expected.exists() ? withoutBeginning(entries) : entries;
      }
    }
  }

  /** The system message is at the beginning of a conversation, and that another process made. */
  private static List<Entry> withoutBeginning(List<Entry> entries) {
    int first = 0;
    while (first < entries.size() && entries.get(first).message() instanceof SystemMessage) {
      first++;
    }
    return entries.subList(first, entries.size());
  }
}
