package dev.parley.cli.usage;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionStream;
import dev.parley.policies.Retry;
import dev.parley.spi.ForwardingChatModel;
import dev.parley.spi.PullStream;

/** A model whose calls are metered, each with all its attempts. */
final class MeteredModel extends ForwardingChatModel {
  private final Meter meter;
  private final int attempts;

  MeteredModel(ChatModel inner, Meter meter) {
    super(inner);
    this.meter = meter;
    attempts = 1 + inner.unwrap(Retry.class).map(Retry::retries).orElse(0);
  }

  @Override
  public Completion complete(ChatRequest request) {
    MeteredCall call = meter.begin(id(), request, attempts);
    Completion answer;
    try {
      answer = inner().complete(request);
    } catch (RuntimeException | Error e) {
      call.failed(e, null);
      throw e;
    }
    call.finished(answer);
    return answer;
  }

  @Override
  public CompletionStream stream(ChatRequest request) {
    CompletionStream stream = inner().stream(request);
    return new PullStream(
        id(),
        new MeteredSource(stream, () -> meter.begin(id(), request, attempts)),
        stream::partial);
  }
}
