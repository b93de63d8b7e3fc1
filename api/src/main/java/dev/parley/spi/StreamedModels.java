package dev.parley.spi;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.Capabilities;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts;
import dev.parley.chat.TokenCount;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * The models of one provider whose protocol answers in streams: they keep the promises of {@link
 * ChatModel} over the {@link Wire} of each call. A request is held against the capabilities before
 * anything is sent, the four time-outs are watched, a plain call reads a stream to its end, and
 * closing reaches what is under way.
 *
 * <p>Thread-safe. It has no threads of its own but that of {@link Watchdog#shared()}.
 */
public final class StreamedModels implements AutoCloseable {
  private final Set<WireExchange> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Models that are open. */
  public StreamedModels() {}

  /**
   * {@return a model}
   *
   * @param wires makes the wire of one call, without I/O, on the thread that reads its answer, when
   *     it is read first; what it throws fails the call. It is told what to say when the connection
   *     stands.
   */
  public ChatModel model(
      ModelId id,
      Capabilities capabilities,
      BiFunction<? super ChatRequest, ? super Watchdog.Watch, ? extends Wire> wires) {
    return new Model(
        requireNonNull(id, "id"),
        requireNonNull(capabilities, "capabilities"),
        requireNonNull(wires, "wires"));
  }

  /** Cancels what is under way and refuses later calls. Idempotent. */
  @Override
  public void close() {
    closed = true;
    running.forEach(WireExchange::cancel);
  }

  boolean isClosed() {
    return closed;
  }

  /** Takes an exchange that begins into charge. */
  void begins(WireExchange exchange) {
    running.add(exchange);
    if (closed) {
      exchange.cancel();
    }
  }

  /** Lets go of an exchange that has ended. */
  void ends(WireExchange exchange) {
    running.remove(exchange);
  }

  private final class Model implements ChatModel {
    private final ModelId id;
    private final Capabilities capabilities;
    private final BiFunction<? super ChatRequest, ? super Watchdog.Watch, ? extends Wire> wires;
    private volatile boolean modelClosed;

    Model(
        ModelId id,
        Capabilities capabilities,
        BiFunction<? super ChatRequest, ? super Watchdog.Watch, ? extends Wire> wires) {
      this.id = id;
      this.capabilities = capabilities;
      this.wires = wires;
    }

    @Override
    public ModelId id() {
      return id;
    }

    @Override
    public Capabilities capabilities() {
      return capabilities;
    }

    @Override
    public TokenCount countTokens(ChatRequest request) {
      requireOpen();
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
      requireOpen();
      Timeouts limits = request.timeouts().orElse(defaults);
      WireExchange exchange = new WireExchange(StreamedModels.this, this, request, limits, wires);
      return new PullStream(id, request, exchange);
    }

    private void requireOpen() {
      if (modelClosed || closed) {
        throw new IllegalStateException("The model " + id + " is closed");
      }
    }

    @Override
    public void close() {
      modelClosed = true;
    }

    @Override
    public String toString() {
      return id.toString();
    }
  }
}
