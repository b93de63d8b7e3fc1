package dev.parley.store.file;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of the files it has appended to, so that it reads only what is new in
 * them. Those that were not used for the longest time go first. Thread-safe; a {@link Known} is
 * used under the lock of its conversation.
 */
final class KnownAppends {
  /** What a conversation weighs without its appends. */
  private static final int EACH = 32;

  private final long most;
  private final Map<String, Known> byName = new LinkedHashMap<>(16, 0.75f, true);
  private long weight;

  /**
   * Remembers so much.
   *
   * @param most appends, about
   */
  KnownAppends(long most) {
    this.most = most;
  }

  /** A file as it was checked: up to a place, with what was appended up to there. */
  static final class Known {
    final Header header;
    final AppendIds ids = new AppendIds();
    Standing last;
    int crc;
    long end;
    private long weight;

    Known(Header header) {
      this.header = header;
      last = Standing.before(header);
      crc = header.crc();
      end = header.size();
    }

    /** Goes on by a line that follows. */
    void add(Line line) {
      Standing standing = line.standing();
      standing.once().ifPresent(id -> ids.put(id, standing.length(), standing.cuts()));
      last = standing;
      crc = line.crc();
      end = line.end();
    }
  }

  synchronized @Nullable Known get(String name) {
    return byName.get(name);
  }

  synchronized void put(String name, Known known) {
    forget(name);
    known.weight = EACH + (long) known.ids.count();
    weight += known.weight;
    byName.put(name, known);
    Iterator<Known> eldest = byName.values().iterator();
    while (weight > most && byName.size() > 1) {
      weight -= eldest.next().weight;
      eldest.remove();
    }
  }

  synchronized void forget(String name) {
    Known known = byName.remove(name);
    if (known != null) {
      weight -= known.weight;
    }
  }
}
