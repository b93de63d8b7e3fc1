package dev.parley.cli.process;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes to stderr, each thing on one line. Thread-safe. */
@Singleton
public final class Diagnostics {
  private final OutputStream err;
  private boolean quiet;

  @Inject
  public Diagnostics(Surroundings surroundings) {
    err = surroundings.err();
  }

  /** From now on leaves out the notes. */
  public synchronized void quiet() {
    quiet = true;
  }

  /** Says what went wrong, or was asked for, on one line. */
  public void say(String text) {
    write("parley: " + ControlCharacters.oneLine(text));
  }

  /** Says what is good to know, on one line, unless nobody wants to. */
  public synchronized void note(String text) {
    if (!quiet) {
      say(text);
    }
  }

  /** Writes a line as it is, but for control characters: a trace, a log, or JSON for scripts. */
  public void line(String text) {
    write(ControlCharacters.harmless(text).replace('\n', ' '));
  }

  private synchronized void write(String line) {
    try {
      err.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      err.flush();
    } catch (IOException e) {
      // Nobody listens, and there is nobody else to tell.
    }
  }
}
