package dev.parley;

import static java.util.Objects.requireNonNull;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ModelId;
import dev.parley.config.Config;
import dev.parley.config.ProviderSettings;
import dev.parley.config.SettingsSpec;
import dev.parley.embedding.EmbeddingModel;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import dev.parley.spi.ForwardingChatModel;
import dev.parley.spi.InstalledProviders;
import dev.parley.spi.PolicyDefaults;
import dev.parley.spi.Provider;
import dev.parley.spi.ProviderFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Opens models by their address, {@code provider:model}, split at the first colon. {@code a:x |
 * b:y} falls back from left to right. The provider is an installed one's id, or the name of an
 * instance that the configuration sets up.
 *
 * <p>For one model there is {@link #open(String)}. A program that opens several holds a {@code
 * Models}: it owns the providers, which share connections among their models. Thread-safe.
 */
public final class Models implements AutoCloseable {
  private static final List<String> POLICY_SETTINGS =
      List.of("retries", "rate", "tokens-per-minute", "rate-file");

  private final Config config;
  private final InstalledProviders installed;
  private final Optional<PolicyDefaults> policies;
  private final Map<String, Provider> open = new LinkedHashMap<>();
  private boolean closed;

  private Models(Builder builder) {
    config = builder.config == null ? Config.load() : builder.config;
    installed = InstalledProviders.of(builder.factories, builder.discover);
    policies =
        builder.policies.isPresent() || !builder.discover
            ? builder.policies
            : InstalledProviders.policies();
  }

  /**
   * {@return the model that the configuration of this process names} Closing it lets go of
   * everything.
   *
   * @throws ConfigurationException if it names none, or one that cannot be opened
   */
  public static ChatModel open() {
    return owning(load(Config.load()), Models::chat);
  }

  /**
   * {@return the model at that address, set up as the configuration of this process says} Closing
   * it lets go of everything.
   *
   * @throws ConfigurationException if it cannot be opened; the message says what to do
   */
  public static ChatModel open(String address) {
    requireNonNull(address, "address");
    return owning(load(Config.load()), models -> models.chat(address));
  }

  /** {@return a door to all models that are installed, set up as {@code config} says} */
  public static Models load(Config config) {
    return builder().config(config).build();
  }

  /** {@return a builder, for what is not found by itself} */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * {@return the model that the configuration names}
   *
   * @throws ConfigurationException if it names none, or one that cannot be opened
   */
  public ChatModel chat() {
    return chat(
        config
            .model()
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        Kind.NOTHING_CONFIGURED,
                        "No model is configured. Set \"model\" in "
                            + Config.userFile()
                            + ", or PARLEY_MODEL in the environment, to an address such as"
                            + " openai:gpt-5-mini. Installed providers: "
                            + String.join(", ", installed.ids()))));
  }

  /**
   * {@return the model that makes vectors, as the setting {@code embedding-model} names it}
   *
   * @throws ConfigurationException if it names none, or one that cannot be opened
   */
  public EmbeddingModel embeddings() {
    return embeddings(
        config
            .embeddingModel()
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        Kind.NOTHING_CONFIGURED,
                        "No model for embeddings is configured. Set \"embedding-model\" in "
                            + Config.userFile()
                            + ", or PARLEY_EMBEDDING_MODEL in the environment, to an address such"
                            + " as openai:text-embedding-3-small. Installed providers: "
                            + String.join(", ", installed.ids()))));
  }

  /**
   * {@return the model at that address, to make vectors with} Its time-outs are the configuration's
   * where a request sets none; it comes without policies. Does no network I/O. Closing the model
   * leaves this open.
   *
   * @throws ConfigurationException if it cannot be opened, the provider has no embeddings, or the
   *     address falls back: vectors of different models cannot be compared
   */
  public EmbeddingModel embeddings(String address) {
    if (address.indexOf('|') >= 0) {
      throw new ConfigurationException(
          Kind.MALFORMED_ADDRESS,
          "\""
              + address
              + "\" falls back from one model to another, whose vectors cannot be compared; name"
              + " one model for embeddings");
    }
    ModelId id = parse(address);
    EmbeddingModel model =
        provider(id.provider())
            .embeddings(id.model())
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        Kind.NOT_OFFERED,
                        "The provider \""
                            + id.provider()
                            + "\" has no embeddings; name a model of another"));
    return new EmbeddingDefaults(model, config);
  }

  /**
   * {@return the model at that address} Does no network I/O. Closing the model leaves this open.
   *
   * @throws ConfigurationException if it cannot be opened; the message says what to do
   */
  public ChatModel chat(String address) {
    List<String> addresses = Arrays.stream(address.split("\\|", -1)).map(String::strip).toList();
    if (addresses.size() == 1) {
      return single(addresses.get(0));
    }
    PolicyDefaults joiner =
        policies.orElseThrow(
            () ->
                new ConfigurationException(
                    Kind.POLICIES_NOT_INSTALLED,
                    "\""
                        + address
                        + "\" falls back from one model to another, which needs"
                        + " parley-policies on the class path"));
    // The time-out of the whole call bounds them together, so whoever joins them must know it too.
    return new RequestDefaults(
        joiner.join(addresses.stream().map(this::single).toList(), config), config);
  }

  private ChatModel single(String address) {
    ModelId id = parse(address);
    ChatModel model = provider(id.provider()).chat(id.model());
    // The defaults come first, so that policies know the time-outs that hold.
    return new RequestDefaults(
        policies.isPresent() ? policies.get().wrap(model, config) : unwrapped(model), config);
  }

  private ChatModel unwrapped(ChatModel model) {
    ProviderSettings own = config.own();
    for (String setting : POLICY_SETTINGS) {
      if (own.text(setting).filter(value -> !value.strip().equals("0")).isPresent()) {
        throw new ConfigurationException(
            Kind.POLICIES_NOT_INSTALLED,
            "The setting \"" + setting + "\" needs parley-policies on the class path",
            setting,
            List.of(),
            null);
      }
    }
    return model;
  }

  private ModelId parse(String address) {
    try {
      return ModelId.parse(address);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          Kind.MALFORMED_ADDRESS,
          "\""
              + address
              + "\" is no address of a model; it looks like provider:model. Providers: "
              + String.join(", ", names()),
          address,
          names(),
          e);
    }
  }

  /**
   * {@return the provider instance of that name, opened once} It belongs to this: do not close it.
   *
   * @throws ConfigurationException if there is none, or its settings are wrong
   */
  public synchronized Provider provider(String instance) {
    if (closed) {
      throw new IllegalStateException("These models are closed");
    }
    Provider known = open.get(instance);
    if (known == null) {
      known = openProvider(instance);
      open.put(instance, known);
    }
    return known;
  }

  private Provider openProvider(String instance) {
    Optional<String> named = config.providerOf(instance);
    if (named.isPresent() && installed.ids().contains(instance)) {
      throw new ConfigurationException(
          Kind.INVALID_VALUE,
          "An instance may not be named like a provider: rename \"" + instance + ".provider\"",
          instance + ".provider",
          List.of(),
          null);
    }
    ProviderFactory factory = installed.get(named.orElse(instance), config.instances());
    return factory.open(config.settings(instance, factory.settings()));
  }

  /**
   * {@return the installed providers and what can be set for each, by id} Leaves out those that
   * cannot be used; {@link #problems()} says why.
   */
  public Map<String, SettingsSpec> installed() {
    return installed.settings();
  }

  /** {@return what went wrong while looking for providers; a sentence each} */
  public List<String> problems() {
    return installed.problems();
  }

  private List<String> names() {
    List<String> names = new ArrayList<>(installed.ids());
    names.addAll(config.instances());
    return names;
  }

  /** Closes all providers, and with them the models. Idempotent. */
  @Override
  public synchronized void close() {
    closed = true;
    RuntimeException failure = null;
    for (Provider provider : open.values()) {
      try {
        provider.close();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    open.clear();
    if (failure != null) {
      throw failure;
    }
  }

  private static ChatModel owning(Models models, Function<Models, ChatModel> opener) {
    try {
      return new OwningModel(opener.apply(models), models);
    } catch (RuntimeException | Error e) {
      try {
        models.close();
      } catch (RuntimeException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private static final class OwningModel extends ForwardingChatModel {
    private final Models models;

    OwningModel(ChatModel inner, Models models) {
      super(inner);
      this.models = models;
    }

    @Override
    public void close() {
      try {
        inner().close();
      } finally {
        models.close();
      }
    }
  }

  /** Builds {@link Models}. Not thread-safe. */
  public static final class Builder {
    private final List<ProviderFactory> factories = new ArrayList<>();
    private Optional<PolicyDefaults> policies = Optional.empty();
    private boolean discover = true;
    private @Nullable Config config;

    private Builder() {}

    /** Sets the configuration. Default: {@link Config#load()}. */
    public Builder config(Config value) {
      config = requireNonNull(value, "config");
      return this;
    }

    /** Adds a provider that {@link java.util.ServiceLoader} need not find. */
    public Builder provider(ProviderFactory factory) {
      factories.add(requireNonNull(factory, "factory"));
      return this;
    }

    /** Sets the default policies. Default: those that are installed. */
    public Builder policies(PolicyDefaults value) {
      policies = Optional.of(value);
      return this;
    }

    /** Sets whether installed providers and policies are looked for. Default: yes. */
    public Builder discover(boolean wanted) {
      discover = wanted;
      return this;
    }

    /** {@return the models; nothing is opened yet} */
    public Models build() {
      return new Models(this);
    }
  }
}
