package dev.parley.cli.chat;

import java.io.IOException;
import java.util.Optional;

/** Where messages and commands come from. */
interface Lines extends AutoCloseable {
  /**
   * {@return the next message or command, which may have several lines; empty at the end}
   *
   * @throws dev.parley.cli.process.UsageException if it is no text; what follows can be read
   * @throws IOException if a prompt cannot be written
   */
  Optional<String> next() throws IOException;

  @Override
  void close();
}
