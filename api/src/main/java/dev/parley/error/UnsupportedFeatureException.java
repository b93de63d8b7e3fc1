package dev.parley.error;

import dev.parley.chat.Capability;
import org.jspecify.annotations.Nullable;

/** The model cannot do what the request asks for. Nothing was sent. */
public final class UnsupportedFeatureException extends ModelException {
  private static final long serialVersionUID = 1L;

  private final Capability capability;

  /**
   * A failure; see {@link ModelException} for the parts of its message.
   *
   * @param capability what it cannot do
   */
  public UnsupportedFeatureException(
      String problem, ErrorDetails details, Capability capability, @Nullable Throwable cause) {
    super(problem, details, cause);
    this.capability = capability;
  }

  /** {@return what it cannot do} */
  public Capability capability() {
    return capability;
  }

  /** {@return false, whatever the provider says} */
  @Override
  public boolean retryable() {
    return false;
  }

  @Override
  UnsupportedFeatureException copy(ErrorDetails newDetails) {
    return new UnsupportedFeatureException(problem(), newDetails, capability, getCause());
  }
}
