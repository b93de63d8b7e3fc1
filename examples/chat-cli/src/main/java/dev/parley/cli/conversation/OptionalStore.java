package dev.parley.cli.conversation;

import dev.parley.error.StoreConflictException;
import dev.parley.error.StoreException;
import dev.parley.store.AppendId;
import dev.parley.store.AppendResult;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationInfo;
import dev.parley.store.ConversationStore;
import dev.parley.store.Entry;
import dev.parley.store.Transcript;
import dev.parley.store.Version;
import dev.parley.store.memory.MemoryStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store for what nobody asked to be kept: that it cannot be is told once, and no failure. All
 * that is said through it is in memory too, where it goes on from then on, so that the model
 * forgets nothing. It is for conversations that begin with it.
 */
final class OptionalStore extends ForwardingStore {
  /** What was said while all went well: few stores fail, and then it is put into memory. */
  private final List<Consumer<ConversationStore>> said = new ArrayList<>();

  private @Nullable ConversationStore memory;
  private final Consumer<StoreException> teller;

  /** What tells the conversations of the store apart: they stay the same ones in memory. */
  private final Map<String, String> incarnations = new HashMap<>();

  private boolean failed;

  /** A store whose first failure is told to {@code teller}. */
  OptionalStore(ConversationStore store, Consumer<StoreException> teller) {
    super(store);
    this.teller = teller;
  }

  @Override
  public synchronized AppendResult append(
      ConversationId id, Version expected, AppendId once, List<Entry> entries) {
    Optional<AppendResult> kept = attempt(() -> super.append(id, expected, once, entries));
    if (kept.isPresent()) {
      incarnations.put(id.text(), kept.get().version().incarnation());
      remember(into -> append(into, id, once, entries));
      return kept.get();
    }
    AppendResult remembered = append(memory(), id, once, entries);
    return new AppendResult(known(id, remembered.version()), remembered.repeated());
  }

  private static AppendResult append(
      ConversationStore memory, ConversationId id, AppendId once, List<Entry> entries) {
    Version version = memory.info(id).map(ConversationInfo::version).orElse(Version.NONE);
    return memory.append(id, version, once, entries);
  }

  private void remember(Consumer<ConversationStore> change) {
    if (memory == null) {
      said.add(change);
    } else {
      change.accept(memory);
    }
  }

  private ConversationStore memory() {
    if (memory == null) {
      memory = MemoryStore.create();
      for (Consumer<ConversationStore> change : said) {
        change.accept(memory);
      }
      said.clear();
    }
    return memory;
  }

  @Override
  public synchronized Transcript tail(ConversationId id, int most) {
    return attempt(() -> super.tail(id, most)).orElseGet(() -> known(id, memory().tail(id, most)));
  }

  @Override
  public synchronized Transcript page(ConversationId id, long first, int most) {
    return attempt(() -> super.page(id, first, most))
        .orElseGet(() -> known(id, memory().page(id, first, most)));
  }

  @Override
  public synchronized Optional<ConversationInfo> info(ConversationId id) {
    return attempt(() -> super.info(id)).orElseGet(() -> memory().info(id).map(this::known));
  }

  @Override
  public synchronized boolean delete(ConversationId id) {
    boolean was = memory().delete(id);
    incarnations.remove(id.text());
    return attempt(() -> super.delete(id)).orElse(was);
  }

  @Override
  public synchronized void delete(ConversationId id, Version expected) {
    boolean kept =
        attempt(
                () -> {
                  super.delete(id, expected);
                  return true;
                })
            .isPresent();
    Version remembered =
        memory().info(id).map(this::known).map(ConversationInfo::version).orElse(Version.NONE);
    if (!kept && !remembered.equals(expected)) {
      throw StoreConflictException.notDeleted(id, expected, remembered);
    }
    memory().delete(id);
    incarnations.remove(id.text());
  }

  @Override
  public synchronized Version fork(ConversationId from, long length, ConversationId to) {
    if (failed) {
      return memory().fork(from, length, to);
    }
    Optional<Version> kept = attempt(() -> super.fork(from, length, to));
    kept.ifPresent(version -> incarnations.put(to.text(), version.incarnation()));
    if (kept.isPresent() && !holds(from, length)) {
      return kept.get(); // Another process has had a part in it.
    }
    Version remembered = memory().fork(from, length, to);
    return kept.orElseGet(() -> known(to, remembered));
  }

  private Version known(ConversationId id, Version version) {
    return version.exists()
        ? new Version(incarnations.getOrDefault(id.text(), version.incarnation()), version.length())
        : version;
  }

  private Transcript known(ConversationId id, Transcript part) {
    return new Transcript(part.first(), part.entries(), known(id, part.version()));
  }

  private ConversationInfo known(ConversationInfo info) {
    return new ConversationInfo(
        info.id(),
        known(info.id(), info.version()),
        info.begun(),
        info.changed(),
        info.labels(),
        info.model(),
        info.expires());
  }

  private boolean holds(ConversationId id, long length) {
    return memory().info(id).filter(info -> info.version().length() >= length).isPresent();
  }

  /** What it comes to in the store; empty if the store has failed, now or before. */
  private <T> Optional<T> attempt(Supplier<T> work) {
    if (failed) {
      return Optional.empty();
    }
    try {
      return Optional.of(work.get());
    } catch (StoreConflictException e) {
      throw e; // It works.
    } catch (StoreException e) {
      failed = true;
      teller.accept(e);
      return Optional.empty();
    }
  }
}
