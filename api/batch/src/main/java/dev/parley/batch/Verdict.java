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
import dev.parley.error.RefusedLocallyException.Limiter;
import dev.parley.error.SensitiveDataException;
import dev.parley.error.TimedOutException;
import dev.parley.error.UnavailableException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** What a failed attempt means for its row, and for the run. */
enum Verdict {
  /** Another attempt may help. */
  RETRY,
  /** Nothing was sent, since a rate limit here has no room yet. */
  LATER,
  /** The row is refused for what it is. */
  REFUSE,
  /** Another attempt does not help, but it is not the row's fault. */
  GIVE_UP,
  /** Every other row would meet the same. */
  STOP,
  /** The call was ended from here. */
  CANCEL;

  static Verdict of(RuntimeException failure, Duration longestWait) {
    if (failure instanceof ConfigurationException
        || failure instanceof AuthenticationException
        || failure instanceof PermissionDeniedException
        || failure instanceof QuotaExhaustedException
        || failure instanceof NotFoundException) {
      return STOP;
    }
    if (failure instanceof CancelledException) {
      return CANCEL;
    }
    if (failure instanceof RefusedLocallyException local) {
      return refusedHere(local);
    }
    if (failure instanceof SensitiveDataException) {
      return GIVE_UP; // By a setting of today.
    }
    if (failure instanceof ModelException known && known.retryable()) {
      return known.retryAfter().filter(hint -> hint.compareTo(longestWait) > 0).isPresent()
          ? STOP
          : RETRY;
    }
    return failure instanceof ModelException && !(failure instanceof ProtocolException)
        ? REFUSE
        : GIVE_UP;
  }

  /** It is about what is set here: no row is refused for good by it. */
  private static Verdict refusedHere(RefusedLocallyException refused) {
    if (refused.limiter() == Limiter.OFFLINE || refused.limiter() == Limiter.BUDGET) {
      return STOP;
    }
    return refused.retryable() ? LATER : GIVE_UP;
  }

  /** Whether nothing was sent, though the model was asked. */
  static boolean isUnsent(RuntimeException failure) {
    return failure instanceof RefusedLocallyException || failure instanceof SensitiveDataException;
  }

  /** Whether a budget has no room, which calls under way may have set aside. */
  static boolean isOverBudget(RuntimeException failure) {
    return failure instanceof RefusedLocallyException refused
        && refused.limiter() == Limiter.BUDGET;
  }

  /** Whether the provider says that it has too much to do. */
  static boolean isOverload(RuntimeException failure) {
    return failure instanceof RateLimitedException
        || failure instanceof TimedOutException
        || failure instanceof UnavailableException;
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
