package dev.parley.cli.conversation;

import dev.parley.cli.process.Diagnostics;
import dev.parley.error.StoreException;
import dev.parley.store.AppendId;
import dev.parley.store.AppendResult;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationStore;
import dev.parley.store.Entry;
import dev.parley.store.Version;
import dev.parley.store.memory.MemoryStore;
import java.util.List;

/** A store for what nobody asked to be kept: that it cannot be is told, and no failure. */
final class OptionalStore extends ForwardingStore {
  private final Diagnostics diagnostics;

  OptionalStore(ConversationStore store, Diagnostics diagnostics) {
    super(store);
    this.diagnostics = diagnostics;
  }

  @Override
  public AppendResult append(
      ConversationId id, Version expected, AppendId once, List<Entry> entries) {
    try {
      return super.append(id, expected, once, entries);
    } catch (StoreException e) {
      diagnostics.note("this turn is not kept: " + e.getMessage());
      return MemoryStore.create().append(id, Version.NONE, once, entries);
    }
  }
}
