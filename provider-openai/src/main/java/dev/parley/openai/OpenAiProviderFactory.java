package dev.parley.openai;

import dev.parley.chatcompletions.ChatCompletions;
import dev.parley.chatcompletions.PlainHttp;
import dev.parley.chatcompletions.WireLog;
import dev.parley.config.ProviderSettings;
import dev.parley.config.Setting;
import dev.parley.config.SettingsSpec;
import dev.parley.openai.internal.DaggerOpenAiComponent;
import dev.parley.spi.Provider;
import dev.parley.spi.ProviderFactory;
import java.util.List;
import java.util.function.Consumer;

/** Makes the provider {@code openai}. */
public final class OpenAiProviderFactory implements ProviderFactory {
  /** The address of OpenAI itself. */
  public static final String DEFAULT_BASE_URL = "https://api.openai.com/v1";

  /** A factory; does nothing yet. */
  public OpenAiProviderFactory() {}

  @Override
  public String id() {
    return "openai";
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(
        Setting.of("api-key", Setting.Type.SECRET, "The key; needed for OpenAI itself."),
        Setting.of("base-url", Setting.Type.URL, "The server, up to and with its version path.")
            .withDefault(DEFAULT_BASE_URL),
        Setting.choice(
                "api",
                List.of("chat-completions", "responses"),
                "How models are asked; responses: by OpenAI's Responses API, at /responses.")
            .withDefault("chat-completions"),
        Setting.of("organization", Setting.Type.TEXT, "The organization to bill, org_…."),
        Setting.of("project", Setting.Type.TEXT, "The project to bill, proj_…."),
        Setting.choice(
                "max-tokens-field",
                List.of("auto", "max_completion_tokens", "max_tokens"),
                "The field for the output limit; auto: the first for OpenAI, the second elsewhere.")
            .withDefault("auto"),
        Setting.choice(
                "system-role", List.of("system", "developer"), "The role of system messages.")
            .withDefault("system"),
        Setting.of(
                "stream-usage", Setting.Type.BOOLEAN, "Whether streams are asked for their usage.")
            .withDefault("true"),
        Setting.of(
                "reasoning-sent-back",
                Setting.Type.BOOLEAN,
                "Whether thoughts go back as reasoning_content; some of DeepSeek's models need it.")
            .withDefault("false"),
        Setting.choice(
                "tool-choice-required",
                List.of("required", "any"),
                "The word by which some tool must be called; any: for Mistral.")
            .withDefault("required"),
        Setting.of(
            "leave-out",
            Setting.Type.TEXT,
            "Fields that the server refuses, such as seed, strict; they are warned of, not sent."),
        Setting.choice(
                "azure",
                List.of("auto", "off", "v1", "classic"),
                "Which surface of Azure OpenAI the server has; auto: by its host and path.")
            .withDefault("auto"),
        Setting.of(
                "embedding-batch",
                Setting.Type.INTEGER,
                "How many texts go out in one request for vectors; some servers take few.")
            .withDefault("2048"),
        Setting.of(
            "api-version",
            Setting.Type.TEXT,
            "The version of Azure's classic surface, YYYY-MM-DD."),
        Setting.choice(
                "key-header",
                List.of("auto", "authorization", "api-key"),
                "The header for the key; auto: api-key for Azure, else authorization (Bearer).")
            .withDefault("auto"),
        Setting.of(
            "headers", Setting.Type.SECRET, "More headers: Name: value | Other-Name: value."),
        Setting.of(
            "proxy",
            Setting.Type.SECRET,
            "http:// or socks5://, user:password@ if need be; else HTTPS_PROXY and its like."),
        Setting.of(
            "trust", Setting.Type.PATH, "A PEM file of the certificates that alone are trusted."),
        Setting.choice(
                "http-version",
                List.of("1.1", "2"),
                "2: also HTTP/2, behind TLS; takes a thread for each connection.")
            .withDefault("1.1"),
        Setting.of(
            "max-calls",
            Setting.Type.INTEGER,
            "How many calls and streams may run at once; one more is refused. Default: any."),
        Setting.choice(
                "wire-log",
                List.of("off", "headers", "bodies"),
                "What the logger " + WireLog.LOGGER + " gets: heads at DEBUG, bodies at TRACE.")
            .withDefault("off"),
        PlainHttp.SETTING);
  }

  @Override
  public Provider open(ProviderSettings settings) {
    return open(settings, server -> {});
  }

  /** Opens a provider with what the typed door adds. */
  static Provider open(ProviderSettings settings, Consumer<ChatCompletions.Builder> door) {
    return DaggerOpenAiComponent.factory().create(settings, door).provider();
  }
}
