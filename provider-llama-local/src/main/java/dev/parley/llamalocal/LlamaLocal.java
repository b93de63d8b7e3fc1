package dev.parley.llamalocal;

import static java.util.Objects.requireNonNull;

import dev.parley.config.Config;
import dev.parley.config.Secret;
import dev.parley.spi.Provider;
import java.net.URI;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * The typed door to models on this machine: reads no configuration and no service files. Of the
 * environment count the {@code PATH}, where the platform keeps the state of programs, and what
 * servers that are started need.
 *
 * <pre>{@code
 * try (Provider local = LlamaLocal.builder().build()) {
 *   ChatModel model = local.chat("/models/story.gguf");
 * }
 * }</pre>
 */
public final class LlamaLocal {
  private LlamaLocal() {}

  /** {@return a builder} */
  public static Builder builder() {
    return new Builder();
  }

  /** Builds a {@link Provider}. Not thread-safe. */
  public static final class Builder {
    private final Config.Builder config = Config.builder();
    private ServerListener listener = new ServerListener() {};

    private Builder() {}

    /** Attaches to a server that runs, instead of starting one. Default: one is started. */
    public Builder server(URI address) {
      return set("server", address.toString());
    }

    /** Sets the key of the server that is attached to, asked for with each request. */
    public Builder apiKey(Supplier<Secret> key) {
      config.set("llama-local.api-key", () -> key.get().reveal());
      return this;
    }

    /** Sets the program to start. Default: {@code llama-server} on the {@code PATH}. */
    public Builder binary(Path file) {
      return set("binary", file.toString());
    }

    /** Sets who is told how servers are getting on. Default: nobody. */
    public Builder listener(ServerListener value) {
      listener = requireNonNull(value, "listener");
      return this;
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
     * LlamaLocalProviderFactory#settings()}.
     */
    public Builder set(String name, String value) {
      config.set("llama-local." + name, value);
      return this;
    }

    /**
     * {@return the provider}
     *
     * @throws dev.parley.error.ConfigurationException if something is wrong
     */
    public Provider build() {
      LlamaLocalProviderFactory factory = new LlamaLocalProviderFactory(listener);
      return factory.open(config.build().settings(factory.id(), factory.settings()));
    }
  }
}
