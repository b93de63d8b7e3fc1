package dev.parley.openai.internal;

import dagger.BindsInstance;
import dagger.Component;
import dev.parley.chatcompletions.ChatCompletions;
import dev.parley.config.ProviderSettings;
import jakarta.inject.Singleton;
import java.util.function.Consumer;

/** Puts a provider together. */
@Singleton
@Component(modules = OpenAiModule.class)
public interface OpenAiComponent {
  /** The provider. */
  OpenAiProvider provider();

  /** Makes components. */
  @Component.Factory
  interface Factory {
    /**
     * A component for these settings.
     *
     * @param door what the typed door adds, which no setting can say
     */
    OpenAiComponent create(
        @BindsInstance ProviderSettings settings,
        @BindsInstance Consumer<ChatCompletions.Builder> door);
  }
}
