package dev.parley.cli.chat;

import dev.parley.cli.ask.AnswerNotes;
import dev.parley.cli.ask.AnswerPrinter;
import dev.parley.cli.process.ExitCode;
import dev.parley.error.CancelledException;
import dev.parley.error.ParleyException;
import dev.parley.message.UserMessage;
import jakarta.inject.Inject;
import java.io.IOException;

/** Asks, and tells how it went: a chat goes on after a question that failed. */
final class Asking {
  private final AnswerPrinter printer;
  private final AnswerNotes notes;

  @Inject
  Asking(AnswerPrinter printer, AnswerNotes notes) {
    this.printer = printer;
    this.notes = notes;
  }

  /** From now on answers are printed as they are. */
  void plain() {
    printer.plain();
  }

  /**
   * {@return how it went}
   *
   * @throws IOException if stdout cannot be written
   */
  ExitCode ask(Talk talk, UserMessage question, Screen screen) throws IOException {
    talk.store().begin();
    talk.asking(question);
    try {
      ExitCode code = notes.print(printer.streamed(talk.conversation(), question));
      talk.answered();
      return code;
    } catch (CancelledException e) {
      screen.say(
          talk.store().hasAppended()
              ? "cancelled; what came of the answer is kept, /retry asks again"
              : "cancelled; /retry asks again");
      return ExitCode.CANCELLED;
    } catch (ParleyException e) {
      return screen.failed(e);
    } finally {
      if (talk.store().hasAppended()) {
        talk.answered();
      }
    }
  }
}
