package dev.parley.store.file;

import dev.parley.store.file.Disk.OpenFile;
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

  private static final class Group {
    private int users;
    private long written;
    private long forced;
    private boolean busy;
  }

  /** Something that was written and is to be forced. */
  final class Ticket implements AutoCloseable {
    private final String incarnation;
    private final Group group;
    private final long number;

    private Ticket(String incarnation, Group group, long number) {
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
        file.force();
        done = true;
      } finally {
        synchronized (group) {
          group.busy = false;
          // Where it failed each of the others tries by itself: the system tells each of them.
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
  Ticket ticket(String incarnation) {
    synchronized (groups) {
      Group group = groups.computeIfAbsent(incarnation, name -> new Group());
      group.users++;
      synchronized (group) {
        return new Ticket(incarnation, group, ++group.written);
      }
    }
  }
}
