package dev.parley.cli.chat;

import dev.parley.cli.conversation.ForwardingStore;
import dev.parley.store.AppendId;
import dev.parley.store.AppendResult;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationStore;
import dev.parley.store.Entry;
import dev.parley.store.Version;
import java.util.ArrayList;
import java.util.List;

/** A store that remembers what this chat has appended, to tell it from what others have. */
final class WatchedStore extends ForwardingStore {
  /** The entries of one append: from the first, to the one behind the last. */
  private record Range(long from, long to) {}

  private final List<Range> own = new ArrayList<>();
  private boolean appended;

  WatchedStore(ConversationStore store) {
    super(store);
  }

  @Override
  public synchronized AppendResult append(
      ConversationId id, Version expected, AppendId once, List<Entry> entries) {
    AppendResult result = super.append(id, expected, once, entries);
    long length = result.version().length();
    own.add(new Range(length - entries.size(), length));
    appended = true;
    return result;
  }

  /** {@return whether this chat has appended the entry at that place} */
  synchronized boolean isOwn(long place) {
    return own.stream().anyMatch(range -> range.from() <= place && place < range.to());
  }

  /** Forgets what was appended; it has been looked at. */
  synchronized void forget() {
    own.clear();
  }

  /** What is appended from now on is told by {@link #hasAppended}. */
  synchronized void begin() {
    appended = false;
  }

  /** {@return whether this chat has appended something since {@link #begin}} */
  synchronized boolean hasAppended() {
    return appended;
  }
}
