package dev.parley.policies;

import dev.parley.spi.Sleeper;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts in this process. */
final class LocalLimiterState implements LimiterState {
  private final Sleeper sleeper;
  private final Map<Allowance, SlidingCount> counts = new HashMap<>();

  LocalLimiterState(Sleeper sleeper) {
    this.sleeper = sleeper;
  }

  @Override
  public synchronized Reservation reserve(List<Share> shares) {
    long now = sleeper.nanoTime();
    long wait = 0;
    for (Share share : shares) {
      long most = share.allowance().amount() - share.amount();
      wait = Math.max(wait, count(share.allowance(), now).untilAtMost(most, now));
    }
    if (wait > 0) {
      return new Refused(Duration.ofNanos(wait));
    }
    Map<Allowance, Taken> taken = new HashMap<>();
    for (Share share : shares) {
      long slot = count(share.allowance(), now).add(share.amount(), now);
      taken.put(share.allowance(), new Taken(slot, share.amount()));
    }
    return new Granted(taken);
  }

  private SlidingCount count(Allowance allowance, long now) {
    return counts.computeIfAbsent(
        allowance, a -> new SlidingCount(a.per(), SlidingCount.SLOTS, now));
  }

  private synchronized void settle(Map<Allowance, Taken> taken, List<Share> used) {
    long now = sleeper.nanoTime();
    for (Share share : used) {
      Taken before = taken.get(share.allowance());
      if (before != null) {
        count(share.allowance(), now).correct(before.slot(), share.amount() - before.amount(), now);
      }
    }
  }

  private record Taken(long slot, long amount) {}

  private record Refused(Duration delay) implements Reservation {
    @Override
    public void settle(List<Share> used) {
      throw new IllegalStateException("Nothing was taken");
    }
  }

  private final class Granted implements Reservation {
    private final Map<Allowance, Taken> taken;

    Granted(Map<Allowance, Taken> taken) {
      this.taken = taken;
    }

    @Override
    public Duration delay() {
      return Duration.ZERO;
    }

    @Override
    public void settle(List<Share> used) {
      LocalLimiterState.this.settle(taken, used);
    }
  }
}
