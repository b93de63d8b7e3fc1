package dev.parley.llamalocal.internal;

import dev.parley.chat.Capabilities;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts;
import dev.parley.chat.TokenCount;
import dev.parley.chat.Warning;
import dev.parley.error.ModelException;
import dev.parley.error.TimedOutException;
import dev.parley.spi.PullStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** A model whose server is waited for before each call, and started with the first. */
final class LocalModel implements ChatModel {
  private final ModelId id;
  private final ModelServer server;
  private volatile boolean closed;

  LocalModel(ModelId id, ModelServer server) {
    this.id = id;
    this.server = server;
  }

  @Override
  public ModelId id() {
    return id;
  }

  @Override
  public Capabilities capabilities() {
    return server.capabilities(id);
  }

  @Override
  public TokenCount countTokens(ChatRequest request) {
    return call(request, ChatModel::countTokens);
  }

  /**
   * A stream underneath: the server ends a stream within milliseconds of its being cancelled, but
   * notices that nobody waits for a plain answer only when it has nothing else to do (observed,
   * llama-server 0.7.0). What it does not stream goes the plain way.
   */
  @Override
  public Completion complete(ChatRequest request) {
    boolean onlyPlain =
        request.rawChunks() || (request.topLogprobs().isPresent() && !request.tools().isEmpty());
    if (!onlyPlain) {
      try (CompletionStream stream = stream(request, Timeouts.PLAIN_CALL_DEFAULTS)) {
        return stream.completion();
      }
    }
    Completion completion = call(request, ChatModel::complete);
    List<Warning> warnings = new ArrayList<>(completion.warnings());
    warnings.addAll(OptionNames.warnings(request.options(id.provider())));
    return completion.toBuilder().warnings(warnings).build();
  }

  @Override
  public CompletionStream stream(ChatRequest request) {
    return stream(request, Timeouts.DEFAULTS);
  }

  private CompletionStream stream(ChatRequest request, Timeouts defaults) {
    requireOpen();
    return new PullStream(id, request, new LocalExchange(id, server, request, defaults));
  }

  /** Calls the server, and again for as long as it answers that it is loading. */
  private <T> T call(ChatRequest request, BiFunction<ChatModel, ChatRequest, T> call) {
    requireOpen();
    Patience patience = new Patience(id, request.timeouts());
    try {
      return call(request, call, patience);
    } catch (TimedOutException e) {
      throw patience.asSet(e);
    }
  }

  private <T> T call(
      ChatRequest request, BiFunction<ChatModel, ChatRequest, T> call, Patience patience) {
    while (true) {
      ReadyServer ready = server.await(id, patience);
      try {
        return call.apply(
            ready.chat().model(id.model(), ready.capabilities()), patience.limit(request));
      } catch (ModelException e) {
        if (!LlamaErrors.isLoading(e)) {
          throw ready.explain(e);
        }
        server.isLoading(id, ready);
        patience.pause();
      }
    }
  }

  private void requireOpen() {
    if (closed || server.isClosed()) {
      throw new IllegalStateException("The model " + id + " is closed");
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
