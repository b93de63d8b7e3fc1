package dev.parley.tck;

/**
 * A scenario that a provider has no form for. Only what a contract says is about the wire may be
 * so, and the test is then reported as aborted, with the reason; anything else is a failure.
 */
public final class NotPlayableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what the provider has not. */
  public NotPlayableException(String reason) {
    super(reason);
  }
}
