package dev.parley.guard.internal;

import dev.parley.chat.ChatModel;
import dev.parley.config.Config;
import dev.parley.embedding.EmbeddingModel;
import dev.parley.guard.Guard;
import dev.parley.guard.GuardMode;
import dev.parley.spi.GuardDefaults;

/** The guard that the settings ask for; none where they do not. */
public final class InstalledGuard implements GuardDefaults {
  /** Called by {@link java.util.ServiceLoader}. */
  public InstalledGuard() {}

  @Override
  public ChatModel wrap(ChatModel model, Config config) {
    return guard(config).wrap(model);
  }

  @Override
  public EmbeddingModel wrap(EmbeddingModel model, Config config) {
    return guard(config).wrap(model);
  }

  private static Guard guard(Config config) {
    return Guard.builder().mode(GuardMode.OFF).settings(config).build();
  }
}
