package dev.parley.embedding;

import dev.parley.chat.ModelId;

/**
 * A model that turns texts into vectors. Open it once through {@link dev.parley.Models}, share it
 * between threads, close it at the end.
 *
 * <p>The calling thread does the work and waits. Interrupting it cancels on the wire, keeps its
 * interrupt flag and throws {@link dev.parley.error.CancelledException}. Nothing is tried again:
 * the failure says whether that may help.
 */
public interface EmbeddingModel extends AutoCloseable {

  /** {@return the address of the model} */
  ModelId id();

  /**
   * {@return a vector for each text of the request, in their order, all of one length}
   *
   * <p>Texts that are too many for one exchange go out in several, one after the other, and usage
   * is their sum. If one of them fails, so does the call: there are all vectors or none. The
   * time-outs hold for each exchange, but {@link dev.parley.chat.Timeouts.Kind#WHOLE} for all of
   * them together; what is unset is as in {@link dev.parley.chat.Timeouts#PLAIN_CALL_DEFAULTS}.
   *
   * @throws dev.parley.error.ModelException if there are none; the type says what to do
   * @throws IllegalStateException if the model or its provider is closed
   */
  Embeddings embed(EmbeddingRequest request);

  /**
   * Refuses later calls and leaves the provider open, as {@link dev.parley.spi.Provider#embeddings}
   * says. Idempotent.
   */
  @Override
  void close();
}
