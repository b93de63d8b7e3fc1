package dev.parley.error;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The request holds a secret or personal data, and a guard is set to refuse such. Nothing was sent.
 * Take it out, or let the guard redact it; sending the request again is no use. Neither the message
 * nor anything else here has a piece of what was found.
 */
public final class SensitiveDataException extends ModelException {
  private static final long serialVersionUID = 1L;

  private final String kind;
  private final String place;

  /**
   * A failure; see {@link ModelException} for the parts of its message.
   *
   * @param kind what the first thing found is, such as {@code private-key}
   * @param place where in the request it is, such as {@code message 2, part 1, line 14}
   */
  public SensitiveDataException(
      String problem, ErrorDetails details, String kind, String place, @Nullable Throwable cause) {
    super(problem, details, cause);
    this.kind = requireNonNull(kind, "kind");
    this.place = requireNonNull(place, "place");
  }

  /** {@return what the first thing found is, such as {@code private-key}} */
  public String kind() {
    return kind;
  }

  /** {@return where in the request it is, such as {@code message 2, part 1, line 14}} */
  public String place() {
    return place;
  }

  /** {@return false, whatever the details say} */
  @Override
  public boolean retryable() {
    return false;
  }

  @Override
  SensitiveDataException copy(ErrorDetails newDetails) {
    return new SensitiveDataException(problem(), newDetails, kind, place, getCause());
  }
}
