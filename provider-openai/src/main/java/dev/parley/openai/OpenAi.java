package dev.parley.openai;

import dev.parley.chatcompletions.ChatCompletions;
import dev.parley.config.Config;
import dev.parley.config.Secret;
import dev.parley.spi.Provider;
import java.net.URI;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;

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
    private Consumer<ChatCompletions.Builder> door = server -> {};

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
     * Adds a header to every request, which is shown in logs.
     *
     * @throws IllegalArgumentException if the name or the value is not plain ASCII or has a line
     *     break, or if it is one that Parley sets itself, such as {@code Authorization}
     */
    public Builder header(String name, String value) {
      return add(server -> server.header(name, value));
    }

    /**
     * Adds a secret header to every request, asked for with each.
     *
     * @throws IllegalArgumentException if the name is not plain ASCII, or one that Parley sets
     *     itself
     */
    public Builder header(String name, Supplier<Secret> value) {
      return add(server -> server.header(name, value));
    }

    /**
     * Sets how secure connections are made: whom to trust, and which certificate to show. Default:
     * the setting {@code trust}, else as the JVM does.
     *
     * @param trust the one that {@code context} was made with
     */
    public Builder tls(SSLContext context, X509TrustManager trust) {
      return add(server -> server.tls(context, trust));
    }

    private Builder add(Consumer<ChatCompletions.Builder> more) {
      more.accept(ChatCompletions.builder("openai", URI.create("http://localhost"))); // Checks it.
      door = door.andThen(more);
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
      return OpenAiProviderFactory.open(
          config.build().settings(factory.id(), factory.settings()), door);
    }
  }
}
