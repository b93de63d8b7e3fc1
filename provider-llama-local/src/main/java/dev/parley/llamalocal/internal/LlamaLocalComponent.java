package dev.parley.llamalocal.internal;

import dagger.BindsInstance;
import dagger.Component;
import dev.parley.config.ProviderSettings;
import dev.parley.llamalocal.ServerListener;
import jakarta.inject.Singleton;

/** Puts a provider together. */
@Singleton
@Component(modules = LlamaLocalModule.class)
public interface LlamaLocalComponent {
  /** The provider. */
  LlamaLocalProvider provider();

  /** Makes components. */
  @Component.Factory
  interface Factory {
    /** A component for these settings. */
    LlamaLocalComponent create(
        @BindsInstance ProviderSettings settings, @BindsInstance ServerListener listener);
  }
}
