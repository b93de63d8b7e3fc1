package dev.parley.store.file;

import dev.parley.store.AppendId;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * Which appends a conversation has had, and to what length and number of cuts each brought it. Of
 * the ids it holds 128 bits of their SHA-256, in one array: 64 to 128 bytes an append. Not
 * thread-safe.
 */
final class AppendIds {
  private static final int WORDS = 4;

  /** Twice as many slots as are used, at least: two words of the hash, the length, the cuts. */
  private long[] slots = new long[16 * WORDS];

  private int count;

  int count() {
    return count;
  }

  void put(AppendId id, long length, int cuts) {
    if (2 * (count + 1) * WORDS > slots.length) {
      grow();
    }
    ByteBuffer hash = hash(id);
    put(hash.getLong(0), hash.getLong(Long.BYTES), length, cuts);
  }

  private void put(long high, long low, long length, long cuts) {
    int slot = slot(high, low);
    if (slots[slot + 2] == 0) {
      count++;
      slots[slot] = high;
      slots[slot + 1] = low;
      slots[slot + 2] = length;
      slots[slot + 3] = cuts;
    }
  }

  /** The length and the cuts after an append; null if it was not made. */
  @Nullable Made find(AppendId id) {
    ByteBuffer hash = hash(id);
    int slot = slot(hash.getLong(0), hash.getLong(Long.BYTES));
    return slots[slot + 2] == 0 ? null : new Made(slots[slot + 2], (int) slots[slot + 3]);
  }

  /** What an append came to. */
  record Made(long length, int cuts) {}

  /** Where the id is, or would be; no append leaves a conversation empty. */
  private int slot(long high, long low) {
    int slot = Math.floorMod(high, slots.length / WORDS) * WORDS;
    while (slots[slot + 2] != 0 && (slots[slot] != high || slots[slot + 1] != low)) {
      slot = (slot + WORDS) % slots.length;
    }
    return slot;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[Math.multiplyExact(old.length, 2)];
    count = 0;
    for (int i = 0; i < old.length; i += WORDS) {
      if (old[i + 2] != 0) {
        put(old[i], old[i + 1], old[i + 2], old[i + 3]);
      }
    }
  }

  /** Over the code units: any encoding makes all halves of surrogate pairs the same. */
  private static ByteBuffer hash(AppendId id) {
    MessageDigest sha = Folder.sha256();
    for (int i = 0; i < id.text().length(); i++) {
      char c = id.text().charAt(i);
      sha.update((byte) (c >> 8));
      sha.update((byte) c);
    }
    return ByteBuffer.wrap(sha.digest());
  }
}
