package dev.parley.spi;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ModelCatalog;
import dev.parley.embedding.EmbeddingModel;
import java.util.Optional;

/**
 * One configured instance of a provider. It owns what its models share: a connection pool, a server
 * process, threads.
 */
public interface Provider extends AutoCloseable {

  /**
   * {@return a model of that name} Does no network I/O, so a name that the provider does not know
   * fails with the first call. Closing the model leaves the provider open.
   */
  ChatModel chat(String model);

  /**
   * {@return a model of that name that makes vectors; empty if the provider has none of the kind,
   * whatever the name} Like {@link #chat} it does no network I/O, and closing the model leaves the
   * provider open.
   */
  default Optional<EmbeddingModel> embeddings(String model) {
    return Optional.empty();
  }

  /** {@return the models that the provider can tell of; empty if it cannot tell. Asks nobody} */
  default Optional<ModelCatalog> models() {
    return Optional.empty();
  }

  /** Lets go of everything, running exchanges included. Idempotent; later calls are refused. */
  @Override
  void close();
}
