package dev.parley.openai.internal;

import dagger.Module;
import dagger.Provides;
import dev.parley.chatcompletions.ChatCompletions;
import dev.parley.chatcompletions.Dialect;
import dev.parley.chatcompletions.Dialect.MaxTokensField;
import dev.parley.chatcompletions.Dialect.SystemRole;
import dev.parley.config.ProviderSettings;
import dev.parley.config.Secret;
import dev.parley.openai.OpenAiProviderFactory;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads the settings, and refuses those under which a key could go astray. */
@Module
public interface OpenAiModule {
  /** The server that the settings describe. */
  @Provides
  @Singleton
  static ChatCompletions server(ProviderSettings settings) {
    URI baseUrl = settings.url("base-url").orElseThrow();
    ChatCompletions.Builder server =
        ChatCompletions.builder(settings.instance(), baseUrl)
            .dialect(dialect(settings, baseUrl))
            .proxy(ProxyChoice.of(settings).forServer(baseUrl));
    settings.text("organization").ifPresent(id -> server.header("OpenAI-Organization", id));
    settings.text("project").ifPresent(id -> server.header("OpenAI-Project", id));
    Optional<Supplier<Secret>> key = settings.secret("api-key");
    if (key.isPresent()) {
      refuseToShowTheKey(settings, baseUrl);
      server.key(key.get());
    } else if (isOpenAi(baseUrl)) {
      throw settings.missing("api-key");
    }
    return server.keyHint(keyHint(settings)).build();
  }

  private static String keyHint(ProviderSettings settings) {
    return "setting \""
        + settings.fullName("api-key")
        + "\" or "
        + settings.environmentName("api-key");
  }

  private static void refuseToShowTheKey(ProviderSettings settings, URI baseUrl) {
    boolean plain = "http".equalsIgnoreCase(baseUrl.getScheme());
    if (plain && !Loopback.names(baseUrl.getHost()) && !settings.flag("allow-plain-http")) {
      throw settings.invalid(
          "base-url",
          "an https address, because a key is set and would go over the network unencrypted; if"
              + " that is meant, set \""
              + settings.fullName("allow-plain-http")
              + "\" to true");
    }
  }

  private static Dialect dialect(ProviderSettings settings, URI baseUrl) {
    String field = settings.choice("max-tokens-field").orElseThrow();
    boolean current =
        field.equals("auto") ? isOpenAi(baseUrl) : field.equals("max_completion_tokens");
    boolean developer = settings.choice("system-role").orElseThrow().equals("developer");
    return Dialect.COMPATIBLE
        .with(current ? MaxTokensField.MAX_COMPLETION_TOKENS : MaxTokensField.MAX_TOKENS)
        .with(developer ? SystemRole.DEVELOPER : SystemRole.SYSTEM)
        .withStreamUsage(settings.flag("stream-usage"));
  }

  private static boolean isOpenAi(URI baseUrl) {
    return URI.create(OpenAiProviderFactory.DEFAULT_BASE_URL)
        .getHost()
        .equalsIgnoreCase(baseUrl.getHost());
  }
}
