package dev.parley.policies;

import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.ParleyException;
import dev.parley.error.QuotaExhaustedException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.RefusedLocallyException.Limiter;
import dev.parley.error.TimedOutException;
import dev.parley.error.UnavailableException;
import java.time.Duration;
import java.util.function.Function;

/** How calls fail, for scripts of the mock. */
final class Faults {
  static final Function<ErrorDetails, ParleyException> UNAVAILABLE =
      details -> new UnavailableException("overloaded", details, null);

  static final Function<ErrorDetails, ParleyException> INVALID =
      details -> new InvalidRequestException("no such option", details, null);

  static final Function<ErrorDetails, ParleyException> QUOTA =
      details ->
          new QuotaExhaustedException(
              "no money", details.toBuilder().retryable(true).build(), null);

  private Faults() {}

  static Function<ErrorDetails, ParleyException> limited(Duration hint) {
    return details ->
        new RateLimitedException(
            "slow down", details.toBuilder().status(429).retryAfter(hint).build(), null);
  }

  /** A server's own verdict, such as that of the header {@code x-should-retry}. */
  static Function<ErrorDetails, ParleyException> unavailable(boolean retryable) {
    return details ->
        new UnavailableException("down", details.toBuilder().retryable(retryable).build(), null);
  }

  static Function<ErrorDetails, ParleyException> refusedLocally(Limiter limiter) {
    return details -> new RefusedLocallyException("not now", details, limiter, null);
  }

  static Function<ErrorDetails, ParleyException> timedOut(Kind kind) {
    return details -> new TimedOutException("too late", details, kind, Duration.ofSeconds(1), null);
  }
}
