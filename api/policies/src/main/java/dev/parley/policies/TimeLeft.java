package dev.parley.policies;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.spi.Sleeper;
import java.time.Duration;
import java.util.Optional;

/**
 * What a request's time-out for the whole call leaves. It bounds all attempts and all waits
 * together, so whoever spends time before sending hands on what is left.
 */
final class TimeLeft {
  /** Zero would switch the time-out off. */
  private static final Duration LEAST = Duration.ofMillis(1);

  private final ChatRequest request;
  private final Sleeper sleeper;
  private boolean begun;
  private long start;

  TimeLeft(ChatRequest request, Sleeper sleeper) {
    this.request = request;
    this.sleeper = sleeper;
  }

  /** The time runs from now, unless it runs: a stream's with its first read. */
  void begin() {
    if (!begun) {
      begun = true;
      start = sleeper.nanoTime();
    }
  }

  Duration spent() {
    return Duration.ofNanos(sleeper.nanoTime() - start);
  }

  /** What is left, at least zero; empty if there is no limit. */
  Optional<Duration> left() {
    return request
        .timeouts()
        .get(Kind.WHOLE)
        .filter(whole -> !whole.isZero())
        .map(whole -> whole.minus(spent()))
        .map(left -> left.isNegative() ? Duration.ZERO : left);
  }

  /** Whether so long a wait leaves time for a call after it. */
  boolean allows(Duration wait) {
    return left().isEmpty() || left().get().compareTo(wait) > 0;
  }

  /** The request as it is to be sent now. */
  ChatRequest request() {
    Optional<Duration> left = left();
    if (left.isEmpty() || spent().compareTo(LEAST) < 0) {
      return request;
    }
    Duration atLeast = left.get().compareTo(LEAST) < 0 ? LEAST : left.get();
    return request.toBuilder().timeouts(request.timeouts().with(Kind.WHOLE, atLeast)).build();
  }
}
