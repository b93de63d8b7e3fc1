package dev.parley.cli.process;

import java.io.IOException;

/** One of the things that the tool does, such as asking or listing. */
public interface Subcommand {
  /**
   * {@return how it went} Says what went wrong by throwing; whatever is thrown becomes one line.
   *
   * @param arguments what was typed behind the command's name
   * @throws UsageException if they make no sense
   * @throws dev.parley.error.ParleyException if it fails
   * @throws IOException if stdout cannot be written
   */
  ExitCode run(String... arguments) throws IOException;

  /** {@return the help text} */
  String usage();

  /** {@return the help text of one of the things that this command does, named by its next word} */
  default String usage(String next) {
    return usage();
  }
}
