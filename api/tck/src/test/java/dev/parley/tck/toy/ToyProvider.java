package dev.parley.tck.toy;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ModelId;
import dev.parley.config.Secret;
import dev.parley.embedding.EmbeddingModel;
import dev.parley.spi.EventSource;
import dev.parley.spi.Provider;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** One connection for each call, no thread, and a list of what is under way. */
public final class ToyProvider implements Provider {
  private final String instance;
  private final URI address;
  private final Supplier<Secret> key;
  private final Supplier<ToyText> texts;
  private final UnaryOperator<EventSource> sources;
  private final Set<Runnable> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** A correct provider. */
  public ToyProvider(String instance, URI address, Supplier<Secret> key) {
    this(instance, address, key, ToyText::new, UnaryOperator.identity());
  }

  /**
   * A provider that mutants can break.
   *
   * @param texts what makes lines of bytes, new for each exchange
   * @param sources what every exchange passes through
   */
  public ToyProvider(
      String instance,
      URI address,
      Supplier<Secret> key,
      Supplier<ToyText> texts,
      UnaryOperator<EventSource> sources) {
    this.instance = instance;
    this.address = address;
    this.key = key;
    this.texts = texts;
    this.sources = sources;
  }

  @Override
  public ChatModel chat(String model) {
    return new ToyModel(new ModelId(instance, model), this);
  }

  @Override
  public Optional<EmbeddingModel> embeddings(String model) {
    return Optional.of(new ToyEmbeddingModel(new ModelId(instance, model), this));
  }

  @Override
  public void close() {
    closed = true;
    List.copyOf(running).forEach(Runnable::run);
  }

  boolean isClosed() {
    return closed;
  }

  URI address() {
    return address;
  }

  Secret key() {
    return key.get();
  }

  ToyText text() {
    return texts.get();
  }

  EventSource source(ToyExchange exchange) {
    return sources.apply(exchange);
  }

  /** Something begins that {@code cancel} ends. */
  void began(Runnable cancel) {
    running.add(cancel);
    if (closed) {
      cancel.run();
    }
  }

  void ended(Runnable cancel) {
    running.remove(cancel);
  }
}
