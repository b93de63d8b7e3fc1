package dev.parley.quickstart.stranger;

import dev.parley.chat.Capabilities;
import dev.parley.chat.Capabilities.Support;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts;
import dev.parley.chat.TokenCount;
import dev.parley.spi.Provider;
import dev.parley.spi.PullStream;
import dev.parley.spi.TokenEstimate;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One configured instance. It has no threads: callers wait in their own.
 *
 * @param instance what its models are addressed by
 * @param address where questions go
 * @param offline whether other machines are refused
 * @param running the exchanges that are under way
 * @param closed whether all of that is over
 */
record ParrotProvider(
    String instance,
    URI address,
    boolean offline,
    Set<ParrotExchange> running,
    AtomicBoolean closed)
    implements Provider {
  ParrotProvider(String instance, URI address, boolean offline) {
    this(instance, address, offline, ConcurrentHashMap.newKeySet(), new AtomicBoolean());
  }

  @Override
  public ChatModel chat(String model) {
    return new Model(this, new ModelId(instance, model), new AtomicBoolean());
  }

  @Override
  public void close() {
    closed.set(true);
    running.forEach(ParrotExchange::cancel);
  }

  private record Model(ParrotProvider provider, ModelId id, AtomicBoolean closed)
      implements ChatModel {
    @Override
    public Capabilities capabilities() {
      return Capabilities.all(Support.NO);
    }

    @Override
    public TokenCount countTokens(ChatRequest request) {
      return TokenEstimate.of(request);
    }

    @Override
    public Completion complete(ChatRequest request) {
      try (CompletionStream stream = stream(request, Timeouts.PLAIN_CALL_DEFAULTS)) {
        return stream.completion();
      }
    }

    @Override
    public CompletionStream stream(ChatRequest request) {
      return stream(request, Timeouts.DEFAULTS);
    }

    private CompletionStream stream(ChatRequest request, Timeouts defaults) {
      if (closed.get() || provider.closed.get()) {
        throw new IllegalStateException("The model " + id + " is closed");
      }
      Timeouts limits = request.timeouts().orElse(defaults);
      return new PullStream(id, request, new ParrotExchange(provider, this, request, limits));
    }

    @Override
    public void close() {
      closed.set(true);
    }
  }
}
