package dev.parley.cli.process;

/** The command did what it was told, and the outcome is none. Its message is one line. */
public final class CommandFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  /** A failure that ends the process with that code. */
  public CommandFailedException(ExitCode code, String message) {
    super(message);
    this.code = code;
  }

  /** {@return how the command ends} */
  public ExitCode code() {
    return code;
  }
}
