package dev.parley.policies;

import dev.parley.policies.LimiterState.Allowance;
import dev.parley.policies.LimiterState.Share;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What several processes have counted together, for each allowance by its name, by a clock that may
 * be set back. Not thread-safe.
 */
final class SharedCounts {
  private final Map<String, Count> counts = new LinkedHashMap<>();

  /** Steps are told apart only as long as this stays the same. */
  private long incarnation = ThreadLocalRandom.current().nextLong();

  /** When was counted last. */
  private long last;

  /** The count of one allowance. */
  private static final class Count {
    final Duration per;
    final SlidingCount sum;
    long strictest;
    long strictestAt;

    Count(Duration per, SlidingCount sum, long strictest, long strictestAt) {
      this.per = per;
      this.sum = sum;
      this.strictest = strictest;
      this.strictestAt = strictestAt;
    }

    /** The smallest amount that anybody has kept to within the last while. */
    void meet(long amount, long now) {
      if (amount <= strictest || strictestLapses(now) <= 0) {
        strictest = amount;
        strictestAt = now;
      }
    }

    long strictestLapses(long now) {
      return strictestAt + per.toNanos() - now;
    }

    long untilFits(long share, long now) {
      return share > strictest
          ? Math.max(1, strictestLapses(now))
          : sum.untilAtMost(strictest - share, now);
    }
  }

  /**
   * What was taken, by the names of the allowances.
   *
   * @param steps when that was
   */
  record Taken(long incarnation, Map<String, Long> amounts, Map<String, Long> steps) {}

  /** Nothing has been counted. */
  SharedCounts() {}

  /**
   * Everything is used up: nobody knows what was counted in the while before.
   *
   * @param allowances of which
   */
  static SharedCounts usedUp(List<Share> allowances, long now) {
    SharedCounts counts = new SharedCounts();
    counts.last = now;
    for (Share share : allowances) {
      counts.count(share.allowance(), now).sum.add(share.allowance().amount(), now);
    }
    return counts;
  }

  /** Reads what {@link #bytes()} has made, and a checksum has shown to be that. */
  static SharedCounts of(ByteBuffer bytes) {
    SharedCounts counts = new SharedCounts();
    counts.incarnation = bytes.getLong();
    counts.last = bytes.getLong();
    for (int left = bytes.getInt(); left > 0; left--) {
      byte[] name = new byte[bytes.getInt()];
      bytes.get(name);
      Duration per = Duration.ofNanos(bytes.getLong());
      long strictest = bytes.getLong();
      long strictestAt = bytes.getLong();
      long newest = bytes.getLong();
      long[] amounts = new long[SlidingCount.SLOTS + 1];
      for (int i = 0; i < amounts.length; i++) {
        amounts[i] = bytes.getLong();
      }
      SlidingCount sum = new SlidingCount(per, newest, amounts);
      counts.counts.put(
          new String(name, StandardCharsets.UTF_8), new Count(per, sum, strictest, strictestAt));
    }
    return counts;
  }

  byte[] bytes() {
    int size = 2 * Long.BYTES + Integer.BYTES;
    for (String name : counts.keySet()) {
      size += Integer.BYTES + utf8(name).length + (5 + SlidingCount.SLOTS) * Long.BYTES;
    }
    ByteBuffer bytes = ByteBuffer.allocate(size);
    bytes.putLong(incarnation).putLong(last).putInt(counts.size());
    counts.forEach(
        (name, count) -> {
          bytes.putInt(utf8(name).length).put(utf8(name)).putLong(count.per.toNanos());
          bytes.putLong(count.strictest).putLong(count.strictestAt).putLong(count.sum.newest());
          for (long amount : count.sum.amounts()) {
            bytes.putLong(amount);
          }
        });
    return bytes.array();
  }

  private static byte[] utf8(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  /** It is now that late, or the clock was set back. To be said before anything else is asked. */
  void at(long now) {
    if (now < last) {
      boolean moved = false;
      for (Count count : counts.values()) {
        moved |= count.sum.rewind(now);
        count.strictestAt = Math.min(count.strictestAt, now);
      }
      if (moved) {
        incarnation = ThreadLocalRandom.current().nextLong();
      }
    }
    last = now;
  }

  /**
   * Makes these the allowances that are counted, unless others still are. Returns whether they are
   * now.
   */
  boolean agree(List<Share> shares) {
    boolean same =
        shares.size() == counts.size()
            && shares.stream()
                .map(Share::allowance)
                .allMatch(
                    allowance -> {
                      Count count = counts.get(allowance.name());
                      return count != null && count.per.equals(allowance.per());
                    });
    if (same) {
      return true;
    } else if (counts.values().stream().anyMatch(count -> count.sum.sum(last) > 0)) {
      return false;
    }
    counts.clear();
    shares.forEach(share -> count(share.allowance(), last));
    return true;
  }

  /** What is counted, for people. */
  List<String> names() {
    return new ArrayList<>(counts.keySet());
  }

  private Count count(Allowance allowance, long now) {
    return counts.computeIfAbsent(
        allowance.name(),
        name ->
            new Count(
                allowance.per(),
                new SlidingCount(allowance.per(), SlidingCount.SLOTS, 0),
                allowance.amount(),
                now));
  }

  /** How many nanoseconds it is until there is room for all; they are the agreed ones. */
  long untilFits(List<Share> shares) {
    long wait = 0;
    for (Share share : shares) {
      Count count = count(share.allowance(), last);
      count.meet(share.allowance().amount(), last);
      wait = Math.max(wait, count.untilFits(share.amount(), last));
    }
    return wait;
  }

  Taken take(List<Share> shares) {
    Map<String, Long> amounts = new LinkedHashMap<>();
    Map<String, Long> steps = new LinkedHashMap<>();
    for (Share share : shares) {
      String name = share.allowance().name();
      amounts.put(name, share.amount());
      steps.put(name, count(share.allowance(), last).sum.add(share.amount(), last));
    }
    return new Taken(incarnation, amounts, steps);
  }

  /** Corrects what was taken, where it still counts and is still known by its step. */
  void correct(Taken taken, List<Share> used) {
    for (Share share : used) {
      String name = share.allowance().name();
      Count count = counts.get(name);
      Long before = taken.amounts().get(name);
      Long step = taken.steps().get(name);
      if (count == null || before == null || step == null) {
        continue;
      }
      long more = share.amount() - before;
      if (taken.incarnation() == incarnation) {
        count.sum.correct(step, more, last);
      } else if (more > 0) {
        count.sum.add(more, last);
      }
    }
  }
}
