package dev.parley.policies;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionStream;
import dev.parley.error.ModelException;
import dev.parley.spi.ForwardingChatModel;
import dev.parley.spi.PullStream;
import dev.parley.spi.Sleeper;
import java.util.Optional;
import java.util.function.Function;

/** A model whose calls may be tried more than once. */
class AttemptedModel extends ForwardingChatModel {
  private final Object policy;
  private final Function<ChatRequest, Attempts.Plan> plans;
  private final Sleeper sleeper;

  /**
   * Wraps {@code inner}.
   *
   * @param plans makes the plan of a call
   */
  AttemptedModel(
      ChatModel inner, Object policy, Function<ChatRequest, Attempts.Plan> plans, Sleeper sleeper) {
    super(inner);
    this.policy = policy;
    this.plans = plans;
    this.sleeper = sleeper;
  }

  @Override
  public Completion complete(ChatRequest request) {
    Attempts attempts = new Attempts(plans.apply(request), request, sleeper);
    while (true) {
      try {
        Completion answer = attempts.next().complete(attempts.request());
        attempts.ended(null);
        return attempts.answer(answer);
      } catch (ModelException failure) {
        attempts.ended(failure);
        attempts.prepareNext(failure);
      }
    }
  }

  @Override
  public CompletionStream stream(ChatRequest request) {
    AttemptSource source =
        new AttemptSource(id(), new Attempts(plans.apply(request), request, sleeper));
    return new PullStream(id(), source, source::whole);
  }

  @Override
  public <T> Optional<T> unwrap(Class<T> type) {
    return type.isInstance(policy) ? Optional.of(type.cast(policy)) : super.unwrap(type);
  }

  @Override
  public String toString() {
    return policy + " around " + inner();
  }
}
