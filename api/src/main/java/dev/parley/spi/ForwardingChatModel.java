package dev.parley.spi;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.Capabilities;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ModelId;
import dev.parley.chat.TokenCount;
import java.util.Optional;

/** A model that passes everything on to another; policies override what they change. */
public abstract class ForwardingChatModel implements ChatModel {
  private final ChatModel inner;

  /** Forwards to {@code inner}. */
  protected ForwardingChatModel(ChatModel inner) {
    this.inner = requireNonNull(inner, "inner");
  }

  /** {@return the model that this one wraps} */
  protected final ChatModel inner() {
    return inner;
  }

  @Override
  public ModelId id() {
    return inner.id();
  }

  @Override
  public Capabilities capabilities() {
    return inner.capabilities();
  }

  @Override
  public TokenCount countTokens(ChatRequest request) {
    return inner.countTokens(request);
  }

  @Override
  public Completion complete(ChatRequest request) {
    return inner.complete(request);
  }

  @Override
  public CompletionStream stream(ChatRequest request) {
    return inner.stream(request);
  }

  @Override
  public <T> Optional<T> unwrap(Class<T> type) {
    return type.isInstance(this) ? Optional.of(type.cast(this)) : inner.unwrap(type);
  }

  @Override
  public void close() {
    inner.close();
  }

  /** {@return what the wrapped model says of itself} */
  @Override
  public String toString() {
    return inner.toString();
  }
}
