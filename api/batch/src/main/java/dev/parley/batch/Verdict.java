package dev.parley.batch;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.FailedAttempt;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelId;
import dev.parley.error.AuthenticationException;
import dev.parley.error.CancelledException;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ContentFilteredException;
import dev.parley.error.ContextTooLongException;
import dev.parley.error.InvalidAnswerException;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.ModelException;
import dev.parley.error.NotFoundException;
import dev.parley.error.ParleyException;
import dev.parley.error.PermissionDeniedException;
import dev.parley.error.QuotaExhaustedException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.RefusedLocallyException.Limiter;
import dev.parley.error.SensitiveDataException;
import dev.parley.error.TimedOutException;
import dev.parley.error.UnavailableException;
import dev.parley.error.UnsupportedFeatureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a failed attempt means.
 *
 * @param next what becomes of its row, and of the run
 * @param unsent whether nothing was sent, though the model was asked
 * @param overload whether it says that fewer calls at once would do better
 */
record Verdict(Next next, boolean unsent, boolean overload) {
  /** What is no attempt. */
  private static final Set<Next> LATER = EnumSet.of(Next.LATER, Next.AFTER_OTHERS);

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

  /**
   * What it means that {@code request} failed so, where no wait is longer than allowed. Of a
   * fallback's failure, which tells those of the models before the last, each counts.
   */
  static Verdict of(Exception failure, ChatRequest request, Duration longestWait) {
    List<Verdict> each = new ArrayList<>();
    each.add(ofLast(failure, request, longestWait));
    ModelId asked = failure instanceof ModelException last ? last.model() : null;
    for (ModelException other : lastOfOthers(earlier(failure), asked)) {
      each.add(ofLast(other, request, longestWait));
    }
    boolean unsent = each.get(0).unsent && earlier(failure).allMatch(Verdict::isUnsent);
    boolean overload = each.stream().anyMatch(Verdict::overload);
    return new Verdict(joined(each, unsent), unsent, overload);
  }

  /** What becomes of a row that each model has failed at: no model refuses it for another. */
  private static Next joined(List<Verdict> each, boolean unsent) {
    Next last = each.get(0).next;
    EnumSet<Next> all = EnumSet.noneOf(Next.class);
    each.forEach(verdict -> all.add(verdict.next));
    if (last == Next.CANCEL || (all.size() == 1 && (unsent || !LATER.contains(last)))) {
      return last;
    }
    if (Collections.disjoint(all, LATER) && !all.contains(Next.RETRY)) {
      return Next.GIVE_UP;
    }
    if (all.contains(Next.RETRY) || !unsent) {
      return Next.RETRY; // Something was sent, and that has an end.
    }
    return all.contains(Next.LATER) ? Next.LATER : Next.AFTER_OTHERS;
  }

  private static Stream<ModelException> earlier(Exception failure) {
    return Arrays.stream(failure.getSuppressed())
        .filter(ModelException.class::isInstance)
        .map(ModelException.class::cast);
  }

  /** The last of the failures of each model but {@code last}, the last one that was asked. */
  private static Collection<ModelException> lastOfOthers(
      Stream<ModelException> earlier, @Nullable ModelId last) {
    Map<ModelId, ModelException> others = new LinkedHashMap<>();
    earlier
        .filter(failure -> !failure.model().equals(last))
        .forEach(failure -> others.put(failure.model(), failure));
    return others.values();
  }

  private static boolean isUnsent(ModelException failure) {
    return failure instanceof RefusedLocallyException || failure instanceof SensitiveDataException;
  }

  private static Verdict ofLast(Exception failure, ChatRequest request, Duration longestWait) {
    if (failure instanceof RefusedLocallyException here) {
      return refusedHere(here, request, longestWait);
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
  private static Verdict refusedHere(
      RefusedLocallyException refused, ChatRequest request, Duration longestWait) {
    return switch (refused.limiter()) {
      // A link of the row's own may be what was refused; if it is the server, the next row tells.
      case OFFLINE ->
          new Verdict(RemoteMedia.isIn(request) ? Next.GIVE_UP : Next.STOP, true, false);
      case BUDGET -> new Verdict(Next.AFTER_OTHERS, true, true); // Fewer set less of it aside.
      case BULKHEAD -> new Verdict(later(refused, longestWait), true, true);
      // How many run at once changes nothing about these.
      case RATE_LIMIT, CIRCUIT_BREAKER -> new Verdict(later(refused, longestWait), true, false);
    };
  }

  /** A request that is more than the whole allowance never gets through. */
  private static Next later(RefusedLocallyException refused, Duration longestWait) {
    if (!refused.retryable()) {
      return Next.GIVE_UP;
    }
    return isTooLong(refused, longestWait) ? Next.STOP : Next.LATER;
  }

  private static boolean isTooLong(ModelException failure, Duration longestWait) {
    return failure.retryAfter().filter(hint -> hint.compareTo(longestWait) > 0).isPresent();
  }

  private static Next next(Exception failure, Duration longestWait) {
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
      return isTooLong(known, longestWait) ? Next.STOP : Next.RETRY;
    }
    return isAboutTheRequest(failure) ? Next.REFUSE : Next.GIVE_UP;
  }

  /**
   * Whether the request would fail tomorrow too. Of a proxy, a server or a network that says no
   * nobody knows, whatever it says of being asked again now.
   */
  private static boolean isAboutTheRequest(Exception failure) {
    return failure instanceof InvalidRequestException
        || failure instanceof ContextTooLongException
        || failure instanceof ContentFilteredException
        || failure instanceof UnsupportedFeatureException
        || failure instanceof InvalidAnswerException;
  }

  /** What becomes of a row whose answer is a refusal: another model may only have been down. */
  static BatchOutcome refused(Completion answer) {
    Stream<ModelException> earlier = answer.failedAttempts().stream().map(FailedAttempt::failure);
    return lastOfOthers(earlier, answer.model()).stream().allMatch(Verdict::isAboutTheRequest)
        ? BatchOutcome.REFUSED
        : BatchOutcome.EXHAUSTED;
  }

  /** Why an answer that came is none; empty if it is one. */
  static Optional<BatchError> refusal(Completion answer) {
    if (answer
        .finishReason()
        .filter(finish -> finish.kind() == FinishReason.Kind.CONTENT_FILTER)
        .isPresent()) {
      return Optional.of(
          BatchError.of("content_filtered", "the provider's filter withheld the answer"));
    }
    // Its own words stay out: they may repeat the prompt.
    return answer
        .refusal()
        .map(
            words ->
                BatchError.of(
                    "refusal",
                    answer.model()
                        + ": the model refuses to answer; change the prompt, or ask another"
                        + " model"));
  }

  /** What the log and listeners are told. */
  static BatchError error(Exception failure) {
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

  private static String kind(Exception failure) {
    if (failure instanceof RefusedLocallyException here && here.limiter() == Limiter.OFFLINE) {
      return "offline"; // A setting, and no limit that leaves room again.
    }
    return failure
        .getClass()
        .getSimpleName()
        .replaceAll("Exception$", "")
        .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
        .toLowerCase(Locale.ROOT);
  }
}
