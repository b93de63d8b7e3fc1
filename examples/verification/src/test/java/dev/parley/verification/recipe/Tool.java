package dev.parley.verification.recipe;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Programs of the machine that a page is about. */
final class Tool {
  private Tool() {}

  /** Skips the test where the program is not installed, or fails it where tests must not be. */
  static void required(String name) {
    boolean there =
        Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    if (Boolean.parseBoolean(System.getenv("PARLEY_REQUIRE_REAL_SERVERS"))) {
      assertTrue(there, name + " is required and not installed");
    }
    Assumptions.assumeTrue(there, "SKIPPED: no " + name + " on the PATH, which a recipe is about");
  }
}
