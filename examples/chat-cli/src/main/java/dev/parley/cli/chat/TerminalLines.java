package dev.parley.cli.chat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jline.reader.Buffer;
import org.jline.reader.Completer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.history.DefaultHistory;
import org.jline.terminal.Size;
import org.jline.terminal.Sized;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** Lines that a person types into a terminal, and edits. */
final class TerminalLines implements Lines {
  private static final String PROMPT = "> ";
  private static final String MORE = "… ";
  private static final Sized USUAL = Size.of(80, 24);

  private final Terminal terminal;
  private final LineReader reader;
  private final TypedHistory history;

  /**
   * Opens the terminal of this process.
   *
   * @param interrupted what Ctrl-C does while no line is read
   */
  TerminalLines(TypedHistory history, Completer completer, Runnable interrupted)
      throws IOException {
    this.history = history;
    terminal =
        TerminalBuilder.builder()
            .name("parley")
            .system(true)
            .dumb(true) // Else JLine warns where a terminal can do little.
            .graphemeCluster(false) // To ask the terminal would take a third of a second.
            .nativeSignals(true)
            .encoding(StandardCharsets.UTF_8)
            .build();
    if (terminal.getColumns() <= 0) { // As under some tools, where JLine would draw nothing.
      terminal.setSize(USUAL);
    }
    terminal.handle(Signal.INT, signal -> interrupted.run());
    DefaultHistory arrows = new DefaultHistory();
    reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("parley")
            .parser((line, cursor, context) -> new TypedLine(line, cursor))
            .completer(completer)
            .history(arrows)
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, MORE)
            .variable(LineReader.HISTORY_SIZE, HistoryFile.MOST_LINES)
            .option(Option.DISABLE_EVENT_EXPANSION, true) // A message may hold an exclamation mark.
            .option(Option.HISTORY_REDUCE_BLANKS, false)
            .option(Option.AUTO_REMOVE_SLASH, false)
            .build();
    history.read().forEach(arrows::add);
    reader.getWidgets().put(LineReader.ACCEPT_LINE, this::enter);
  }

  @Override
  public Optional<String> next() {
    try {
      String line = read();
      while (line == null) {
        line = read();
      }
      history.add(line);
      return Optional.of(MultiLine.meant(line));
    } catch (EndOfFileException e) {
      return Optional.empty();
    }
  }

  /** Reads a line; null if it was given up. */
  private @Nullable String read() {
    try {
      return reader.readLine(PROMPT);
    } catch (UserInterruptException e) {
      return null;
    } finally {
      // JLine's way to hear of Ctrl-C, which may stay behind: it would cancel the next question.
      Thread.interrupted();
    }
  }

  /** Ends the message, or only its line. */
  private boolean enter() {
    Buffer buffer = reader.getBuffer();
    String text = buffer.toString();
    boolean atEnd = buffer.cursor() == buffer.length();
    if (MultiLine.isOpenBlock(text)) {
      buffer.write('\n');
    } else if (atEnd && MultiLine.goesOn(text)) {
      buffer.backspace();
      buffer.write('\n');
    } else {
      reader.callWidget("." + LineReader.ACCEPT_LINE);
    }
    return true;
  }

  @Override
  public void close() {
    try {
      terminal.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
