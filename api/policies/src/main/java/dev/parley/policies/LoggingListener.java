package dev.parley.policies;

import dev.parley.policies.PolicyEvent.AttemptEnded;
import dev.parley.policies.PolicyEvent.BreakerChanged;
import dev.parley.policies.PolicyEvent.Limited;
import dev.parley.policies.PolicyEvent.RetryGivenUp;
import dev.parley.policies.PolicyEvent.RetryScheduled;
import dev.parley.policies.PolicyEvent.Switched;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Writes events to the log; an exception's message holds neither keys nor prompts. */
final class LoggingListener implements PolicyListener {
  static final LoggingListener INSTANCE =
      new LoggingListener(System.getLogger("dev.parley.policies"));

  private final Logger logger;

  LoggingListener(Logger logger) {
    this.logger = logger;
  }

  @Override
  public void on(PolicyEvent event) {
    if (event instanceof AttemptEnded ended) {
      String outcome = ended.failure().map(Throwable::getMessage).orElse("no failure");
      log(
          Level.DEBUG,
          "{0}: attempt {1} took {2}: {3}",
          ended.model(),
          ended.attempt(),
          ended.took(),
          outcome);
    } else if (event instanceof RetryScheduled scheduled) {
      log(
          Level.DEBUG,
          "{0}: attempt {1} in {2}, since {3}",
          scheduled.model(),
          scheduled.attempt(),
          scheduled.delay(),
          message(scheduled.failure()));
    } else if (event instanceof RetryGivenUp given) {
      log(
          Level.DEBUG,
          "{0}: given up after {1} attempts ({2}): {3}",
          given.model(),
          given.attempts(),
          given.reason(),
          message(given.failure()));
    } else if (event instanceof Switched switched) {
      log(
          Level.DEBUG,
          "{0}: goes on with {1} after {2}, since {3}",
          switched.model(),
          switched.to(),
          switched.took(),
          message(switched.failure()));
    } else if (event instanceof Limited limited) {
      log(
          Level.DEBUG,
          "{0}: {1} after {2} by {3}",
          limited.model(),
          limited.admitted() ? "let in" : "refused",
          limited.waited(),
          limited.limiter());
    } else if (event instanceof BreakerChanged changed) {
      log(
          changed.to() == CircuitBreaker.State.OPEN ? Level.WARNING : Level.INFO,
          "{0}: circuit breaker {1} after {2} {3}",
          changed.model(),
          changed.to(),
          changed.lasted(),
          changed.from());
    }
  }

  private static String message(Throwable failure) {
    return String.valueOf(failure.getMessage());
  }

  private void log(Level level, String format, Object... values) {
    if (logger.isLoggable(level)) {
      Object[] texts = new Object[values.length];
      for (int i = 0; i < values.length; i++) {
        texts[i] = String.valueOf(values[i]); // MessageFormat would group the digits of numbers.
      }
      logger.log(level, format, texts);
    }
  }
}
