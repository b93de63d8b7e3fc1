package dev.parley.chat;

import static java.util.Objects.requireNonNull;

import dev.parley.error.ModelException;
import java.time.Duration;

/**
 * A call that failed before another one gave the answer, by a retry or a fallback.
 *
 * @param failure why; its {@link ModelException#model()} says who was asked
 * @param took from its beginning to its failure
 */
public record FailedAttempt(ModelException failure, Duration took) {
  /** Refuses nulls. */
  public FailedAttempt {
    requireNonNull(failure, "failure");
    requireNonNull(took, "took");
  }
}
