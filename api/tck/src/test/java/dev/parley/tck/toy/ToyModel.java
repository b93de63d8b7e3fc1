package dev.parley.tck.toy;

import static dev.parley.chat.Capabilities.Support.NO;
import static dev.parley.chat.Capabilities.Support.YES;

import dev.parley.chat.Capabilities;
import dev.parley.chat.Capability;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ModelId;
import dev.parley.chat.TokenCount;
import dev.parley.spi.PullStream;
import dev.parley.spi.TokenEstimate;

/** A model of the toy's. */
final class ToyModel implements ChatModel {
  private static final Capabilities CAPABILITIES =
      Capabilities.UNKNOWN
          .with(Capability.TOOLS, YES)
          .with(Capability.SEED, YES)
          .with(Capability.IMAGE_INPUT, NO)
          .with(Capability.AUDIO_INPUT, NO)
          .with(Capability.FILE_INPUT, NO)
          .with(Capability.LOGPROBS, NO)
          .with(Capability.REASONING_EFFORT, NO);

  private final ModelId id;
  private final ToyProvider provider;
  private volatile boolean closed;

  ToyModel(ModelId id, ToyProvider provider) {
    this.id = id;
    this.provider = provider;
  }

  @Override
  public ModelId id() {
    return id;
  }

  @Override
  public Capabilities capabilities() {
    return CAPABILITIES;
  }

  @Override
  public TokenCount countTokens(ChatRequest request) {
    return TokenEstimate.of(request);
  }

  @Override
  public Completion complete(ChatRequest request) {
    try (CompletionStream stream = stream(request, false)) {
      return stream.completion();
    }
  }

  @Override
  public CompletionStream stream(ChatRequest request) {
    return stream(request, true);
  }

  private CompletionStream stream(ChatRequest request, boolean streaming) {
    ToyExchange exchange = new ToyExchange(this, provider, request, streaming);
    return new PullStream(id, request, provider.source(exchange));
  }

  boolean isClosed() {
    return closed || provider.isClosed();
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public String toString() {
    return id.toString();
  }
}
