package dev.parley.batch;

import dev.parley.error.AuthenticationException;
import dev.parley.error.CancelledException;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ModelException;
import dev.parley.error.NotFoundException;
import dev.parley.error.ParleyException;
import dev.parley.error.PermissionDeniedException;
import dev.parley.error.ProtocolException;
import dev.parley.error.QuotaExhaustedException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.SensitiveDataException;
import dev.parley.error.TimedOutException;
import dev.parley.error.UnavailableException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a failed attempt means.
 *
 * @param next what becomes of its row, and of the run
 * @param unsent whether nothing was sent, though the model was asked
 * @param overload whether it says that fewer calls at once would do better
 */
record Verdict(Next next, boolean unsent, boolean overload) {

  /** What becomes of a row. */
  enum Next {
    /** Another attempt may help. */
    RETRY,
    /** It is asked later, and that was no attempt. */
    LATER,
    /** As {@link #LATER} while others are under way, whose end may make room; else as STOP. */
    AFTER_OTHERS,
    /** The row is refused for what it is. */
    REFUSE,
    /** Another attempt does not help, but it is not the row's fault. */
    GIVE_UP,
    /** Every other row would meet the same. */
    STOP,
    /** The call was ended from here. */
    CANCEL
  }

  static Verdict of(RuntimeException failure, Duration longestWait) {
    if (failure instanceof RefusedLocallyException here) {
      return refusedHere(here);
    }
    if (failure instanceof SensitiveDataException) {
      return new Verdict(Next.GIVE_UP, true, false); // By a setting of today.
    }
    boolean overload =
        failure instanceof RateLimitedException
            || failure instanceof TimedOutException
            || failure instanceof UnavailableException;
    return new Verdict(next(failure, longestWait), false, overload);
  }

  /** It is about what is set here: no row is refused for good by it. */
  private static Verdict refusedHere(RefusedLocallyException refused) {
    return switch (refused.limiter()) {
      case OFFLINE -> new Verdict(Next.STOP, true, false);
      case BUDGET -> new Verdict(Next.AFTER_OTHERS, true, true); // Fewer set less of it aside.
      case BULKHEAD -> new Verdict(Next.LATER, true, true);
      // How many run at once changes nothing about these.
      case RATE_LIMIT, CIRCUIT_BREAKER -> new Verdict(Next.LATER, true, false);
    };
  }

  private static Next next(RuntimeException failure, Duration longestWait) {
    if (failure instanceof ConfigurationException
        || failure instanceof AuthenticationException
        || failure instanceof PermissionDeniedException
        || failure instanceof QuotaExhaustedException
        || failure instanceof NotFoundException) {
      return Next.STOP;
    }
    if (failure instanceof CancelledException) {
      return Next.CANCEL;
    }
    if (failure instanceof ModelException known && known.retryable()) {
      return known.retryAfter().filter(hint -> hint.compareTo(longestWait) > 0).isPresent()
          ? Next.STOP
          : Next.RETRY;
    }
    return failure instanceof ModelException && !(failure instanceof ProtocolException)
        ? Next.REFUSE
        : Next.GIVE_UP;
  }

  /** What the log and listeners are told. */
  static BatchError error(RuntimeException failure) {
    if (failure instanceof ModelException known) {
      return new BatchError(
          kind(failure), String.valueOf(known.getMessage()), known.status(), known.requestId());
    }
    if (failure instanceof ParleyException) {
      return BatchError.of(kind(failure), String.valueOf(failure.getMessage()));
    }
    return new BatchError( // Whose message may say anything.
        "unexpected",
        "the model failed with " + failure.getClass().getName(),
        OptionalInt.empty(),
        Optional.empty());
  }

  private static String kind(RuntimeException failure) {
    return failure
        .getClass()
        .getSimpleName()
        .replaceAll("Exception$", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
        .toLowerCase(Locale.ROOT);
  }
}
