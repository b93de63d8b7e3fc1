package dev.parley.cli.chat;

import dev.parley.cli.process.Surroundings;
import dev.parley.cli.process.UsageException;
import jakarta.inject.Inject;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Finds files that were typed: no shell has looked at them. */
final class Paths {
  private final Surroundings surroundings;

  @Inject
  Paths(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** {@return the file} Takes {@code ~/} for the user's folder. */
  Path resolve(String typed) {
    try {
      if (typed.startsWith("~/") && surroundings.home().isPresent()) {
        return surroundings.home().get().resolve(typed.substring(2));
      }
      return surroundings.workingFolder().resolve(typed);
    } catch (InvalidPathException e) {
      throw new UsageException("no name of a file: " + e.getReason());
    }
  }
}
