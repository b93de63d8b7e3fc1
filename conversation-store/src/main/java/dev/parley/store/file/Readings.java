package dev.parley.store.file;

import dev.parley.error.StoreDamagedException;
import dev.parley.error.StoreRefusedException;
import dev.parley.error.UnreadableDataException;
import dev.parley.json.ParleyJson;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationInfo;
import dev.parley.store.Entry;
import dev.parley.store.Transcript;
import dev.parley.store.file.Folder.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes of lines what callers want to know. */
final class Readings {
  private final Vault vault;

  Readings(Vault vault) {
    this.vault = vault;
  }

  Transcript tail(ConversationId id, int most) {
    return transcript(
        id,
        snapshot -> {
          snapshot.requireEnd();
          return Math.max(0, snapshot.last().length() - most);
        },
        most);
  }

  Transcript page(ConversationId id, long first, int most) {
    return transcript(id, snapshot -> Math.min(first, snapshot.last().length()), most);
  }

  /** Where a part begins. */
  @FunctionalInterface
  private interface Start {
    long in(Snapshot snapshot) throws IrregularException;
  }

  private Transcript transcript(ConversationId id, Start start, int most) {
    Place place = vault.folder.place(id);
    return vault.guard(
        id,
        () ->
            vault
                .read(
                    place,
                    id,
                    snapshot -> {
                      long first = start.in(snapshot);
                      long count = Math.min(most, snapshot.last().length() - first);
                      if (count < most) {
                        snapshot.requireEnd();
                      }
                      List<Entry> entries = entries(id, place, snapshot, first, count);
                      return new Transcript(first, entries, snapshot.last().version());
                    })
                .orElse(Transcript.none()));
  }

  private static List<Entry> entries(
      ConversationId id, Place place, Snapshot snapshot, long first, long count)
      throws IOException, IrregularException {
    List<Entry> entries = new ArrayList<>();
    snapshot.read(
        first,
        count,
        line -> {
          long number = line.standing().first();
          for (String json : line.entries()) {
            if (number >= first && number < first + count) {
              entries.add(entry(id, place, number, json));
            }
            number++;
          }
        });
    return entries;
  }

  static Entry entry(ConversationId id, Place place, long number, String json) {
    try {
      return ParleyJson.readEntry(json);
    } catch (UnreadableDataException e) {
      String where = "entry " + number + " in " + place.file();
      if (e.kind() == UnreadableDataException.Kind.NEWER_VERSION) {
        throw new StoreRefusedException(
            where + " was written by a newer Parley; read it with that", id, e);
      }
      throw new StoreDamagedException(
          where + " cannot be read (" + e.getMessage() + "); the other entries can, in pages",
          id,
          e);
    }
  }

  Optional<ConversationInfo> info(ConversationId id) {
    return vault.guard(id, () -> vault.read(vault.folder.place(id), id, this::info));
  }

  ConversationInfo info(Snapshot snapshot) throws IrregularException {
    snapshot.requireEnd();
    Standing last = snapshot.last();
    return new ConversationInfo(
        snapshot.header().id(),
        last.version(),
        snapshot.header().begun(),
        last.changed(),
        last.labels(),
        last.model(),
        vault.end(last));
  }
}
