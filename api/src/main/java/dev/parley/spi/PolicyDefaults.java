package dev.parley.spi;

import dev.parley.chat.ChatModel;
import dev.parley.config.Config;
import java.util.List;

/**
 * The policies that models opened by name come with; found by {@link java.util.ServiceLoader}, at
 * most one. Needs a public no-argument constructor that does no I/O.
 */
public interface PolicyDefaults {

  /** {@return {@code model} in the default policies, as the configuration changes them} */
  ChatModel wrap(ChatModel model, Config config);

  /**
   * {@return a model that asks the models in their order until one answers}
   *
   * @param models at least two, each wrapped already; closing the result closes all
   */
  ChatModel join(List<ChatModel> models, Config config);
}
