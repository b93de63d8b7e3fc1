package dev.parley.structured;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.Completion;
import dev.parley.chat.Usage;
import dev.parley.error.InvalidAnswerException;
import dev.parley.message.Message;
import java.util.List;
import java.util.Optional;

/**
 * An answer that is a value.
 *
 * @param <T> the type of the value
 * @param value what the model answered
 * @param completion the answer it was read from
 * @param messages all that was said beyond the request: the answer, and if that is a corrected one
 *     first the answer that did not fit and what the model was told of it
 * @param usage the sum over all answers
 * @param corrected what did not fit before it was corrected; empty if the first answer fitted
 */
public record Answer<T>(
    T value,
    Completion completion,
    List<Message> messages,
    Usage usage,
    Optional<InvalidAnswerException> corrected) {
  /** Copies the messages; refuses nulls. */
  public Answer {
    requireNonNull(value, "value");
    requireNonNull(completion, "completion");
    messages = List.copyOf(messages);
    requireNonNull(usage, "usage");
    requireNonNull(corrected, "corrected");
  }
}
