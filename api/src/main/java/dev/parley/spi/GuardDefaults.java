package dev.parley.spi;

import dev.parley.chat.ChatModel;
import dev.parley.config.Config;
import dev.parley.embedding.EmbeddingModel;

/**
 * The guard that models opened by name come with, which looks at requests before they are sent;
 * found by {@link java.util.ServiceLoader}, at most one. Needs a public no-argument constructor
 * that does no I/O. Without one the setting {@code guard} is an error unless it is {@code off}.
 */
public interface GuardDefaults {

  /**
   * {@return {@code model} behind the guard that the configuration sets up, or the model itself
   * where it sets up none} The policies and, of {@code a | b}, all models are further in.
   *
   * @throws dev.parley.error.ConfigurationException if the settings of the guard are wrong
   */
  ChatModel wrap(ChatModel model, Config config);

  /**
   * {@return the same for a model that makes vectors}
   *
   * @throws dev.parley.error.ConfigurationException if the settings of the guard are wrong
   */
  EmbeddingModel wrap(EmbeddingModel model, Config config);
}
