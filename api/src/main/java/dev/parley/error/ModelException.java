package dev.parley.error;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.Completion;
import dev.parley.chat.ModelId;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A call to a model failed. The type says what to do about it.
 *
 * <p>The message is the model, the status, the provider's error code and the request id, so far as
 * they are known, then the problem and the next step. Serialised, it keeps its message only.
 */
public abstract sealed class ModelException extends ParleyException
    permits AuthenticationException,
        CancelledException,
        ContentFilteredException,
        ContextTooLongException,
        InterruptedStreamException,
        InvalidAnswerException,
        InvalidRequestException,
        NotFoundException,
        PermissionDeniedException,
        ProtocolException,
        QuotaExhaustedException,
        RateLimitedException,
        RefusedLocallyException,
        SensitiveDataException,
        TimedOutException,
        TransportException,
        UnavailableException,
        UnsupportedFeatureException {
  private static final long serialVersionUID = 1L;

  private final String problem;
  private final transient ErrorDetails details;

  ModelException(String problem, ErrorDetails details, @Nullable Throwable cause) {
    super(details.subject() + ": " + problem, cause);
    this.problem = requireNonNull(problem, "problem");
    this.details = details;
  }

  /** {@return everything known about the failure} */
  public ErrorDetails details() {
    return details;
  }

  /** {@return the model that was called} */
  public ModelId model() {
    return details.model();
  }

  /** {@return the HTTP status, where there was an answer with one} */
  public OptionalInt status() {
    return details.status();
  }

  /** {@return the provider's id of the request} */
  public Optional<String> requestId() {
    return details.requestId();
  }

  /** {@return whether the same call may succeed when tried again} */
  public boolean retryable() {
    return details.retryable().orElse(retryableByNature());
  }

  /** {@return how long the provider asks to wait before that} */
  public Optional<Duration> retryAfter() {
    return details.retryAfter();
  }

  /** {@return what had arrived before a stream failed, with its usage} */
  public Optional<Completion> partial() {
    return details.partial();
  }

  /**
   * {@return the same failure, from the same place, with other details; for streams and policies}
   */
  public ModelException withDetails(ErrorDetails newDetails) {
    ModelException copy = copy(newDetails);
    copy.setStackTrace(getStackTrace());
    for (Throwable suppressed : getSuppressed()) {
      copy.addSuppressed(suppressed);
    }
    return copy;
  }

  /** {@return what went wrong, without the who and where that begin the message} */
  public String problem() {
    return problem;
  }

  boolean retryableByNature() {
    return false;
  }

  abstract ModelException copy(ErrorDetails newDetails);
}
