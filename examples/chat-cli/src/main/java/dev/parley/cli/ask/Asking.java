package dev.parley.cli.ask;

import static dev.parley.chat.FinishReason.Kind.CONTENT_FILTER;

import dev.parley.chat.Completion;
import dev.parley.chat.FinishReason;
import dev.parley.cli.money.Prices;
import dev.parley.cli.process.AnswerWriter;
import dev.parley.cli.process.CommandFailedException;
import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.Surroundings;
import dev.parley.conversation.Conversation;
import dev.parley.error.ModelException;
import dev.parley.json.ParleyJson;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks a question in a conversation, and prints the answer in the form that was asked for. */
final class Asking {
  private final AnswerPrinter printer;
  private final AnswerNotes notes;
  private final AnswerWriter out;
  private final Diagnostics diagnostics;
  private final Surroundings surroundings;

  @Inject
  Asking(
      AnswerPrinter printer,
      AnswerNotes notes,
      AnswerWriter out,
      Diagnostics diagnostics,
      Surroundings surroundings) {
    this.printer = printer;
    this.notes = notes;
    this.out = out;
    this.diagnostics = diagnostics;
    this.surroundings = surroundings;
  }

  /**
   * {@return how it went}
   *
   * @param prices asked only where what the answer cost is to be told
   * @throws dev.parley.error.ParleyException if it fails
   * @throws CommandFailedException if the answer is not what was asked for; it is printed
   */
  ExitCode ask(
      Conversation conversation, Question question, AskOptions options, Supplier<Prices> prices)
      throws IOException {
    if (options.plain || question.schema() != null) {
      printer.plain();
    }
    Instant begin = surroundings.clock().instant();
    Completion answer = answer(conversation, question, options, prices);
    ExitCode code = options.json ? refused(answer) : notes.print(answer);
    if (options.usage) {
      Duration time = Duration.between(begin, surroundings.clock().instant());
      Optional<String> cost = new AnswerCost(prices.get()).words(answer);
      diagnostics.say(UsageLine.of(answer.usage(), cost, time));
    }
    if (code == ExitCode.OK && question.schema() != null) {
      question.schema().check(answer.text());
    }
    return code;
  }

  private Completion answer(
      Conversation conversation, Question question, AskOptions options, Supplier<Prices> prices)
      throws IOException {
    if (options.json) {
      return json(conversation, question, new AnswerCost(prices.get()));
    }
    return options.noStream
        ? printer.whole(conversation, question.said())
        : printer.streamed(conversation, question.said());
  }

  private Completion json(Conversation conversation, Question question, AnswerCost cost)
      throws IOException {
    try {
      Completion answer = printer.asked(conversation, question.said());
      out.write(ParleyJson.write(cost.in(answer)) + "\n");
      return answer;
    } catch (ModelException e) {
      Optional<Completion> came = e.partial().filter(part -> !part.message().content().isEmpty());
      if (came.isPresent()) {
        out.write(ParleyJson.write(cost.in(came.get())) + "\n");
      }
      throw e;
    }
  }

  /** All that is to be known of it is in the JSON: only the failure is told. */
  private static ExitCode refused(Completion answer) {
    answer
        .refusal()
        .ifPresent(
            words -> {
              throw new CommandFailedException(
                  ExitCode.REFUSED_REQUEST, answer.model() + ": the model refuses: " + words);
            });
    if (answer.finishReason().map(FinishReason::kind).equals(Optional.of(CONTENT_FILTER))) {
      throw new CommandFailedException(ExitCode.FILTERED, answer.model() + AnswerNotes.FILTERED);
    }
    return ExitCode.OK;
  }
}
