package dev.parley.openai.internal;

import dagger.BindsInstance;
import dagger.Component;
import dev.parley.config.ProviderSettings;
import jakarta.inject.Singleton;

/** Puts a provider together. */
@Singleton
@Component(modules = OpenAiModule.class)
public interface OpenAiComponent {
  /** The provider. */
  OpenAiProvider provider();

  /** Makes components. */
  @Component.Factory
  interface Factory {
    /** A component for these settings. */
    OpenAiComponent create(@BindsInstance ProviderSettings settings);
  }
}
