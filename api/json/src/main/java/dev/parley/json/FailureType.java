package dev.parley.json;

import dev.parley.chat.Capability;
import dev.parley.chat.Timeouts;
import dev.parley.error.AuthenticationException;
import dev.parley.error.CancelledException;
import dev.parley.error.ContentFilteredException;
import dev.parley.error.ContextTooLongException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.InvalidAnswerException;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.ModelException;
import dev.parley.error.NotFoundException;
import dev.parley.error.PermissionDeniedException;
import dev.parley.error.ProtocolException;
import dev.parley.error.QuotaExhaustedException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.SensitiveDataException;
import dev.parley.error.TimedOutException;
import dev.parley.error.TransportException;
import dev.parley.error.UnavailableException;
import dev.parley.error.UnsupportedFeatureException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The kinds of errors that a call may fail with, and how each is made again. */
@SuppressWarnings("ImmutableEnumChecker") // The makers hold nothing.
enum FailureType {
  AUTHENTICATION(AuthenticationException.class, AuthenticationException::new),
  CANCELLED(CancelledException.class, CancelledException::new),
  CONTENT_FILTERED(ContentFilteredException.class, ContentFilteredException::new),
  INTERRUPTED_STREAM(InterruptedStreamException.class, InterruptedStreamException::new),
  INVALID_REQUEST(InvalidRequestException.class, InvalidRequestException::new),
  NOT_FOUND(NotFoundException.class, NotFoundException::new),
  PERMISSION_DENIED(PermissionDeniedException.class, PermissionDeniedException::new),
  PROTOCOL(ProtocolException.class, ProtocolException::new),
  QUOTA_EXHAUSTED(QuotaExhaustedException.class, QuotaExhaustedException::new),
  RATE_LIMITED(RateLimitedException.class, RateLimitedException::new),
  TRANSPORT(TransportException.class, TransportException::new),
  UNAVAILABLE(UnavailableException.class, UnavailableException::new),
  CONTEXT_TOO_LONG(ContextTooLongException.class, FailureType::contextTooLong),
  INVALID_ANSWER(InvalidAnswerException.class, FailureType::invalidAnswer),
  REFUSED_LOCALLY(RefusedLocallyException.class, FailureType::refusedLocally),
  SENSITIVE_DATA(SensitiveDataException.class, FailureType::sensitiveData),
  TIMED_OUT(TimedOutException.class, FailureType::timedOut),
  UNSUPPORTED_FEATURE(UnsupportedFeatureException.class, FailureType::unsupportedFeature);

  /** Makes an error that has nothing but what all have. */
  private interface Plain {
    ModelException make(String problem, ErrorDetails details, @Nullable Throwable cause);
  }

  /** Makes an error with what is its own; nothing if a word is of a newer version. */
  private interface Special {
    Optional<ModelException> make(JsonObject in, String problem, ErrorDetails details);
  }

  private final Class<? extends ModelException> type;
  private final Special maker;

  FailureType(Class<? extends ModelException> type, Plain maker) {
    this(
        type,
        (JsonObject in, String problem, ErrorDetails details) ->
            Optional.of(maker.make(problem, details, null)));
  }

  FailureType(Class<? extends ModelException> type, Special maker) {
    this.type = type;
    this.maker = maker;
  }

  static FailureType of(ModelException failure) {
    for (FailureType type : values()) {
      if (type.type.isInstance(failure)) {
        return type;
      }
    }
    throw new IllegalArgumentException(failure.getClass() + " has no JSON form");
  }

  Optional<ModelException> make(JsonObject in, String problem, ErrorDetails details) {
    return maker.make(in, problem, details);
  }

  /** What only errors of some types have. */
  static void fields(JsonWriter out, ModelException failure) {
    if (failure instanceof ContextTooLongException e) {
      out.number("contextTokens", e.limit());
      out.number("requestTokens", e.size());
    } else if (failure instanceof InvalidAnswerException e) {
      out.word("fault", e.fault());
      out.text("path", e.path());
    } else if (failure instanceof RefusedLocallyException e) {
      out.word("limiter", e.limiter());
    } else if (failure instanceof SensitiveDataException e) {
      out.text("kind", e.kind());
      out.text("place", e.place());
    } else if (failure instanceof TimedOutException e) {
      out.word("timeout", e.timeout());
      out.duration("limit", Optional.of(e.limit()));
    } else if (failure instanceof UnsupportedFeatureException e) {
      out.word("capability", e.capability());
    }
  }

  private static Optional<ModelException> contextTooLong(
      JsonObject in, String problem, ErrorDetails details) {
    return Optional.of(
        new ContextTooLongException(
            problem,
            details,
            in.optionalNumber("contextTokens"),
            in.optionalNumber("requestTokens"),
            null));
  }

  private static Optional<ModelException> invalidAnswer(
      JsonObject in, String problem, ErrorDetails details) {
    return in.word("fault", InvalidAnswerException.Fault.class)
        .map(
            fault ->
                new InvalidAnswerException(
                    problem, details, fault, in.optionalText("path").orElse(""), null));
  }

  private static Optional<ModelException> refusedLocally(
      JsonObject in, String problem, ErrorDetails details) {
    return in.word("limiter", RefusedLocallyException.Limiter.class)
        .map(limiter -> new RefusedLocallyException(problem, details, limiter, null));
  }

  private static Optional<ModelException> sensitiveData(
      JsonObject in, String problem, ErrorDetails details) {
    return Optional.of(
        new SensitiveDataException(
            problem,
            details,
            in.optionalText("kind").orElse(""),
            in.optionalText("place").orElse(""),
            null));
  }

  private static Optional<ModelException> timedOut(
      JsonObject in, String problem, ErrorDetails details) {
    return in.word("timeout", Timeouts.Kind.class)
        .map(
            timeout ->
                new TimedOutException(problem, details, timeout, in.duration("limit"), null));
  }

  private static Optional<ModelException> unsupportedFeature(
      JsonObject in, String problem, ErrorDetails details) {
    return in.word("capability", Capability.class)
        .map(capability -> new UnsupportedFeatureException(problem, details, capability, null));
  }
}
