package dev.parley.error;

import dev.parley.chat.Timeouts;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A time-out passed and the exchange was cancelled. */
public final class TimedOutException extends ModelException {
  private static final long serialVersionUID = 1L;

  private final Timeouts.Kind timeout;
  private final Duration limit;

  /**
   * A failure; see {@link ModelException} for the parts of its message.
   *
   * @param timeout which time-out it was
   * @param limit its value
   */
  public TimedOutException(
      String problem,
      ErrorDetails details,
      Timeouts.Kind timeout,
      Duration limit,
      @Nullable Throwable cause) {
    super(problem, details, cause);
    this.timeout = timeout;
    this.limit = limit;
  }

  /** {@return which time-out it was} */
  public Timeouts.Kind timeout() {
    return timeout;
  }

  /** {@return its value} */
  public Duration limit() {
    return limit;
  }

  @Override
  boolean retryableByNature() {
    return true;
  }

  @Override
  TimedOutException copy(ErrorDetails newDetails) {
    return new TimedOutException(problem(), newDetails, timeout, limit, getCause());
  }
}
