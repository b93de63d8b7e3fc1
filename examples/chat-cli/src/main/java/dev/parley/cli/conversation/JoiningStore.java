package dev.parley.cli.conversation;

import dev.parley.cli.process.Diagnostics;
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
import java.util.List;
import java.util.Optional;

/**
 * A store that appends a turn behind what another terminal has said meanwhile, and says so. The
 * answer is on the screen already and was paid for, so asking again would be no help.
 */
final class JoiningStore implements ConversationStore {
  /** Each time somebody else was faster. */
  private static final int MOST_ATTEMPTS = 20;

  private final ConversationStore store;
  private final Diagnostics diagnostics;

  JoiningStore(ConversationStore store, Diagnostics diagnostics) {
    this.store = store;
    this.diagnostics = diagnostics;
  }

  @Override
  public AppendResult append(
      ConversationId id, Version expected, AppendId once, List<Entry> entries) {
    Version version = expected;
    for (int attempt = 1; ; attempt++) {
      try {
        return store.append(id, version, once, entries);
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
      }
    }
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
  public Version fork(ConversationId from, long length, ConversationId to) {
    return store.fork(from, length, to);
  }

  @Override
  public void close() {
    store.close();
  }
}
