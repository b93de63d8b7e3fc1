package dev.parley.store;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.Completion;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelId;
import dev.parley.chat.Usage;
import java.util.Optional;

/**
 * How an answer came about.
 *
 * @param model the model that gave it
 * @param usage what it cost
 * @param finishReason why it ended; empty if it is only a part of an answer
 */
public record CompletionInfo(ModelId model, Usage usage, Optional<FinishReason> finishReason) {
  /** Refuses nulls. */
  public CompletionInfo {
    requireNonNull(model, "model");
    requireNonNull(usage, "usage");
    requireNonNull(finishReason, "finishReason");
  }

  /** {@return what is kept of an answer beside its message} */
  public static CompletionInfo of(Completion answer) {
    return new CompletionInfo(answer.model(), answer.usage(), answer.finishReason());
  }

  /** {@return whether the answer is whole} */
  public boolean isComplete() {
    return finishReason.isPresent();
  }
}
