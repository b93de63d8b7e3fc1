package dev.parley.store.file;

import dev.parley.chat.ModelId;
import dev.parley.store.ConversationId;
import dev.parley.store.Entry;
import dev.parley.store.file.Disk.OpenFile;
import dev.parley.store.file.Folder.Place;
import dev.parley.store.file.KnownAppends.Known;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes the files of new conversations, under their locks. A file is filled under another name and
 * gets its own in one step, so nobody meets half of it.
 */
final class Making {
  private final Vault vault;
  private final Fsync fsync;
  private final KnownAppends knownAppends;

  Making(Vault vault, Fsync fsync, KnownAppends knownAppends) {
    this.vault = vault;
    this.fsync = fsync;
    this.knownAppends = knownAppends;
  }

  /** Begins a conversation with an append. */
  Standing begin(ConversationId id, Place place, Appending appending, Instant now)
      throws IOException {
    return make(id, place, now, (file, known) -> write(file, known, appending, now));
  }

  /** Begins a conversation with the first entries of another. */
  Standing fork(ConversationId from, Snapshot snapshot, long length, ConversationId to, Place place)
      throws IOException {
    Instant now = vault.now();
    Place source = vault.folder.place(from);
    return make(
        to,
        place,
        now,
        (file, known) -> {
          try {
            snapshot.read(
                0,
                length,
                line -> write(file, known, copy(from, source, line, length, known), now));
          } catch (IrregularException e) {
            throw Mending.damaged(
                source, from, "one of its first " + length + " entries; reading them tells which");
          }
        });
  }

  /** What a line brings, up to a length. */
  private static Appending copy(
      ConversationId from, Place source, Line line, long length, Known known)
      throws IrregularException {
    Standing standing = line.standing();
    List<String> texts = line.entries();
    Optional<ModelId> model = standing.model();
    if (standing.length() > length) {
      texts = texts.subList(0, (int) (length - standing.first()));
      List<Entry> entries = new ArrayList<>();
      for (String text : texts) {
        entries.add(Readings.entry(from, source, standing.first() + entries.size(), text));
      }
      model = Appending.model(entries).or(() -> known.last.model());
    }
    return new Appending(Optional.empty(), texts, model);
  }

  private static void write(OpenFile file, Known known, Appending appending, Instant now)
      throws IOException {
    byte[] line = appending.line(known.last.next(known.end, known.crc), now);
    file.write(known.end, line);
    known.add(Line.written(line));
  }

  /** Fills a new file behind its header. */
  @FunctionalInterface
  private interface Filling {
    void fill(OpenFile file, Known known) throws IOException;
  }

  private Standing make(ConversationId id, Place place, Instant now, Filling filling)
      throws IOException {
    Known known = new Known(Header.of(id, UUID.randomUUID().toString().replace("-", ""), now));
    Path unfinished = place.unfinished();
    boolean madeFolder = vault.folder.prepare(place);
    vault.disk.remove(unfinished);
    boolean made = false;
    try (OpenFile file = vault.disk.create(unfinished)) {
      file.write(0, known.header.encode());
      filling.fill(file, known);
      if (fsync != Fsync.NEVER) {
        file.force();
      }
      vault.disk.move(unfinished, place.file());
      made = true;
    } catch (IOException e) {
      throw Failures.ofWrite(e, id, vault.folder.root(), known.end);
    } finally {
      if (!made) {
        vault.disk.remove(unfinished);
      }
    }
    if (fsync != Fsync.NEVER) {
      vault.disk.force(place.folder());
      if (madeFolder) {
        vault.disk.force(vault.folder.root());
      }
    }
    knownAppends.put(place.name(), known);
    return known.last;
  }
}
