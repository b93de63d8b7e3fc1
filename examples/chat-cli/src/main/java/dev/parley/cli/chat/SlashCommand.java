package dev.parley.cli.chat;

import dev.parley.cli.process.ExitCode;
import java.io.IOException;

/**
 * What a line that begins with a slash does.
 *
 * @param name with the slash
 * @param parameter what follows, for the help; may be empty
 * @param help what it does
 */
record SlashCommand(String name, String parameter, String help, Action action) {
  /** What is done. */
  interface Action {
    /**
     * {@return how it went}
     *
     * @param argument what was typed behind the name, without space around it; may be empty
     * @throws dev.parley.cli.process.UsageException if that makes no sense
     * @throws dev.parley.error.ParleyException if it fails; the chat goes on
     * @throws IOException if stdout cannot be written
     */
    ExitCode run(String argument) throws IOException;
  }
}
