package dev.parley.tck;

import static java.util.Objects.requireNonNull;

import dev.parley.error.AuthenticationException;
import dev.parley.error.ContentFilteredException;
import dev.parley.error.ContextTooLongException;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.ModelException;
import dev.parley.error.NotFoundException;
import dev.parley.error.PermissionDeniedException;
import dev.parley.error.QuotaExhaustedException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.UnavailableException;
import java.time.Duration;
import java.util.Optional;

/**
 * Something that goes wrong on the other side, in a form that every protocol has a word for.
 *
 * @param kind what is wrong
 * @param message the other side's own words; they may quote the request and the key
 * @param retryAfter how long the other side asks to wait, where it does
 * @param requestId the other side's id of the request, where it tells one
 */
public record Failure(
    Kind kind, String message, Optional<Duration> retryAfter, Optional<String> requestId) {
  /** What is wrong, and what it must become. */
  public enum Kind {
    /** The key is wrong; 401 in HTTP. */
    AUTHENTICATION(401, AuthenticationException.class, false),
    /** The key is not allowed to do this; 403. */
    PERMISSION(403, PermissionDeniedException.class, false),
    /** There is no such model; 404. */
    NOT_FOUND(404, NotFoundException.class, false),
    /** The request is wrong; 400. */
    INVALID_REQUEST(400, InvalidRequestException.class, false),
    /** The request does not fit the context; 400 with a word of its own in most protocols. */
    CONTEXT_TOO_LONG(400, ContextTooLongException.class, false),
    /** The answer or the question is blocked by a filter. */
    CONTENT_FILTERED(400, ContentFilteredException.class, false),
    /** Too much in too short a time; 429. */
    RATE_LIMITED(429, RateLimitedException.class, true),
    /** No money or quota is left; 429 with a word of its own in most protocols. */
    QUOTA_EXHAUSTED(429, QuotaExhaustedException.class, false),
    /** The other side is broken; 500. */
    BROKEN(500, UnavailableException.class, true),
    /** The other side is overloaded or loading; 503. */
    UNAVAILABLE(503, UnavailableException.class, true);

    private final int status;
    private final Class<? extends ModelException> error;
    private final boolean retryable;

    Kind(int status, Class<? extends ModelException> error, boolean retryable) {
      this.status = status;
      this.error = error;
      this.retryable = retryable;
    }

    /** {@return the status that HTTP has for it} */
    public int status() {
      return status;
    }

    /** {@return the error that it must become} */
    public Class<? extends ModelException> error() {
      return error;
    }

    /** {@return whether trying again may help, unless the other side says otherwise} */
    public boolean retryable() {
      return retryable;
    }
  }

  /** Refuses nulls. */
  public Failure {
    requireNonNull(kind, "kind");
    requireNonNull(message, "message");
    requireNonNull(retryAfter, "retryAfter");
    requireNonNull(requestId, "requestId");
  }

  /** {@return a failure that says nothing of waiting and has no id} */
  public static Failure of(Kind kind) {
    return new Failure(kind, "the other side's own words", Optional.empty(), Optional.empty());
  }

  /** {@return this failure, said in other words} */
  public Failure saying(String words) {
    return new Failure(kind, words, retryAfter, requestId);
  }

  /** {@return this failure, asking to wait} */
  public Failure retryAfter(Duration wait) {
    return new Failure(kind, message, Optional.of(wait), requestId);
  }

  /** {@return this failure, with an id of the request} */
  public Failure requestId(String id) {
    return new Failure(kind, message, retryAfter, Optional.of(id));
  }
}
