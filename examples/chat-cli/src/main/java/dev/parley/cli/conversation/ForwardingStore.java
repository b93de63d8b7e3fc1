package dev.parley.cli.conversation;

import dev.parley.store.AppendId;
import dev.parley.store.AppendResult;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationInfo;
import dev.parley.store.ConversationPage;
import dev.parley.store.ConversationStore;
import dev.parley.store.Entry;
import dev.parley.store.Labels;
import dev.parley.store.Transcript;
import dev.parley.store.Version;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A store that leaves everything to another one. */
public class ForwardingStore implements ConversationStore {
  private final ConversationStore store;

  public ForwardingStore(ConversationStore store) {
    this.store = store;
  }

  @Override
  public AppendResult append(
      ConversationId id, Version expected, AppendId once, List<Entry> entries) {
    return store.append(id, expected, once, entries);
  }

  @Override
  public Transcript tail(ConversationId id, int most) {
    return store.tail(id, most);
  }

  @Override
  public Transcript page(ConversationId id, long first, int most) {
    return store.page(id, first, most);
  }

  @Override
  public Optional<ConversationInfo> info(ConversationId id) {
    return store.info(id);
  }

  @Override
  public boolean label(ConversationId id, Labels labels) {
    return store.label(id, labels);
  }

  @Override
  public boolean expire(ConversationId id, Optional<Duration> timeToLive) {
    return store.expire(id, timeToLive);
  }

  @Override
  public ConversationPage list(Optional<String> from, int most) {
    return store.list(from, most);
  }

  @Override
  public boolean delete(ConversationId id) {
    return store.delete(id);
  }

  @Override
  public void delete(ConversationId id, Version expected) {
    store.delete(id, expected);
  }

  @Override
  public Version fork(ConversationId from, long length, ConversationId to) {
    return store.fork(from, length, to);
  }

  @Override
  public void close() {
    store.close();
  }
}
