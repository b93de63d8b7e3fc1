package dev.parley.cli.chat;

import java.util.Optional;

/** Where messages and commands come from. */
interface Lines extends AutoCloseable {
  /**
   * {@return the next message or command, which may have several lines; empty at the end}
   *
   * @throws dev.parley.cli.process.UsageException if it is no text; what follows can be read
   */
  Optional<String> next();

  @Override
  void close();
}
