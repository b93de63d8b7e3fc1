package dev.parley.openai.internal;

import dagger.Module;
import dagger.Provides;
import dev.parley.chatcompletions.ChatCompletions;
import dev.parley.chatcompletions.Dialect;
import dev.parley.chatcompletions.Dialect.MaxTokensField;
import dev.parley.chatcompletions.Dialect.SystemRole;
import dev.parley.chatcompletions.KeyHeader;
import dev.parley.chatcompletions.PlainHttp;
import dev.parley.chatcompletions.WireLog;
import dev.parley.config.ProviderSettings;
import dev.parley.config.Secret;
import dev.parley.openai.OpenAiProviderFactory;
import dev.parley.spi.TokenCounter;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Reads the settings, and refuses those under which a key could go astray. */
@Module
public interface OpenAiModule {
  /** The server that the settings describe. */
  @Provides
  @Singleton
  static ChatCompletions server(ProviderSettings settings, Consumer<ChatCompletions.Builder> door) {
    Azure azure = Azure.of(settings);
    if (azure.surface() == Azure.Surface.CLASSIC
        && settings.choice("api").orElseThrow().equals("responses")) {
      throw settings.invalid(
          "api",
          "chat-completions with Azure's classic surface; only its v1 surface has the other");
    }
    URI baseUrl = azure.baseUrl();
    ChatCompletions.Builder server =
        ChatCompletions.builder(settings.instance(), baseUrl)
            .dialect(dialect(settings, azure))
            .offline(settings.offline())
            .modelInPath(azure.deploymentInPath())
            .modelsPath(azure.modelsPath())
            .tokenCounter(TokenCounter.installed("openai"))
            .keyHeader(keyHeader(settings, azure))
            .http2(settings.choice("http-version").orElseThrow().equals("2"))
            .wireLog(wireLog(settings));
    settings.integer("max-calls").ifPresent(most -> server.maxCalls(atLeastOne(settings, most)));
    ProxyChoice.of(settings, baseUrl).use(server);
    TrustedCertificates.add(settings, server);
    CustomHeaders.add(settings, server);
    header(settings, "organization", server, "OpenAI-Organization");
    header(settings, "project", server, "OpenAI-Project");
    Optional<Supplier<Secret>> key = settings.secret("api-key");
    if (key.isPresent()) {
      PlainHttp.refuse(settings, "base-url", baseUrl, "a key");
      server.key(key.get());
    } else if (isOpenAi(baseUrl)) {
      throw settings.missing("api-key");
    }
    door.accept(server);
    if (server.hasSecretHeader()) { // By the setting or by the door.
      PlainHttp.refuse(settings, "base-url", baseUrl, "a secret header");
    }
    return server.keyHint(keyHint(settings)).build();
  }

  private static KeyHeader keyHeader(ProviderSettings settings, Azure azure) {
    boolean own = azure.surface() != Azure.Surface.OFF;
    return switch (settings.choice("key-header").orElseThrow()) {
      case "authorization" -> KeyHeader.AUTHORIZATION;
      case "api-key" -> KeyHeader.API_KEY;
      default -> own ? KeyHeader.API_KEY : KeyHeader.AUTHORIZATION;
    };
  }

  private static int atLeastOne(ProviderSettings settings, long most) {
    if (most < 1 || most > Integer.MAX_VALUE) {
      throw settings.invalid("max-calls", "from 1 to " + Integer.MAX_VALUE);
    }
    return (int) most;
  }

  private static WireLog wireLog(ProviderSettings settings) {
    return WireLog.valueOf(settings.choice("wire-log").orElseThrow().toUpperCase(Locale.ROOT));
  }

  private static void header(
      ProviderSettings settings, String name, ChatCompletions.Builder server, String header) {
    Optional<String> value = settings.text(name);
    try {
      value.ifPresent(id -> server.header(header, id));
    } catch (IllegalArgumentException e) {
      throw settings.invalid(name, "an id in plain ASCII");
    }
  }

  private static String keyHint(ProviderSettings settings) {
    return "setting \""
        + settings.fullName("api-key")
        + "\" or "
        + settings.environmentName("api-key");
  }

  private static Dialect dialect(ProviderSettings settings, Azure azure) {
    URI baseUrl = azure.baseUrl();
    String field = settings.choice("max-tokens-field").orElseThrow();
    boolean known = isOpenAi(baseUrl) || azure.surface() == Azure.Surface.V1;
    boolean current = field.equals("auto") ? known : field.equals("max_completion_tokens");
    boolean developer = settings.choice("system-role").orElseThrow().equals("developer");
    return leavingOut(settings)
        .with(current ? MaxTokensField.MAX_COMPLETION_TOKENS : MaxTokensField.MAX_TOKENS)
        .with(developer ? SystemRole.DEVELOPER : SystemRole.SYSTEM)
        .withStreamUsage(settings.flag("stream-usage"))
        .withReasoningSentBack(settings.flag("reasoning-sent-back"))
        .withRequiredToolChoice(settings.choice("tool-choice-required").orElseThrow())
        // llama-server hangs up after each stream and says that it will not; where there is no TLS
        // a new connection costs next to nothing.
        .withConnectionKeptAfterStream("https".equalsIgnoreCase(baseUrl.getScheme()));
  }

  private static Dialect leavingOut(ProviderSettings settings) {
    Dialect dialect = Dialect.COMPATIBLE;
    for (String field : settings.text("leave-out").orElse("").split(",", -1)) {
      try {
        dialect = field.isBlank() ? dialect : dialect.withLeftOut(field.strip());
      } catch (IllegalArgumentException e) {
        throw settings.invalid("leave-out", "fields that a request can do without");
      }
    }
    return dialect;
  }

  /** OpenAI's own hosts are the default one and those of its regions, which stand before it. */
  private static boolean isOpenAi(URI baseUrl) {
    String own = URI.create(OpenAiProviderFactory.DEFAULT_BASE_URL).getHost();
    String host = baseUrl.getHost().toLowerCase(Locale.ROOT);
    return host.equals(own) || host.endsWith("." + own);
  }
}
