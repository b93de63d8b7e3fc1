package dev.parley.cli.process;

import java.util.List;

/** Tells what went wrong, in one line on stderr. */
public interface Failures {
  /**
   * {@return how a command ends that fails so}
   *
   * @param options those of {@code --debug} and {@code --json} that were typed, whatever else was
   */
  ExitCode of(Throwable failure, List<String> options);
}
