package dev.parley.cli.ask;

import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.Cancellation;
import dev.parley.cli.process.Surroundings;
import dev.parley.conversation.Conversation;
import dev.parley.message.Message;
import jakarta.inject.Inject;
import java.io.IOException;

/**
 * Says something in a conversation and prints what is answered: exactly as it is into a pipe or a
 * file, and with its Markdown styled on a terminal that can show it.
 */
public final class AnswerPrinter {
  private final AnswerWriter out;
  private final Cancellation cancellation;
  private boolean styled;

  @Inject
  AnswerPrinter(AnswerWriter out, Cancellation cancellation, Surroundings surroundings) {
    this.out = out;
    this.cancellation = cancellation;
    styled =
        surroundings.outIsTerminal()
            && surroundings.environment().getOrDefault("NO_COLOR", "").isEmpty()
            && !surroundings.environment().getOrDefault("TERM", "").equals("dumb");
  }

  /** From now on prints answers as they are, on terminals too. */
  public void plain() {
    styled = false;
  }

  /**
   * {@return the answer, printed as it came and kept}
   *
   * @throws dev.parley.error.ParleyException if it fails; what came is printed, on a line that is
   *     ended
   * @throws IOException if stdout cannot be written; the call is given up then
   */
  public Completion streamed(Conversation conversation, Message said) throws IOException {
    AnswerText text = new AnswerText(out, styled);
    try (CompletionStream stream = conversation.stream(said)) {
      cancellation.begun(stream::close);
      for (CompletionEvent event : stream) {
        if (event instanceof TextDelta delta) {
          text.add(delta.text());
        }
      }
      return stream.completion();
    } finally {
      try {
        text.end(); // Before a signal may end us: a terminal keeps the styles it has.
      } finally {
        cancellation.ended();
      }
    }
  }

  /** {@return the answer, printed when it was whole and kept} Throws as {@link #streamed}. */
  public Completion whole(Conversation conversation, Message said) throws IOException {
    Completion answer = asked(conversation, said);
    AnswerText text = new AnswerText(out, styled);
    text.add(answer.text());
    text.end();
    return answer;
  }

  /** {@return the answer, kept and not printed} Throws as {@link #streamed}. */
  Completion asked(Conversation conversation, Message said) {
    cancellation.begun(Thread.currentThread()::interrupt);
    try {
      return conversation.ask(said).completion();
    } finally {
      cancellation.ended();
    }
  }
}
