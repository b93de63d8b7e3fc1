package dev.parley.store.file;

import dev.parley.error.StoreDamagedException;
import dev.parley.error.StoreException;
import dev.parley.store.ConversationId;
import dev.parley.store.file.Disk.OpenFile;
import dev.parley.store.file.Folder.Place;
import dev.parley.store.file.KnownAppends.Known;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a file can be appended to. What an append left that was not finished is kept
 * aside and cut off; what was acknowledged is never cut. Needs the conversation's lock.
 */
final class Mending {
  /** How much is copied at once. */
  private static final int BLOCK = 1 << 20;

  private final Folder folder;
  private final Disk disk;
  private final Unforced unforced;
  private final Consumer<FoundDamage> listener;

  Mending(Folder folder, Disk disk, Unforced unforced, Consumer<FoundDamage> listener) {
    this.folder = folder;
    this.disk = disk;
    this.unforced = unforced;
    this.listener = listener;
  }

  /**
   * What became of a file.
   *
   * @param isLeft whether a torn tail is still there
   */
  record Mended(Known known, Scan scan, boolean isLeft) {}

  /**
   * Reads a file from its beginning and cuts off a torn tail, unless there is other damage as well.
   *
   * @param toRead whether a torn tail may stay if it cannot be cut off
   * @return null if there was nothing in it that could be read, and it was put aside
   */
  @Nullable Mended mend(Place place, OpenFile file, @Nullable ConversationId id, boolean toRead)
      throws IOException {
    Known known = begin(place, file, id);
    if (known == null) {
      return null;
    }
    Scan scan = Scan.from(file, file.size(), known);
    if (scan.isDamaged()) {
      return new Mended(known, scan, false);
    } else if (known.last.number() == 0) {
      putAside(place, file.size(), "its first append was not finished");
      return null;
    }
    if (toRead) {
      return new Mended(known, scan, !tryToCut(place, file, known, scan.torn()));
    }
    cut(place, file, known, scan.torn());
    return new Mended(known, scan, false);
  }

  /** A disk without room for what is kept aside can still be read. */
  private boolean tryToCut(Place place, OpenFile file, Known known, long bytes) {
    try {
      cut(place, file, known, bytes);
      return true;
    } catch (IOException | StoreException e) {
      listener.accept(
          new FoundDamage(
              place.file(),
              Optional.empty(),
              0,
              known.last.length(),
              "its end cannot be read, and cutting it off failed: " + e.getMessage()));
      return false;
    }
  }

  /** Knows the header; null if there is nothing else, and the file was put aside. */
  private @Nullable Known begin(Place place, OpenFile file, @Nullable ConversationId id)
      throws IOException {
    try {
      return new Known(Snapshot.header(file, file.size()));
    } catch (IrregularException e) {
      if (Scan.hasLines(file, file.size())) {
        throw new StoreDamagedException(
            place.file()
                + " is damaged: its first line, which says whose it is, cannot be read; nothing of"
                + " the rest is. Put back a copy of the file, or delete the conversation",
            id,
            null);
      }
      putAside(place, file.size(), "nothing in it can be read");
      return null;
    }
  }

  /** Not by a writer, but by a disk that lost what was not forced. */
  private void putAside(Place place, long bytes, String problem) throws IOException {
    Path torn = folder.freeTorn(place);
    disk.move(place.file(), torn);
    disk.force(place.folder());
    listener.accept(new FoundDamage(place.file(), Optional.of(torn), bytes, 0, problem));
  }

  /** Cuts off so many bytes, and writes down that there was something. */
  void cut(Place place, OpenFile file, Known known, long bytes) throws IOException {
    if (bytes == 0) {
      return;
    }
    String problem =
        file.read(known.end + bytes - 1, 1)[0] == '\n'
            ? "its end was damaged, and may have been acknowledged"
            : "an append was not finished";
    Path torn = folder.freeTorn(place);
    copy(known.header.id(), file, known.end, bytes, torn);
    disk.force(place.folder());
    // Whoever has seen a version of what is gone must not find it again. So the line that says so
    // comes first: where this breaks off, what is torn is still there to be met again.
    byte[] line = Line.encode(known.last.next(known.end, known.crc).cut(), List.of());
    file.write(known.end, line);
    file.cut(known.end + line.length);
    unforced.force(place, file);
    known.add(Line.written(line));
    listener.accept(
        new FoundDamage(place.file(), Optional.of(torn), bytes, known.last.length(), problem));
  }

  private void copy(ConversationId id, OpenFile file, long from, long bytes, Path to)
      throws IOException {
    try (OpenFile kept = disk.create(to)) {
      for (long done = 0; done < bytes; ) {
        int part = (int) Math.min(BLOCK, bytes - done);
        kept.write(done, file.read(from + done, part));
        done += part;
      }
      kept.force();
    } catch (IOException e) {
      disk.remove(to);
      throw Failures.ofWrite(e, id, folder.root(), bytes);
    }
  }

  /** Tells of a conversation that a list leaves out. */
  void reportUnlisted(Place place, StoreException e) {
    String problem = "left out of a list: " + e.getMessage();
    listener.accept(new FoundDamage(place.file(), Optional.empty(), 0, 0, problem));
  }

  static StoreDamagedException damaged(Place place, @Nullable ConversationId id, String what) {
    return new StoreDamagedException(
        place.file()
            + " is damaged: "
            + what
            + ". The other entries can still be read in pages, and those before it forked; nothing"
            + " more is appended. Put back a copy of the file, or delete the conversation",
        id,
        null);
  }
}
