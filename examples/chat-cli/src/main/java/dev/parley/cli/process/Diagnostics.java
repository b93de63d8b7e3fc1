package dev.parley.cli.process;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Writes to stderr, each thing on one line. Thread-safe. */
@Singleton
public final class Diagnostics {
  /** To the beginning of the line, and away with what is on it. */
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final OutputStream err;
  private boolean quiet;
  private String status = "";

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

  /**
   * Shows on a terminal, below all else, how things stand: in place of what was shown before, until
   * an empty text takes it away. Nothing is shown to who wants no notes.
   *
   * @param text shorter than a line of the terminal
   */
  public synchronized void status(String text) {
    String shown = quiet ? "" : ControlCharacters.oneLine(text);
    if (!shown.equals(status)) {
      print(CLEAR_LINE + shown);
      status = shown;
    }
  }

  private synchronized void write(String line) {
    print((status.isEmpty() ? "" : CLEAR_LINE) + line + "\n" + status);
  }

  private void print(String text) {
    try {
      err.write(text.getBytes(StandardCharsets.UTF_8));
      err.flush();
    } catch (IOException e) {
      // Nobody listens, and there is nobody else to tell.
    }
  }
}
