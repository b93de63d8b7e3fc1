package dev.parley.store.file;

import dev.parley.store.file.Disk.OpenFile;
import dev.parley.store.file.Folder.Place;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Forces what several threads have written to one file to the disk at once: while one forces, the
 * others gather, and the next one forces for them all.
 */
final class GroupForce {
  /** By the incarnations of conversations: a file's name may come to mean another one. */
  private final Map<String, Group> groups = new HashMap<>();

  private final Unforced unforced;

  GroupForce(Unforced unforced) {
    this.unforced = unforced;
  }

  private static final class Group {
    private int users;
    private long written;
    private long forced;
    private boolean busy;
  }

  /** Something that was written and is to be forced. */
  final class Ticket implements AutoCloseable {
    private final Place place;
    private final String incarnation;
    private final Group group;
    private final long number;

    private Ticket(Place place, String incarnation, Group group, long number) {
      this.place = place;
      this.incarnation = incarnation;
      this.group = group;
      this.number = number;
    }

    /**
     * Returns when it is on the disk.
     *
     * @param file where it was written
     * @throws InterruptedException if the thread is interrupted while it waits for another
     */
    void force(OpenFile file) throws IOException, InterruptedException {
      long upTo;
      synchronized (group) {
        while (group.forced < number && group.busy) {
          group.wait();
        }
        if (group.forced >= number) {
          return;
        }
        group.busy = true;
        upTo = group.written;
      }
      boolean done = false;
      try {
        if (unforced.has(place)) {
          throw new IOException("what was written before could not be forced to the disk");
        }
        unforced.force(place, file);
        done = true;
      } finally {
        synchronized (group) {
          group.busy = false;
          // Where it failed, all that have written by now fail: they have to be written anew.
          group.forced = done ? Math.max(group.forced, upTo) : group.forced;
          group.notifyAll();
        }
      }
    }

    @Override
    public void close() {
      synchronized (groups) {
        if (--group.users == 0) {
          groups.remove(incarnation);
        }
      }
    }
  }

  /** Takes a ticket for what has just been written. */
  Ticket ticket(Place place, String incarnation) {
    synchronized (groups) {
      Group group = groups.computeIfAbsent(incarnation, name -> new Group());
      group.users++;
      synchronized (group) {
        return new Ticket(place, incarnation, group, ++group.written);
      }
    }
  }
}
