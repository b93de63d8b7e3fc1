package dev.parley.cli.process;

/** The command was called wrongly. Its message is one line for the caller. */
public final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A mistake, in one sentence that says what to do. */
  public UsageException(String message) {
    super(message);
  }
}
