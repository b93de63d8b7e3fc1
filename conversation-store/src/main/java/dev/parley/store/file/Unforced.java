package dev.parley.store.file;

import dev.parley.store.file.Disk.OpenFile;
import dev.parley.store.file.Folder.Place;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files that could not be forced to the disk. A system tells of that once, and then takes what
 * it did not write for written: forcing again does nothing, and says that all is well. So they are
 * written once more before anything in them is acknowledged. Thread-safe.
 */
final class Unforced {
  private static final int BLOCK = 1 << 20;

  private final Set<String> names = ConcurrentHashMap.newKeySet();

  /** Forces what was written, or remembers that this failed. */
  void force(Place place, OpenFile file) throws IOException {
    boolean done = false;
    try {
      file.force();
      done = true;
    } finally {
      if (!done) {
        names.add(place.name());
      }
    }
  }

  boolean has(Place place) {
    return names.contains(place.name());
  }

  /** Of a file that is gone. */
  void forget(Place place) {
    names.remove(place.name());
  }

  /** Writes all of it again, which was read and found right; needs the conversation's lock. */
  void forceAgain(Place place, OpenFile file) throws IOException {
    long size = file.size();
    for (long at = 0; at < size; at += BLOCK) {
      file.write(at, file.read(at, (int) Math.min(BLOCK, size - at)));
    }
    file.force();
    names.remove(place.name());
  }
}
