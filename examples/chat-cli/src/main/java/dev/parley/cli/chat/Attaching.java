package dev.parley.cli.chat;

import dev.parley.message.Part;
import java.nio.file.Path;

/** Makes a part of a message of a file. */
interface Attaching {
  /**
   * {@return the file's content as a part}
   *
   * @throws dev.parley.cli.process.UsageException if it cannot be read, or is nothing to send
   */
  Part part(Path file);
}
