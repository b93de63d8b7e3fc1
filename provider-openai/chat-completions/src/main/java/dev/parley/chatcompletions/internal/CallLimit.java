package dev.parley.chatcompletions.internal;

import dev.parley.chat.ModelId;
import dev.parley.error.ErrorDetails;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.RefusedLocallyException.Limiter;
import java.util.concurrent.atomic.AtomicInteger;

/** How many exchanges may be under way at once. Nobody waits for a place. Thread-safe. */
public final class CallLimit {
  private final int most;
  private final String hint;
  private final AtomicInteger running = new AtomicInteger();

  /**
   * A limit of its own.
   *
   * @param most at least 1
   * @param hint says where the limit is set, for error messages
   */
  public CallLimit(int most, String hint) {
    this.most = most;
    this.hint = hint;
  }

  /** No limit. */
  static CallLimit none() {
    return new CallLimit(Integer.MAX_VALUE, "");
  }

  /** Takes a place, if there is one. */
  boolean enter() {
    int before = running.getAndUpdate(count -> count == most ? count : count + 1);
    return before < most;
  }

  /** Gives a place back. */
  void leave() {
    running.decrementAndGet();
  }

  /** What a call of {@code model} is told for which there was no place. */
  RefusedLocallyException refusal(ModelId model) {
    return new RefusedLocallyException(
        most + " calls run already, which is the limit here; try again later, or raise " + hint,
        ErrorDetails.of(model),
        Limiter.BULKHEAD,
        null);
  }
}
