package dev.parley.store.redis;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** A Redis that is installed here: newer than the one that comes with the tests, and with TLS. */
final class GivenRedis {
  /** Names the program to start; without it the {@code PATH} is searched. */
  static final String BINARY_VARIABLE = "PARLEY_TEST_REDIS";

  /** {@code true} turns a missing program from a skipped test into a failed one. */
  static final String REQUIRED_VARIABLE = "PARLEY_REQUIRE_REAL_SERVERS";

  private GivenRedis() {}

  /** Finds the program, or ends the test: skipped, or failed where one is required. */
  static Path required() {
    return required(System.getenv());
  }

  static Path required(Map<String, String> environment) {
    Optional<Path> found = find(environment);
    if (found.isPresent()) {
      return found.get();
    }
    if (Boolean.parseBoolean(environment.getOrDefault(REQUIRED_VARIABLE, "").strip())) {
      return Assertions.fail(
          "no redis-server found, and %s=true; set %s to one or put it on the PATH"
              .formatted(REQUIRED_VARIABLE, BINARY_VARIABLE));
    }
    System.err.print(notice());
    return Assumptions.abort("no redis-server found");
  }

  private static Optional<Path> find(Map<String, String> environment) {
    String named = environment.getOrDefault(BINARY_VARIABLE, "");
    if (!named.isBlank()) {
      Path binary = Path.of(named);
      if (!isProgram(binary)) {
        throw new IllegalStateException(
            BINARY_VARIABLE + " names no executable file: " + binary + "; correct or unset it");
      }
      return Optional.of(binary);
    }
    return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(environment.getOrDefault("PATH", ""))
        .filter(folder -> !folder.isBlank())
        .map(folder -> Path.of(folder, "redis-server"))
        .filter(GivenRedis::isProgram)
        .findFirst();
  }

  private static boolean isProgram(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }

  private static String notice() {
    String line = "*".repeat(80) + "\n";
    return "\n"
        + line
        + """
        *** SKIPPED: no redis-server found. Only the Redis 6.2 of the tests was used, without TLS.
        ***
        *** To run these tests: PARLEY_TEST_REDIS=/usr/bin/redis-server mvn verify
        *** (or put redis-server on the PATH).
        *** To make this an error: PARLEY_REQUIRE_REAL_SERVERS=true
        """
        + line;
  }
}
