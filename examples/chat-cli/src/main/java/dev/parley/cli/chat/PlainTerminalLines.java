package dev.parley.cli.chat;

import dev.parley.cli.process.AnswerWriter;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jline.utils.Signals;

/** Lines that a person types into a terminal that cannot move its cursor, as of an editor. */
final class PlainTerminalLines implements Lines {
  private static final String INTERRUPT = "INT";

  private final PipedLines lines;
  private final AnswerWriter out;
  private final Object before;

  /**
   * Reads a terminal.
   *
   * @param interrupted what Ctrl-C does; the terminal itself gives up what is typed
   */
  PlainTerminalLines(InputStream in, AnswerWriter out, Runnable interrupted) {
    lines = new PipedLines(in);
    this.out = out;
    before = Signals.register(INTERRUPT, interrupted);
  }

  @Override
  public Optional<String> next() throws IOException {
    out.write("> ");
    return lines.next();
  }

  @Override
  public void close() {
    Signals.unregister(INTERRUPT, before);
    lines.close();
  }
}
