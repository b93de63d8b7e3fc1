package dev.parley.cli.process;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Writes to stdout: UTF-8, at once, and exactly as it is unless stdout is a terminal. Failures to
 * write are thrown, so that nobody goes on for a reader who has left.
 */
@Singleton
public final class AnswerWriter {
  private final Writer writer;
  private final boolean terminal;
  private boolean lineOpen;

  @Inject
  AnswerWriter(Surroundings surroundings) {
    // It keeps a character that is cut in two between writes.
    writer = new OutputStreamWriter(surroundings.out(), StandardCharsets.UTF_8);
    terminal = surroundings.outIsTerminal();
  }

  /** Writes a text. */
  public void write(String text) throws IOException {
    writeTrusted(terminal ? ControlCharacters.harmless(text) : text);
  }

  /** Writes a text whose control characters were put there by this program, after a line end. */
  public void writeTrusted(String shown) throws IOException {
    if (!shown.isEmpty()) {
      lineOpen = !shown.endsWith("\n");
      writer.write(shown);
      writer.flush();
    }
  }

  /** Ends the last line, if something was written and it is still open. */
  public void endLine() throws IOException {
    if (lineOpen) {
      write("\n");
    }
  }
}
