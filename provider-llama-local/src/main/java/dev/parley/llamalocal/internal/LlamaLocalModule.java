package dev.parley.llamalocal.internal;

import dagger.Module;
import dagger.Provides;
import dev.parley.config.ProviderSettings;
import dev.parley.llamalocal.ServerListener;
import jakarta.inject.Singleton;

/** Chooses between attaching to a server and starting servers. */
@Module
public interface LlamaLocalModule {
  /** The servers of the provider. */
  @Provides
  @Singleton
  static Servers servers(ProviderSettings settings, ServerListener listener) {
    return settings.url("server").isPresent()
        ? new AttachedServer(settings)
        : new StartedServers(settings, listener);
  }
}
