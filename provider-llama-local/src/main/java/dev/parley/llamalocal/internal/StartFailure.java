package dev.parley.llamalocal.internal;

import dev.parley.chat.ModelId;
import dev.parley.error.CancelledException;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.NotFoundException;
import dev.parley.error.ParleyException;
import dev.parley.error.UnavailableException;
import org.jspecify.annotations.Nullable;

/** A server did not come up. Each of those who waited for it gets an error of its own. */
final class StartFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** What was in the way. */
  enum Kind {
    /** There is no such model. */
    NO_MODEL,
    /** The server ended, or could not be started. */
    SERVER_FAILED,
    /** The provider was closed meanwhile. */
    CLOSED
  }

  private final Kind kind;

  StartFailure(Kind kind, String problem, @Nullable Throwable cause) {
    super(problem, cause);
    this.kind = kind;
  }

  /** The error for a call to that model. Trying again would end the same way. */
  ParleyException forCallTo(ModelId model) {
    String problem = String.valueOf(getMessage());
    if (kind == Kind.NO_MODEL) {
      return new NotFoundException(problem, ErrorDetails.of(model), this);
    } else if (kind == Kind.CLOSED) {
      return new CancelledException(
          "the provider was closed meanwhile", ErrorDetails.of(model), this);
    }
    return new UnavailableException(
        problem, ErrorDetails.builder(model).retryable(false).build(), this);
  }

  /** What a failed start is for a call to that model; settings are the same for all. */
  static ParleyException forCallTo(ModelId model, Throwable failure) {
    if (failure instanceof StartFailure start) {
      return start.forCallTo(model);
    }
    if (failure instanceof ConfigurationException wrong) {
      return new ConfigurationException(
          wrong.kind(),
          String.valueOf(wrong.getMessage()),
          wrong.setting().orElse(null),
          wrong.candidates(),
          wrong);
    }
    return new UnavailableException(
        "its server could not be started: " + failure,
        ErrorDetails.builder(model).retryable(false).build(),
        failure);
  }
}
