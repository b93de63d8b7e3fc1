package dev.parley.cli.chat;

import dev.parley.cli.process.AnswerWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jline.utils.Signals;

/** Lines that a person types into a terminal that cannot move its cursor, as of an editor. */
final class PlainTerminalLines implements Lines {
  private static final String PROMPT = "> ";
  private static final String INTERRUPT = "INT";

  private final PipedLines lines;
  private final AnswerWriter out;
  private final Object before;
  private volatile boolean reading;

  /**
   * Reads a terminal.
   *
   * @param interrupted what Ctrl-C does while no line is read; at the prompt the terminal itself
   *     gives up what is typed
   */
  PlainTerminalLines(InputStream in, AnswerWriter out, Runnable interrupted) {
    lines = new PipedLines(in);
    this.out = out;
    before = Signals.register(INTERRUPT, () -> interrupt(interrupted));
  }

  private void interrupt(Runnable interrupted) {
    if (reading) {
      prompt("\n");
    } else {
      interrupted.run();
    }
  }

  private void prompt(String lineEnd) {
    try {
      out.write(lineEnd + PROMPT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<String> next() {
    reading = true; // Before somebody sees the prompt.
    prompt("");
    try {
      return lines.next();
    } finally {
      reading = false;
    }
  }

  @Override
  public void close() {
    Signals.unregister(INTERRUPT, before);
    lines.close();
  }
}
