package dev.parley.chat;

import java.util.Optional;

/**
 * A model to talk to. Open it once through {@link dev.parley.Models} or a provider's builder, share
 * it between threads, close it at the end.
 *
 * <p>The calling thread does the work and waits. Interrupting it cancels on the wire, keeps its
 * interrupt flag and throws {@link dev.parley.error.CancelledException}.
 */
public interface ChatModel extends AutoCloseable {

  /** {@return the address of the model} */
  ModelId id();

  /** {@return what the model can do; asks nobody} */
  Capabilities capabilities();

  /**
   * {@return how many tokens the request is, exactly where the provider can count, else by an
   * estimate} It may ask the provider.
   */
  TokenCount countTokens(ChatRequest request);

  /**
   * {@return the whole answer}
   *
   * @throws dev.parley.error.ModelException if there is none; the type says what to do
   */
  Completion complete(ChatRequest request);

  /**
   * {@return the answer as it will come} Does not block and does no I/O: that begins with the first
   * read, and every failure is thrown there, refusals before sending included.
   */
  CompletionStream stream(ChatRequest request);

  /** {@return this model wrapped in the policies, the first of them outermost} */
  default ChatModel with(Policy... policies) {
    ChatModel wrapped = this;
    for (int i = policies.length - 1; i >= 0; i--) {
      wrapped = policies[i].wrap(wrapped);
    }
    return wrapped;
  }

  /** {@return this model, or the nearest one it wraps, as a {@code type}} */
  default <T> Optional<T> unwrap(Class<T> type) {
    return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
  }

  /** Lets go of what the model holds, and of what it wraps. Idempotent; later calls are refused. */
  @Override
  void close();
}
