package dev.parley.store.file;

import dev.parley.error.StoreConflictException;
import dev.parley.error.StoreException;
import dev.parley.json.ParleyJson;
import dev.parley.store.AppendId;
import dev.parley.store.AppendResult;
import dev.parley.store.ConversationId;
import dev.parley.store.Entry;
import dev.parley.store.Labels;
import dev.parley.store.Version;
import dev.parley.store.file.AppendIds.Made;
import dev.parley.store.file.Folder.Place;
import dev.parley.store.file.GroupForce.Ticket;
import dev.parley.store.file.KnownAppends.Known;
import dev.parley.store.file.Writable.Open;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Changes conversations, each under its lock. */
final class Writings {
  /** A line has to fit into an array. */
  private static final long MOST_CHARACTERS = 1 << 29;

  private final Vault vault;
  private final Folder folder;
  private final Fsync fsync;
  private final KnownAppends knownAppends;
  private final Writable writable;
  private final Making making;
  private final GroupForce groups;

  Writings(Vault vault, Fsync fsync, KnownAppends knownAppends) {
    this.vault = vault;
    this.folder = vault.folder;
    this.fsync = fsync;
    this.knownAppends = knownAppends;
    groups = new GroupForce(vault.unforced);
    writable = new Writable(vault, fsync, knownAppends);
    making = new Making(vault, fsync, knownAppends);
  }

  /** What is done with an open conversation, or with none. */
  @FunctionalInterface
  private interface Change<T> {
    T make(@Nullable Open open) throws IOException;
  }

  /** Opens a conversation under its lock; what is changed is on the disk when this returns. */
  private <T> T change(ConversationId id, Place place, Change<T> change) {
    return vault.guard(
        id,
        () -> {
          try (InUse use = new InUse(place)) {
            T result =
                vault.locked(
                    place,
                    id,
                    () -> {
                      use.open = writable.open(place, id);
                      T made = change.make(use.open);
                      use.takeTicket();
                      return made;
                    });
            use.force();
            return result;
          }
        });
  }

  /** What is still needed when the lock has been let go. */
  private final class InUse implements AutoCloseable {
    private final Place place;
    private @Nullable Open open;
    private @Nullable Ticket ticket;

    InUse(Place place) {
      this.place = place;
    }

    void takeTicket() {
      if (open != null && fsync == Fsync.GROUP) {
        ticket = groups.ticket(place, open.known().header.incarnation());
      }
    }

    void force() throws IOException, InterruptedException {
      if (open != null && ticket != null) {
        ticket.force(open.file());
      }
    }

    @Override
    public void close() throws IOException {
      if (ticket != null) {
        ticket.close();
      }
      if (open != null) {
        open.file().close();
      }
    }
  }

  AppendResult append(ConversationId id, Version expected, AppendId once, List<Entry> entries) {
    Appending appending = appending(once, entries);
    Place place = folder.place(id);
    return change(
        id,
        place,
        open -> {
          Made made = open == null ? null : open.known().ids.find(once);
          if (open != null && made != null) {
            force(place, open); // Whoever wrote it may have been stopped before that.
            Version first =
                Standing.version(open.known().header.incarnation(), made.cuts(), made.length());
            return new AppendResult(first, true);
          }
          Version current = open == null ? Version.NONE : open.known().last.version();
          if (!current.equals(expected)) {
            throw StoreConflictException.stale(id, expected, current);
          }
          Standing after;
          if (open == null) {
            after = making.begin(id, place, appending, vault.now());
          } else {
            Known known = open.known();
            Standing next = known.last.next(known.end, known.crc);
            write(id, place, open, appending.line(next, vault.now()));
            after = known.last;
          }
          return new AppendResult(after.version(), false);
        });
  }

  private static Appending appending(AppendId once, List<Entry> entries) {
    List<String> texts = entries.stream().map(ParleyJson::write).toList();
    if (texts.stream().mapToLong(String::length).sum() > MOST_CHARACTERS) {
      throw new IllegalArgumentException(
          "An append has more than " + MOST_CHARACTERS + " characters; make several");
    }
    return new Appending(Optional.of(once), texts, Appending.model(entries));
  }

  /** Writes a line, or nothing. */
  private void write(ConversationId id, Place place, Open open, byte[] bytes) throws IOException {
    Known known = open.known();
    long end = known.end;
    try {
      open.file().write(end, bytes);
    } catch (IOException e) {
      StoreException failure = Failures.ofWrite(e, id, folder.root(), bytes.length);
      try {
        open.file().cut(end);
      } catch (IOException again) {
        failure.addSuppressed(again); // Whoever opens it next finds a torn tail, and cuts it.
      }
      knownAppends.forget(place.name());
      throw failure;
    }
    known.add(Line.written(bytes));
    knownAppends.put(place.name(), known);
    // Where that fails the line stays: somebody may have read it, and its version may not come
    // again with something else. Whoever appended it repeats that, and then it is written anew.
    force(place, open);
  }

  private void force(Place place, Open open) throws IOException {
    if (fsync == Fsync.EACH) {
      vault.unforced.force(place, open.file());
    }
  }

  boolean label(ConversationId id, Labels labels) {
    return note(id, standing -> standing.label(labels));
  }

  boolean expire(ConversationId id, Optional<Duration> timeToLive) {
    return note(id, standing -> standing.expire(timeToLive));
  }

  /** Writes a line without entries, unless it would say nothing new. */
  private boolean note(ConversationId id, UnaryOperator<Standing> change) {
    Place place = folder.place(id);
    return change(
        id,
        place,
        open -> {
          if (open == null) {
            return false;
          }
          Known known = open.known();
          // Tags are a set, and yet have an order: what would be written is compared.
          if (!change.apply(known.last).encode().equals(known.last.encode())) {
            Standing next = change.apply(known.last.next(known.end, known.crc));
            write(id, place, open, Line.encode(next, List.of()));
          }
          return true;
        });
  }

  boolean delete(ConversationId id) {
    Place place = folder.place(id);
    return vault.guard(
        id,
        () ->
            vault.locked(
                place,
                id,
                () -> {
                  boolean exists = folder.has(place) && !vault.isGone(place);
                  writable.remove(place);
                  return exists;
                }));
  }

  void delete(ConversationId id, Version expected) {
    Place place = folder.place(id);
    Version current =
        vault.guard(id, () -> vault.locked(place, id, () -> delete(place, id, expected)));
    if (!current.equals(expected)) {
      throw StoreConflictException.notDeleted(id, expected, current);
    }
  }

  /** Deletes what is as expected; what it is in any case. */
  private Version delete(Place place, ConversationId id, Version expected) throws IOException {
    Version current = Version.NONE;
    Open open = writable.open(place, id);
    if (open != null) {
      open.file().close();
      current = open.known().last.version();
    }
    if (open != null && current.equals(expected)) {
      writable.remove(place);
    }
    return current;
  }

  Version fork(ConversationId from, long length, ConversationId to) {
    Place source = folder.place(from);
    Place target = folder.place(to);
    return vault.guard(
        to,
        () -> {
          // Opened before the target is locked: two locks at once could be waited for in a ring.
          try (Snapshot snapshot = vault.snapshot(source, from)) {
            return vault.locked(target, to, () -> fork(from, snapshot, length, to, target));
          }
        });
  }

  private Version fork(
      ConversationId from,
      @Nullable Snapshot snapshot,
      long length,
      ConversationId to,
      Place target)
      throws IOException {
    Open open = writable.open(target, to);
    if (open != null) {
      open.file().close();
      throw StoreConflictException.exists(to, open.known().last.version());
    } else if (snapshot == null || snapshot.last().length() < length) {
      requireEnd(from, snapshot);
      Version current = snapshot == null ? Version.NONE : snapshot.last().version();
      throw StoreConflictException.tooShort(from, length, current);
    }
    return making.fork(from, snapshot, length, to, target).version();
  }

  private void requireEnd(ConversationId from, @Nullable Snapshot snapshot) {
    try {
      if (snapshot != null) {
        snapshot.requireEnd();
      }
    } catch (IrregularException e) {
      throw Mending.damaged(folder.place(from), from, "its end; reading it tells more");
    }
  }
}
