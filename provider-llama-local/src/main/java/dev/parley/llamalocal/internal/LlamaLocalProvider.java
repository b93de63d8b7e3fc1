package dev.parley.llamalocal.internal;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ModelCatalog;
import dev.parley.chat.ModelId;
import dev.parley.config.ProviderSettings;
import dev.parley.spi.Provider;
import jakarta.inject.Inject;
import java.util.Optional;

/** One configured instance; its models of one file share a server. */
public final class LlamaLocalProvider implements Provider {
  private final String instance;
  private final Servers servers;

  /** A provider over {@code servers}, which it closes. */
  @Inject
  public LlamaLocalProvider(ProviderSettings settings, Servers servers) {
    this.instance = settings.instance();
    this.servers = servers;
  }

  @Override
  public ChatModel chat(String model) {
    return new LocalModel(new ModelId(instance, model), servers.serverOf(model));
  }

  @Override
  public Optional<ModelCatalog> models() {
    return servers.catalog();
  }

  @Override
  public void close() {
    servers.close();
  }
}
