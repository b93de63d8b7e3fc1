package dev.parley.openai;

import dev.parley.config.Config;
import dev.parley.config.Secret;
import dev.parley.spi.Provider;
import java.net.URI;
import java.util.function.Supplier;

/**
 * The typed door to OpenAI and to servers that speak its protocol: reads no configuration, no
 * environment and no service files.
 *
 * <pre>{@code
 * try (Provider openai = OpenAi.builder().apiKey(key).build()) {
 *   ChatModel model = openai.chat("gpt-5-mini");
 * }
 * }</pre>
 */
public final class OpenAi {
  private OpenAi() {}

  /** {@return a builder} */
  public static Builder builder() {
    return new Builder();
  }

  /** Builds a {@link Provider}. Not thread-safe. */
  public static final class Builder {
    private final Config.Builder config = Config.builder();

    private Builder() {}

    /** Sets the key. Needed for OpenAI itself; default: none is sent. */
    public Builder apiKey(Secret key) {
      return apiKey(() -> key);
    }

    /** Sets a key that is asked for with each request, because it rotates. */
    public Builder apiKey(Supplier<Secret> key) {
      config.set("openai.api-key", () -> key.get().reveal());
      return this;
    }

    /** Sets the server. Default {@value OpenAiProviderFactory#DEFAULT_BASE_URL}. */
    public Builder baseUrl(URI url) {
      return set("base-url", url.toString());
    }

    /**
     * Sets whether a server on another machine is refused; see {@link
     * dev.parley.config.ProviderSettings#offline()}. Default: no.
     */
    public Builder offline(boolean value) {
      config.set("parley.offline", String.valueOf(value));
      return this;
    }

    /**
     * Sets another setting of the provider by its name; see {@link
     * OpenAiProviderFactory#settings()}.
     */
    public Builder set(String name, String value) {
      config.set("openai." + name, value);
      return this;
    }

    /**
     * {@return the provider}
     *
     * @throws dev.parley.error.ConfigurationException if something is missing or wrong
     */
    public Provider build() {
      OpenAiProviderFactory factory = new OpenAiProviderFactory();
      return factory.open(config.build().settings(factory.id(), factory.settings()));
    }
  }
}
