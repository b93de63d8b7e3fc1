package dev.parley.cli.ask;

import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.Cancellation;
import dev.parley.conversation.Conversation;
import dev.parley.message.Message;
import jakarta.inject.Inject;
import java.io.IOException;

/** Says something in a conversation and prints what is answered. */
public final class AnswerPrinter {
  private final AnswerWriter out;
  private final Cancellation cancellation;

  @Inject
  AnswerPrinter(AnswerWriter out, Cancellation cancellation) {
    this.out = out;
    this.cancellation = cancellation;
  }

  /**
   * {@return the answer, printed as it came and kept}
   *
   * @throws dev.parley.error.ParleyException if it fails; what came is printed, on a line that is
   *     ended
   * @throws IOException if stdout cannot be written; the call is given up then
   */
  public Completion streamed(Conversation conversation, Message said) throws IOException {
    try (CompletionStream stream = conversation.stream(said)) {
      cancellation.begun(stream::close);
      for (CompletionEvent event : stream) {
        if (event instanceof TextDelta delta) {
          out.write(delta.text());
        }
      }
      return stream.completion();
    } finally {
      cancellation.ended();
      out.endLine();
    }
  }

  /** {@return the answer, printed when it was whole and kept} Throws as {@link #streamed}. */
  public Completion whole(Conversation conversation, Message said) throws IOException {
    cancellation.begun(Thread.currentThread()::interrupt);
    Completion answer;
    try {
      answer = conversation.ask(said).completion();
    } finally {
      cancellation.ended();
    }
    out.write(answer.text());
    out.endLine();
    return answer;
  }
}
