package dev.parley.testing;

import dev.parley.error.StoreConflictException;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps one conversation, and counts what is read of it; has no upkeep. */
public final class FakeStore implements ConversationStore {
  private final List<Entry> entries = new ArrayList<>();
  private final Map<AppendId, Version> appends = new HashMap<>();
  private final List<RuntimeException> failures = new ArrayList<>();
  private final List<Integer> reads = new ArrayList<>();
  private @Nullable Runnable beforeAppend;

  /** Appends, and then fails, as when an acknowledgement is lost. */
  public synchronized void loseAcknowledgement(RuntimeException failure) {
    failures.add(failure);
  }

  /** Runs once, before the next append. */
  public synchronized void beforeAppend(Runnable action) {
    beforeAppend = action;
  }

  /** How many entries each read has brought. */
  public synchronized List<Integer> reads() {
    return List.copyOf(reads);
  }

  public synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  public synchronized int appends() {
    return appends.size();
  }

  public synchronized void add(List<Entry> more) {
    append(new ConversationId("any"), version(), AppendId.random(), more);
  }

  private Version version() {
    return entries.isEmpty() ? Version.NONE : new Version("1", entries.size());
  }

  @Override
  public synchronized AppendResult append(
      ConversationId id, Version expected, AppendId once, List<Entry> added) {
    if (beforeAppend != null) {
      Runnable action = beforeAppend;
      beforeAppend = null;
      action.run();
    }
    if (appends.containsKey(once)) {
      return new AppendResult(appends.get(once), true);
    }
    if (!expected.equals(version())) {
      throw StoreConflictException.stale(id, expected, version());
    }
    entries.addAll(added);
    appends.put(once, version());
    if (!failures.isEmpty()) {
      throw failures.remove(0);
    }
    return new AppendResult(version(), false);
  }

  @Override
  public synchronized Transcript tail(ConversationId id, int most) {
    return page(id, Math.max(0, entries.size() - (long) most), most);
  }

  @Override
  public synchronized Transcript page(ConversationId id, long first, int most) {
    int from = (int) Math.min(first, entries.size());
    int to = (int) Math.min(from + (long) most, entries.size());
    reads.add(to - from);
    return new Transcript(from, entries.subList(from, to), version());
  }

  @Override
  public Optional<ConversationInfo> info(ConversationId id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean label(ConversationId id, Labels labels) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean expire(ConversationId id, Optional<Duration> timeToLive) {
    throw new UnsupportedOperationException();
  }

  @Override
  public ConversationPage list(Optional<String> from, int most) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean delete(ConversationId id) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void delete(ConversationId id, Version expected) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Version fork(ConversationId from, long length, ConversationId to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
