package dev.parley.batch;

import dev.parley.chat.ModelId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which ids are there, and what became of them. An id takes 74 to 148 bytes however long it is: it
 * is kept as 128 bits of its hash, in arrays. Not thread-safe.
 */
final class RowIndex {
  private static final List<BatchOutcome> OUTCOMES = List.of(BatchOutcome.values());
  private static final int LEAST = 64;

  private long[] high = new long[LEAST];
  private long[] low = new long[LEAST];
  private long[] request = new long[LEAST];
  private long[] line = new long[LEAST];
  private int[] asked = new int[LEAST]; // 0 is none, else one more than the place in models.
  private byte[] outcome = new byte[LEAST]; // 0 is none.
  private final List<ModelId> models = new ArrayList<>();
  private int size;
  private long finished;

  /** Notes what became of an id. */
  void record(BatchResult result) {
    int at = place(result.id());
    BatchOutcome value = result.outcome();
    finished += (value.isFinal() ? 1 : 0) - (isFinal(at) ? 1 : 0);
    outcome[at] = (byte) (OUTCOMES.indexOf(value) + 1);
    request[at] = Fingerprint.bits(result.fingerprint());
    asked[at] = result.asked().map(this::number).orElse(0);
  }

  private int number(ModelId model) {
    int known = models.indexOf(model); // There are few.
    if (known >= 0) {
      return known + 1;
    }
    models.add(model);
    return models.size();
  }

  Optional<BatchOutcome> outcome(String id) {
    int at = place(id);
    return outcome[at] == 0 ? Optional.empty() : Optional.of(OUTCOMES.get(outcome[at] - 1));
  }

  /** Who was asked, if it is known. */
  Optional<ModelId> asked(String id) {
    int number = asked[place(id)];
    return number == 0 ? Optional.empty() : Optional.of(models.get(number - 1));
  }

  /** Whether what is noted of the id is about this very request. */
  boolean isSame(String id, String fingerprint) {
    return request[place(id)] == Fingerprint.bits(fingerprint);
  }

  /** Notes in which line an id is; returns the line where it was before, or 0. */
  long seen(String id, long at) {
    int place = place(id);
    long before = line[place];
    if (before == 0) {
      line[place] = at;
    }
    return before;
  }

  /** How many ids have a final outcome. */
  long finished() {
    return finished;
  }

  private boolean isFinal(int at) {
    return outcome[at] != 0 && OUTCOMES.get(outcome[at] - 1).isFinal();
  }

  /** The place of an id, which it has from now on. */
  private int place(String id) {
    ByteBuffer hash = ByteBuffer.wrap(sha256(id));
    long first = hash.getLong() | 1; // Never 0, which is an empty place.
    long second = hash.getLong();
    int at = find(first, second);
    if (high[at] == 0) {
      if (size >= high.length / 2) {
        grow();
        at = find(first, second);
      }
      high[at] = first;
      low[at] = second;
      size++;
    }
    return at;
  }

  private int find(long first, long second) {
    int mask = high.length - 1;
    int at = (int) second & mask;
    while (high[at] != 0 && (high[at] != first || low[at] != second)) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private void grow() {
    long[] oldHigh = high;
    long[] oldLow = low;
    long[] oldRequest = request;
    long[] oldLine = line;
    int[] oldAsked = asked;
    byte[] oldOutcome = outcome;
    int length = Math.multiplyExact(oldHigh.length, 2);
    high = new long[length];
    low = new long[length];
    request = new long[length];
    line = new long[length];
    asked = new int[length];
    outcome = new byte[length];
    for (int i = 0; i < oldHigh.length; i++) {
      if (oldHigh[i] != 0) {
        int at = find(oldHigh[i], oldLow[i]);
        high[at] = oldHigh[i];
        low[at] = oldLow[i];
        request[at] = oldRequest[i];
        line[at] = oldLine[i];
        asked[at] = oldAsked[i];
        outcome[at] = oldOutcome[i];
      }
    }
  }

  private static byte[] sha256(String id) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every JDK has SHA-256", e);
    }
  }
}
