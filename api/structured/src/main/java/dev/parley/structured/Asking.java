package dev.parley.structured;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.Usage;
import dev.parley.error.InvalidAnswerException;
import dev.parley.error.ModelException;
import dev.parley.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a value: ask {@link #request()}, {@link #take} the answer, and once more if nothing
 * comes of it. Not thread-safe.
 */
final class Asking<T> {
  private final JsonType<T> type;
  private final boolean repairs;
  private final List<Message> said = new ArrayList<>();
  private ChatRequest request;
  private Usage usage = Usage.NONE;
  private @Nullable InvalidAnswerException first;

  Asking(JsonType<T> type, boolean repairs, ChatRequest request) {
    this.type = type;
    this.repairs = repairs;
    this.request = request.toBuilder().responseFormat(type.format()).build();
  }

  ChatRequest request() {
    return request;
  }

  /**
   * {@return what the model answers}
   *
   * @throws ModelException if it fails; holds the error that it was to correct
   */
  Completion ask(Function<ChatRequest, Completion> model) {
    try {
      return model.apply(request);
    } catch (ModelException e) {
      if (first != null) {
        e.addSuppressed(first);
      }
      throw e;
    }
  }

  /**
   * {@return the answer; empty if the model is to be asked once more}
   *
   * @throws InvalidAnswerException if it does not fit, and is not to be corrected
   */
  Optional<Answer<T>> take(Completion answer) {
    AnswerText text = new AnswerText(answer);
    InvalidAnswerException none = text.none();
    if (none != null) {
      throw last(none);
    }
    try {
      T value = type.readFitting(answer.text());
      hear(answer);
      return Optional.of(new Answer<>(value, answer, said, usage, Optional.ofNullable(first)));
    } catch (Misfit e) {
      InvalidAnswerException invalid = text.invalid(type, e);
      if (!repairs || first != null || invalid.fault() == InvalidAnswerException.Fault.CUT_OFF) {
        throw last(invalid);
      }
      hear(answer);
      first = invalid;
      said.add(Message.user(correction(e)));
      request = request.toBuilder().messages(said).idempotencyKey(null).build();
      return Optional.empty();
    }
  }

  /** Not before it has been read: if a constructor's error ends that, it may be taken again. */
  private void hear(Completion answer) {
    said.add(answer.message());
    usage = usage.plus(answer.usage());
  }

  private static String correction(Misfit misfit) {
    return "This JSON does not fit the schema: "
        + misfit.told()
        + ". Answer again, with the whole corrected JSON and nothing else.";
  }

  /** {@return the error of the last answer, which holds what went before} */
  private InvalidAnswerException last(InvalidAnswerException error) {
    if (first == null) {
      return error;
    }
    InvalidAnswerException counted =
        (InvalidAnswerException) error.withDetails(error.details().toBuilder().attempts(2).build());
    counted.addSuppressed(first);
    return counted;
  }
}
