package dev.parley.policies;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A process that takes the lock of a file and holds it until it is killed. */
final class LimitHolder {
  private LimitHolder() {}

  /** Argument: the file. Says h when it holds the lock. */
  public static void main(String[] arguments) throws IOException {
    SharedFile.exclusively(
        Path.of(arguments[0]),
        Duration.ofSeconds(20),
        file -> {
          System.out.write('h');
          System.out.flush();
          return System.in.read();
        });
  }
}
