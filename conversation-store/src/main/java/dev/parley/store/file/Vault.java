package dev.parley.store.file;

import dev.parley.error.StoreDamagedException;
import dev.parley.error.StoreRefusedException;
import dev.parley.store.ConversationId;
import dev.parley.store.file.Disk.OpenFile;
import dev.parley.store.file.Folder.Place;
import dev.parley.store.file.Mending.Mended;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Opens the files of conversations: to read without the lock as long as they look right, and with
 * it otherwise. What is too old is removed by whoever meets it.
 */
final class Vault {
  final Folder folder;
  final Disk disk;
  final Mending mending;
  final Unforced unforced = new Unforced();
  private final Locks locks;
  private final Duration wait;
  private final Optional<Duration> timeToLive;
  private final InstantSource clock;

  Vault(
      Folder folder,
      Disk disk,
      Locks locks,
      Duration wait,
      Optional<Duration> timeToLive,
      InstantSource clock,
      Consumer<FoundDamage> listener) {
    this.folder = folder;
    this.disk = disk;
    this.locks = locks;
    this.wait = wait;
    this.timeToLive = timeToLive;
    this.clock = clock;
    mending = new Mending(folder, disk, unforced, listener);
  }

  /** What is done with files. */
  @FunctionalInterface
  interface Work<T extends @Nullable Object> {
    T run() throws IOException, InterruptedException;
  }

  /** What is read of a snapshot. */
  @FunctionalInterface
  interface Look<T> {
    T at(Snapshot snapshot) throws IOException, IrregularException;
  }

  /** Makes the disk's failures the store's. */
  <T extends @Nullable Object> T guard(@Nullable ConversationId id, Work<T> work) {
    try {
      return work.run();
    } catch (StoreRefusedException e) {
      if (id == null || e.conversation().isPresent()) {
        throw e;
      }
      throw new StoreRefusedException(String.valueOf(e.getMessage()), id, e);
    } catch (IOException e) {
      throw Failures.of(e, id, folder.root());
    } catch (InterruptedException e) {
      throw Failures.interrupted(id);
    }
  }

  /** Does it when nobody else changes the conversation. */
  <T extends @Nullable Object> T locked(Place place, @Nullable ConversationId id, Work<T> work)
      throws IOException, InterruptedException {
    Locks.Held held = locks.lock(place.lock(), wait);
    if (held == null) {
      throw Failures.locked(id, wait);
    }
    try (held) {
      return work.run();
    }
  }

  /** What {@code look} finds in a conversation; empty if there is none. */
  <T> Optional<T> read(Place place, @Nullable ConversationId id, Look<T> look)
      throws IOException, InterruptedException {
    try (Snapshot snapshot = snapshot(place, id)) {
      return snapshot == null ? Optional.empty() : Optional.of(look.at(snapshot));
    } catch (IrregularException e) {
      return locked(place, id, () -> readMended(place, id, look));
    }
  }

  /** A snapshot of a conversation, to be closed; null if there is none. */
  @Nullable Snapshot snapshot(Place place, @Nullable ConversationId id)
      throws IOException, InterruptedException {
    Snapshot snapshot;
    try {
      snapshot = open(place, Long.MAX_VALUE);
    } catch (IrregularException e) {
      snapshot = openIrregular(place, id);
    }
    if (snapshot != null && isGone(snapshot.last())) {
      snapshot.close();
      ifFree(place, () -> removeIfGone(place));
      return null;
    } else if (snapshot != null && !isItsOwn(place, snapshot.header())) {
      snapshot.close();
      throw foreign(place, id);
    }
    return snapshot;
  }

  /** Mends it, unless it is being written: what is before the line that is not finished stands. */
  private @Nullable Snapshot openIrregular(Place place, @Nullable ConversationId id)
      throws IOException, InterruptedException {
    Locks.Held held = locks.lock(place.lock(), Duration.ZERO);
    if (held != null) {
      try (held) {
        return openMended(place, id);
      }
    }
    Snapshot before = openUnfinished(place);
    return before == null ? locked(place, id, () -> openMended(place, id)) : before;
  }

  /** Opens up to the end of the last whole line; null if that is not to be understood either. */
  private @Nullable Snapshot openUnfinished(Place place) throws IOException {
    try (OpenFile file = folder.has(place) ? disk.open(place.file(), false) : null) {
      Snapshot snapshot = file == null ? null : open(place, Snapshot.lastLineEnd(file));
      if (snapshot != null) {
        snapshot.ignoreRest();
      }
      return snapshot;
    } catch (NoSuchFileException | IrregularException e) {
      return null; // Whoever has the lock knows what it is.
    }
  }

  /** Opens when nobody writes: what is wrong now stays. */
  private @Nullable Snapshot openMended(Place place, @Nullable ConversationId id)
      throws IOException {
    try {
      return open(place, Long.MAX_VALUE);
    } catch (IrregularException e) {
      return mend(place, id, snapshot -> snapshot);
    }
  }

  /** Reads when nobody writes. */
  private <T> Optional<T> readMended(Place place, @Nullable ConversationId id, Look<T> look)
      throws IOException {
    try (Snapshot snapshot = open(place, Long.MAX_VALUE)) {
      return snapshot == null ? Optional.empty() : Optional.of(look.at(snapshot));
    } catch (IrregularException e) {
      return Optional.ofNullable(
          mend(
              place,
              id,
              snapshot -> {
                try (snapshot) {
                  return look.at(snapshot);
                }
              }));
    }
  }

  /** Mends a file and looks at what is left of it, which is to be closed; null if nothing is. */
  private <T> @Nullable T mend(Place place, @Nullable ConversationId id, Look<T> look)
      throws IOException {
    Mended mended = mend(place, id);
    if (mended == null) {
      return null;
    }
    try {
      Snapshot snapshot = open(place, mended.scan().end());
      if (snapshot == null) {
        return null;
      }
      if (mended.isLeft()) {
        snapshot.ignoreRest();
      }
      try {
        snapshot.indexLines();
      } catch (IOException e) {
        snapshot.close();
        throw e;
      }
      return look.at(snapshot);
    } catch (IrregularException e) {
      throw Mending.damaged(place, id, mended.scan().damage());
    }
  }

  private @Nullable Mended mend(Place place, @Nullable ConversationId id) throws IOException {
    if (!folder.has(place)) {
      return null;
    }
    try (OpenFile file = disk.open(place.file(), true)) {
      return mending.mend(place, file, id, true);
    }
  }

  private @Nullable Snapshot open(Place place, long most) throws IOException, IrregularException {
    if (!folder.has(place)) {
      return null;
    }
    OpenFile file;
    try {
      file = disk.open(place.file(), false);
    } catch (NoSuchFileException e) {
      return null; // It was deleted since.
    }
    Snapshot snapshot = null;
    try {
      snapshot = new Snapshot(file, most);
      return snapshot;
    } catch (StoreRefusedException e) {
      throw named(place, e);
    } finally {
      if (snapshot == null) {
        file.close();
      }
    }
  }

  /** Of a file of a newer version: which it is. */
  static StoreRefusedException named(Place place, StoreRefusedException e) {
    return new StoreRefusedException(place.file() + ": " + e.getMessage(), null, e);
  }

  void requireItsOwn(Place place, @Nullable ConversationId id, Header header) {
    if (!isItsOwn(place, header)) {
      throw foreign(place, id);
    }
  }

  private boolean isItsOwn(Place place, Header header) {
    return folder.place(header.id()).name().equals(place.name());
  }

  /** Nobody but a person who moves files can bring that about. */
  private static StoreDamagedException foreign(Place place, @Nullable ConversationId id) {
    return new StoreDamagedException(
        place.file() + " holds another conversation than its name says; put it back", id, null);
  }

  boolean isGone(Standing standing) {
    return end(standing).filter(end -> !end.isAfter(now())).isPresent();
  }

  /** When it will be gone: by its own time to live or the store's, whichever is over first. */
  Optional<Instant> end(Standing standing) {
    Optional<Instant> own = standing.timeToLive().flatMap(ttl -> plus(standing.changed(), ttl));
    Optional<Instant> general = timeToLive.flatMap(ttl -> plus(standing.changed(), ttl));
    return own.isPresent() && general.isPresent() && general.get().isBefore(own.get())
        ? general
        : own.or(() -> general);
  }

  /** Empty if no time is as late as that. */
  private static Optional<Instant> plus(Instant from, Duration time) {
    try {
      return Optional.of(from.plus(time));
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  Instant now() {
    return clock.instant();
  }

  /** Whether it is too old; of one that is damaged nobody knows. */
  boolean isGone(Place place) throws IOException {
    try (Snapshot snapshot = open(place, Long.MAX_VALUE)) {
      return snapshot == null || isGone(snapshot.last());
    } catch (IrregularException e) {
      return false;
    }
  }

  /** Somebody may have appended to it meanwhile. */
  private boolean removeIfGone(Place place) throws IOException {
    boolean gone = isGone(place);
    if (gone) {
      folder.remove(place);
    }
    return gone;
  }

  /** Removes what somebody who was killed left half made. */
  void removeUnfinished(Place place) throws IOException, InterruptedException {
    ifFree(place, () -> disk.remove(place.unfinished()));
  }

  /** Does what may as well be done later, if nobody has the lock. */
  private void ifFree(Place place, Work<Boolean> work) throws IOException, InterruptedException {
    Locks.Held held = locks.lock(place.lock(), Duration.ZERO);
    if (held != null) {
      try (held) {
        work.run();
      }
    }
  }
}
