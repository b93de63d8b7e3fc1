package dev.parley.policies;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionStream;
import dev.parley.spi.ForwardingChatModel;
import dev.parley.spi.PullStream;
import dev.parley.spi.Sleeper;
import java.util.Optional;

/**
 * A model behind a gate. A plain call is let in before it is sent; a stream with its first read,
 * and it is over with its last event, its failure or its close.
 */
final class GatedModel extends ForwardingChatModel {
  private final Object policy;
  private final Gate gate;
  private final Sleeper sleeper;

  GatedModel(ChatModel inner, Object policy, Gate gate, Sleeper sleeper) {
    super(inner);
    this.policy = policy;
    this.gate = gate;
    this.sleeper = sleeper;
  }

  @Override
  public Completion complete(ChatRequest request) {
    GatedCall call = new GatedCall(gate, id(), request, sleeper);
    call.enter();
    try {
      Completion answer = inner().complete(call.outgoing());
      call.end(answer, null);
      return answer;
    } catch (RuntimeException | Error e) {
      call.end(Completion.builder(id()).build(), e);
      throw e;
    }
  }

  @Override
  public CompletionStream stream(ChatRequest request) {
    GatedSource source = new GatedSource(new GatedCall(gate, id(), request, sleeper), inner());
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
