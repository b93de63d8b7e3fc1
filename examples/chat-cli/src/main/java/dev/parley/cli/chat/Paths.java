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

  /** {@return what was typed, with the user's folder for a {@code ~/} that it begins with} */
  String expand(String typed) {
    return typed.startsWith("~/") && surroundings.home().isPresent()
        ? surroundings.home().get() + typed.substring(1)
        : typed;
  }

  /** {@return the file} Takes {@code ~/} for the user's folder. */
  Path resolve(String typed) {
    try {
      return surroundings.workingFolder().resolve(expand(typed));
    } catch (InvalidPathException e) {
      throw new UsageException("no name of a file: " + e.getReason());
    }
  }
}
