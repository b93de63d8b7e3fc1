package dev.parley.cli;

/** The command was called wrongly. Its message is one line for the caller. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
