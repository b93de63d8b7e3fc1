package dev.parley.openai;

import dev.parley.chatcompletions.PlainHttp;
import dev.parley.config.ProviderSettings;
import dev.parley.config.Setting;
import dev.parley.config.SettingsSpec;
import dev.parley.openai.internal.DaggerOpenAiComponent;
import dev.parley.spi.Provider;
import dev.parley.spi.ProviderFactory;
import java.util.List;

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
                "embedding-batch",
                Setting.Type.INTEGER,
                "How many texts go out in one request for vectors; some servers take few.")
            .withDefault("2048"),
        Setting.of(
            "proxy", Setting.Type.URL, "An HTTP proxy; else HTTPS_PROXY, HTTP_PROXY, NO_PROXY."),
        PlainHttp.SETTING);
  }

  @Override
  public Provider open(ProviderSettings settings) {
    return DaggerOpenAiComponent.factory().create(settings).provider();
  }
}
