package dev.parley.store.memory;

import static java.util.Objects.requireNonNull;

import dev.parley.error.StoreConflictException;
import dev.parley.spi.StoreCheck;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps conversations in the memory of this process, for its threads. When there are too many the
 * one goes that has not been appended to for the longest time; one that is too old goes as well.
 *
 * <p>Thread-safe. It has no threads of its own: what is too old goes with the next call.
 */
public final class MemoryStore implements ConversationStore {
  private final int mostConversations;
  private final Optional<Duration> timeToLive;
  private final InstantSource clock;

  /** In the order of their last appends. */
  private final Map<ConversationId, Kept> conversations = new LinkedHashMap<>();

  /** In the order in which they were begun, which never changes: lists go by it. */
  private final NavigableMap<Long, ConversationId> begun = new TreeMap<>();

  private long lastBegun;
  private boolean closed;

  private MemoryStore(Builder builder) {
    mostConversations = builder.mostConversations;
    timeToLive = Optional.ofNullable(builder.timeToLive);
    clock = builder.clock;
  }

  /** {@return a store for 10,000 conversations of any age} */
  public static MemoryStore create() {
    return builder().build();
  }

  /** {@return a builder} */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public synchronized AppendResult append(
      ConversationId id, Version expected, AppendId once, List<Entry> entries) {
    requireNonNull(id, "id");
    requireNonNull(expected, "expected");
    requireNonNull(once, "once");
    List<Entry> added = StoreCheck.entries(entries);
    Instant now = now();
    Kept kept = find(id, now);
    if (kept != null && kept.result(once).isPresent()) {
      return new AppendResult(kept.result(once).get(), true);
    }
    Version current = kept == null ? Version.NONE : kept.version();
    if (!current.equals(expected)) {
      throw StoreConflictException.stale(id, expected, current);
    }
    Kept target = kept == null ? begin(id, now) : kept;
    target.append(once, added, now);
    touch(id, target, now);
    return new AppendResult(target.version(), false);
  }

  private Kept begin(ConversationId id, Instant now) {
    Kept kept = new Kept(++lastBegun, now);
    begun.put(lastBegun, id);
    return kept;
  }

  /** Puts it last. If there are too many, those go that are too old, or else the first. */
  private void touch(ConversationId id, Kept kept, Instant now) {
    conversations.remove(id);
    conversations.put(id, kept);
    if (conversations.size() > mostConversations) {
      // One with a time to live of its own may be too old anywhere in the order.
      conversations.entrySet().stream()
          .filter(each -> each.getValue().isGone(now, timeToLive))
          .map(Map.Entry::getKey)
          .toList()
          .forEach(this::remove);
    }
    if (conversations.size() > mostConversations) {
      remove(conversations.keySet().iterator().next());
    }
  }

  private boolean remove(ConversationId id) {
    Kept removed = conversations.remove(id);
    if (removed != null) {
      begun.remove(removed.begun());
    }
    return removed != null;
  }

  /** The conversation, unless it is too old. */
  private @Nullable Kept find(ConversationId id, Instant now) {
    requireNonNull(id, "id");
    Kept kept = conversations.get(id);
    if (kept != null && kept.isGone(now, timeToLive)) {
      remove(id);
      return null;
    }
    return kept;
  }

  /** The time, in which the oldest go that nobody asks for any more. */
  private Instant now() {
    if (closed) {
      throw StoreCheck.closed();
    }
    Instant now = clock.instant();
    conversations.entrySet().stream()
        .takeWhile(oldest -> oldest.getValue().isGone(now, timeToLive))
        .map(Map.Entry::getKey)
        .toList()
        .forEach(this::remove);
    return now;
  }

  @Override
  public synchronized Transcript tail(ConversationId id, int most) {
    StoreCheck.most(most);
    Kept kept = find(id, now());
    return kept == null ? Transcript.none() : kept.page(kept.version().length() - most, most);
  }

  @Override
  public synchronized Transcript page(ConversationId id, long first, int most) {
    StoreCheck.most(most);
    StoreCheck.first(first);
    Kept kept = find(id, now());
    return kept == null ? Transcript.none() : kept.page(first, most);
  }

  @Override
  public synchronized Optional<ConversationInfo> info(ConversationId id) {
    return Optional.ofNullable(find(id, now())).map(kept -> kept.info(id, timeToLive));
  }

  @Override
  public synchronized boolean label(ConversationId id, Labels labels) {
    requireNonNull(labels, "labels");
    Kept kept = find(id, now());
    if (kept != null) {
      kept.label(labels);
    }
    return kept != null;
  }

  @Override
  public synchronized boolean expire(ConversationId id, Optional<Duration> timeToLive) {
    StoreCheck.timeToLive(timeToLive);
    Kept kept = find(id, now());
    if (kept != null) {
      kept.expire(timeToLive);
    }
    return kept != null;
  }

  @Override
  public synchronized ConversationPage list(Optional<String> from, int most) {
    StoreCheck.most(most);
    Instant now = now();
    List<ConversationInfo> page = new ArrayList<>();
    long last = from.map(MemoryStore::place).orElse(0L);
    for (Map.Entry<Long, ConversationId> each : begun.tailMap(last, false).entrySet()) {
      if (page.size() == most) {
        return new ConversationPage(page, Optional.of(Long.toString(last)));
      }
      Kept kept = requireNonNull(conversations.get(each.getValue()));
      if (!kept.isGone(now, timeToLive)) {
        page.add(kept.info(each.getValue(), timeToLive));
      }
      last = each.getKey();
    }
    return new ConversationPage(page, Optional.empty());
  }

  private static long place(String next) {
    try {
      return Long.parseLong(next);
    } catch (NumberFormatException e) {
      throw StoreCheck.noSuchPage();
    }
  }

  @Override
  public synchronized boolean delete(ConversationId id) {
    boolean exists = find(id, now()) != null;
    remove(id);
    return exists;
  }

  @Override
  public synchronized void delete(ConversationId id, Version expected) {
    Kept kept = find(id, now());
    Version current = kept == null ? Version.NONE : kept.version();
    if (!current.equals(requireNonNull(expected, "expected"))) {
      throw StoreConflictException.notDeleted(id, expected, current);
    }
    remove(id);
  }

  @Override
  public synchronized Version fork(ConversationId from, long length, ConversationId to) {
    StoreCheck.length(length);
    Instant now = now();
    Kept source = find(from, now);
    Kept target = find(to, now);
    if (target != null) {
      throw StoreConflictException.exists(to, target.version());
    } else if (source == null || source.version().length() < length) {
      throw StoreConflictException.tooShort(
          from, length, source == null ? Version.NONE : source.version());
    }
    Kept fork = begin(to, now);
    fork.append(AppendId.random(), source.page(0, Math.toIntExact(length)).entries(), now);
    touch(to, fork, now);
    return fork.version();
  }

  /** Forgets everything. */
  @Override
  public synchronized void close() {
    closed = true;
    conversations.clear();
    begun.clear();
  }

  /** {@return how many conversations there are, never what they say} */
  @Override
  public synchronized String toString() {
    return "MemoryStore[" + conversations.size() + "]";
  }

  /** Builds a {@link MemoryStore}. Not thread-safe. */
  public static final class Builder {
    private int mostConversations = 10_000;
    private @Nullable Duration timeToLive;
    private InstantSource clock = InstantSource.system();

    private Builder() {}

    /**
     * Sets how many conversations are kept. Default 10,000.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder mostConversations(int value) {
      StoreCheck.most(value);
      mostConversations = value;
      return this;
    }

    /**
     * Sets how long a conversation is kept to which nothing is appended. Default: for ever.
     *
     * @throws IllegalArgumentException if it is less than a millisecond
     */
    public Builder timeToLive(Duration value) {
      StoreCheck.timeToLive(Optional.of(value));
      timeToLive = value;
      return this;
    }

    /** Sets what the time is, for tests. Default: the system's. */
    public Builder clock(InstantSource value) {
      clock = requireNonNull(value, "clock");
      return this;
    }

    /** {@return the store} */
    public MemoryStore build() {
      return new MemoryStore(this);
    }
  }
}
