package dev.parley.cli.process;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes to stderr, each thing on one line. */
@Singleton
public final class Diagnostics {
  private final OutputStream err;

  @Inject
  public Diagnostics(Surroundings surroundings) {
    err = surroundings.err();
  }

  /** Says something, on one line. */
  public void say(String text) {
    String line = "parley: " + ControlCharacters.oneLine(text) + "\n";
    try {
      err.write(line.getBytes(StandardCharsets.UTF_8));
      err.flush();
    } catch (IOException e) {
      // Nobody listens, and there is nobody else to tell.
    }
  }
}
