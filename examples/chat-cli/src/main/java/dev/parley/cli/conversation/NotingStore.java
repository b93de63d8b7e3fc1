package dev.parley.cli.conversation;

import dev.parley.store.AppendId;
import dev.parley.store.AppendResult;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationStore;
import dev.parley.store.Entry;
import dev.parley.store.Version;
import java.util.List;

/** A store that notes which conversation was appended to last, at once: a signal may end us. */
final class NotingStore extends ForwardingStore {
  private final LastConversation last;

  NotingStore(ConversationStore store, LastConversation last) {
    super(store);
    this.last = last;
  }

  @Override
  public AppendResult append(
      ConversationId id, Version expected, AppendId once, List<Entry> entries) {
    AppendResult result = super.append(id, expected, once, entries);
    last.is(id);
    return result;
  }
}
