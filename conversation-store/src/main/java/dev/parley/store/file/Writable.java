package dev.parley.store.file;

import dev.parley.error.StoreRefusedException;
import dev.parley.store.ConversationId;
import dev.parley.store.file.Disk.OpenFile;
import dev.parley.store.file.Folder.Place;
import dev.parley.store.file.KnownAppends.Known;
import dev.parley.store.file.Mending.Mended;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Opens and removes conversations, under their locks. */
final class Writable {
  private final Vault vault;
  private final Fsync fsync;
  private final KnownAppends knownAppends;

  Writable(Vault vault, Fsync fsync, KnownAppends knownAppends) {
    this.vault = vault;
    this.fsync = fsync;
    this.knownAppends = knownAppends;
  }

  /** A conversation that can be changed: all of its file is known, and right. */
  record Open(OpenFile file, Known known) {}

  /** Opens it; null if there is none, or none any more. */
  @Nullable Open open(Place place, ConversationId id) throws IOException {
    if (!vault.folder.has(place)) {
      knownAppends.forget(place.name());
      return null;
    }
    OpenFile file = vault.disk.open(place.file(), true);
    Open open = null;
    try {
      Known known = know(place, file, id);
      if (known != null) {
        vault.requireItsOwn(place, id, known.header);
        if (vault.isGone(known.last)) {
          remove(place);
        } else {
          open = new Open(file, known);
        }
      }
      return open;
    } catch (StoreRefusedException e) {
      throw Vault.named(place, e);
    } finally {
      if (open == null) {
        file.close();
      }
    }
  }

  /** Reads what is new since this process was there last, or all; null if nothing is left. */
  private @Nullable Known know(Place place, OpenFile file, ConversationId id) throws IOException {
    long size = file.size();
    Known known = knownAppends.get(place.name());
    boolean again = fsync != Fsync.NEVER && vault.unforced.has(place);
    // Reading on changes what is known: where that breaks off, it is not to be trusted.
    knownAppends.forget(place.name());
    if (known != null && !again && isStill(known, file, size) && goesOn(known, place, file, size)) {
      knownAppends.put(place.name(), known);
      return known;
    }
    Mended mended = vault.mending.mend(place, file, id, false);
    if (mended == null) {
      return null;
    } else if (mended.scan().isDamaged()) {
      throw Mending.damaged(place, id, mended.scan().damage());
    }
    if (fsync != Fsync.NEVER) {
      // Whoever made it may have been stopped before its name was on the disk.
      vault.disk.force(place.folder());
      vault.disk.force(vault.folder.root());
    }
    if (again) {
      vault.unforced.forceAgain(place, file);
    }
    knownAppends.put(place.name(), mended.known());
    return mended.known();
  }

  /**
   * Whether the file is the one that is known, so far as its header and the line tell that was its
   * last. That line is asked for where the file has grown too: others may have cut it off, and
   * written their own in its place.
   */
  private static boolean isStill(Known known, OpenFile file, long size) throws IOException {
    if (known.end > size) {
      return false;
    }
    try {
      Snapshot now = new Snapshot(file, known.end);
      return now.header().equals(known.header)
          && now.last().equals(known.last)
          && now.lastCrc() == known.crc;
    } catch (IrregularException e) {
      return false;
    }
  }

  private boolean goesOn(Known known, Place place, OpenFile file, long size) throws IOException {
    Scan scan = Scan.from(file, size, known);
    if (scan.isDamaged()) {
      return false;
    }
    vault.mending.cut(place, file, known, scan.torn());
    return true;
  }

  void remove(Place place) throws IOException {
    knownAppends.forget(place.name());
    vault.unforced.forget(place);
    if (vault.folder.remove(place) && fsync != Fsync.NEVER) {
      vault.disk.force(place.folder());
    }
  }
}
