package dev.parley.cli.chat;

import dev.parley.cli.process.Cancellation;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.UsageException;
import dev.parley.error.CancelledException;
import java.io.IOException;
import java.util.Optional;

/** Reads lines and does what each of them says, to the end of the chat. */
final class ChatLoop {
  private final Lines lines;
  private final Talk talk;
  private final News news;
  private final SlashCommands commands;
  private final Asking asking;
  private final Cancellation cancellation;
  private final Screen screen;

  ChatLoop(
      Lines lines,
      Talk talk,
      News news,
      SlashCommands commands,
      Asking asking,
      Cancellation cancellation,
      Screen screen) {
    this.lines = lines;
    this.talk = talk;
    this.news = news;
    this.commands = commands;
    this.asking = asking;
    this.cancellation = cancellation;
    this.screen = screen;
  }

  /**
   * {@return how the last line went that failed}
   *
   * @throws IOException if stdout cannot be written
   */
  ExitCode run() throws IOException {
    ExitCode worst = ExitCode.OK;
    Optional<ExitCode> code = step();
    while (code.isPresent() && !commands.isOver()) {
      worst = code.get() == ExitCode.OK ? worst : code.get();
      code = step();
    }
    return worst;
  }

  /** Does one line; empty at the end. */
  private Optional<ExitCode> step() throws IOException {
    news.show();
    Optional<String> line;
    try {
      line = lines.next();
    } catch (UsageException e) {
      return Optional.of(screen.failed(e));
    }
    try {
      return line.isEmpty() ? Optional.empty() : Optional.of(act(line.get()));
    } catch (CancelledException e) {
      screen.say("cancelled");
      return Optional.of(ExitCode.CANCELLED);
    } catch (RuntimeException e) { // Whatever it is, the chat is worth more.
      return Optional.of(screen.failed(e));
    } finally {
      cancellation.reported(); // The chat goes on: a signal need not wait for its end.
    }
  }

  private ExitCode act(String line) throws IOException {
    if (line.isBlank()) {
      return ExitCode.OK;
    }
    Undo.finish(talk);
    if (SlashCommands.isCommand(line)) {
      return commands.run(line);
    }
    news.show(); // Somebody may have added something while this was typed.
    return asking.ask(talk, talk.question(SlashCommands.text(line)), screen);
  }
}
