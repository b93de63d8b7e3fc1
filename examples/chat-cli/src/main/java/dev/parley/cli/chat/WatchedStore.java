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
import java.util.Optional;

/** A store that remembers what this chat has appended, to tell it from what others have. */
final class WatchedStore extends ForwardingStore {
  /** The entries of one append: from the first, to the one behind the last. */
  private record Range(long from, long to) {}

  private final List<Range> own = new ArrayList<>();
  private Optional<Entry> last = Optional.empty();

  WatchedStore(ConversationStore store) {
    super(store);
  }

  @Override
  public synchronized AppendResult append(
      ConversationId id, Version expected, AppendId once, List<Entry> entries) {
    AppendResult result = super.append(id, expected, once, entries);
    long length = result.version().length();
    own.add(new Range(length - entries.size(), length));
    last = Optional.of(entries.get(entries.size() - 1));
    return result;
  }

  /** {@return whether this chat has appended the entry at that place} */
  synchronized boolean isOwn(long place) {
    return own.stream().anyMatch(range -> range.from() <= place && place < range.to());
  }

  /** Forgets what was appended; it has been looked at. */
  synchronized void forget() {
    own.clear();
    last = Optional.empty();
  }

  /** {@return the last entry that was appended since it was forgotten} */
  synchronized Optional<Entry> last() {
    return last;
  }
}
