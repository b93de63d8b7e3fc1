package dev.parley.config;

import static java.util.Objects.requireNonNull;

import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is set up, in layers of which later ones win: the user's {@code keys.properties}, the user's
 * {@code parley.properties}, the working folder's, the environment, code.
 *
 * <p>A setting of a provider instance is named {@code instance.setting} and, in the environment,
 * {@code INSTANCE_SETTING} with {@code _} for {@code -} and {@code .}; Parley's own settings stand
 * alone or under {@code parley}, as in {@code model} and {@code PARLEY_MODEL}. An environment
 * variable that is empty counts as not set.
 *
 * <p>The working folder's file is not trusted, for it may come with somebody else's files: it may
 * set the model and sampling defaults, and nothing else. A file that is named explicitly may set
 * everything.
 *
 * <p>{@code keys.properties} lies beside the user's {@code parley.properties} and holds secrets, a
 * line each, and nothing else. It is refused if anybody but the user may read or write it.
 *
 * <p>Values may hold <code>${env:NAME}</code>, <code>${file:PATH}</code> and <code>${command:LINE}
 * </code>, resolved when first needed and then kept. Commands get the environment of this process
 * without the variables that set secrets of installed providers, such as {@code OPENAI_API_KEY}.
 */
public final class Config {
  /** Under which Parley's own settings are found. */
  static final String OWN = "parley";

  private static final String PROVIDER = ".provider";

  private final List<Layer> layers;
  private final Map<String, String> environment;
  private final SecretVariables secrets;

  private Config(List<Layer> layers, Map<String, String> environment, SecretVariables secrets) {
    this.layers = layers;
    this.environment = environment;
    this.secrets = secrets;
    checkOwnSettings();
    secrets.of(this);
  }

  /**
   * {@return the configuration of this process: the user's files, the working folder's or the one
   * that {@code PARLEY_CONFIG} names, and the environment}
   *
   * @throws ConfigurationException if a file cannot be read, or sets what it may not
   */
  public static Config load() {
    return standard().build();
  }

  /** {@return a configuration of these settings and nothing else: no file, no environment} */
  public static Config of(Map<String, String> settings) {
    Builder builder = builder();
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      builder.set(setting.getKey(), setting.getValue());
    }
    return builder.build();
  }

  /** {@return a builder that reads nothing but what it is told} */
  public static Builder builder() {
    return new Builder(Map.of(), System.getenv());
  }

  /** {@return a builder that starts from the layers of {@link #load()}} */
  public static Builder standard() {
    return standard(System.getenv(), Path.of(""));
  }

  /** {@return a builder that reads {@code environment} and {@code workingFolder} as given} */
  public static Builder standard(Map<String, String> environment, Path workingFolder) {
    Builder builder = new Builder(environment, environment);
    builder.userFile = ConfigFiles.userFile(environment);
    builder.workingFolderFile = workingFolder.resolve(ConfigFiles.NAME);
    String named = environment.getOrDefault("PARLEY_CONFIG", "");
    return named.isEmpty()
        ? builder
        : builder.file(ConfigFiles.variable("PARLEY_CONFIG", named, SettingValues::path));
  }

  /** {@return where the user's own file is looked for, whether it is there or not} */
  public static Path userFile() {
    return ConfigFiles.userFile(System.getenv());
  }

  /** {@return the model's address, {@code provider:model} or {@code a:x | b:y}, if one is set} */
  public Optional<String> model() {
    return own().text("model");
  }

  /** {@return the address of the model that makes vectors, if one is set} */
  public Optional<String> embeddingModel() {
    return own().text("embedding-model");
  }

  /** {@return the address of the conversation store, if one is set} */
  public Optional<String> store() {
    return own().text("store");
  }

  /** {@return Parley's own settings} */
  public ProviderSettings own() {
    return new ProviderSettings(OWN, OwnSettings.SPEC, this);
  }

  /** {@return the provider that a named instance is one of, if such an instance is set up} */
  public Optional<String> providerOf(String instance) {
    return find(instance + PROVIDER).map(value -> value.parse(text -> text, "a provider's id"));
  }

  /** {@return the names of all instances that are set up with a {@code provider} of their own} */
  public List<String> instances() {
    List<String> instances = new ArrayList<>();
    for (String name : names()) {
      if (name.endsWith(PROVIDER)) {
        instances.add(name.substring(0, name.length() - PROVIDER.length()));
      }
    }
    return List.copyOf(instances);
  }

  /**
   * {@return the settings of an instance}
   *
   * @throws ConfigurationException if one is set that {@code spec} does not describe, or one that
   *     is no secret stands among the keys
   */
  public ProviderSettings settings(String instance, SettingsSpec spec) {
    String prefix = instance + ".";
    for (String name : names()) {
      if (!name.startsWith(prefix)) {
        continue;
      }
      String setting = name.substring(prefix.length());
      Optional<Setting> described = spec.find(setting);
      boolean known = setting.equals("provider") && !instance.equals(OWN);
      if (!known && described.isEmpty()) {
        throw unknown(name, instance, spec);
      }
      if (described.isEmpty() || !described.get().secret()) {
        refuseAmongKeys(name);
      }
    }
    secrets.of(instance, spec);
    return new ProviderSettings(instance, spec, this);
  }

  private void refuseAmongKeys(String name) {
    for (Layer layer : layers) {
      Optional<ConfigValue> value = layer.secretsOnly() ? layer.find(name) : Optional.empty();
      if (value.isPresent()) {
        throw KeysFile.notSecret(name, value.get().origin());
      }
    }
  }

  private void checkOwnSettings() {
    settings(OWN, OwnSettings.SPEC);
  }

  private ConfigurationException unknown(String name, String instance, SettingsSpec spec) {
    String setting = name.substring(instance.length() + 1);
    String shown = instance.equals(OWN) ? setting : name;
    return new ConfigurationException(
        Kind.UNKNOWN_SETTING,
        "Unknown setting \""
            + shown
            + "\" ("
            + find(name).map(ConfigValue::origin).orElse("")
            + ")."
            + NearestName.suggestion(setting, spec.names())
            + " Known: "
            + String.join(", ", spec.names()),
        shown,
        NearestName.sort(setting, spec.names()),
        null);
  }

  Optional<ConfigValue> find(String name) {
    for (int i = layers.size() - 1; i >= 0; i--) {
      Optional<ConfigValue> value = layers.get(i).find(name);
      if (value.isPresent()) {
        return value;
      }
    }
    return Optional.empty();
  }

  Optional<String> environment(String variable) {
    String value = environment.get(variable);
    return value == null || value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  static String environmentName(String fullName) {
    return fullName.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
  }

  /** All that are set, each once, sorted. */
  private Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (Layer layer : layers) {
      names.addAll(layer.names());
    }
    return names;
  }

  /** {@return the names of the settings, not their values} */
  @Override
  public String toString() {
    return "Config" + names();
  }

  /** A source of values. */
  interface Layer {
    Optional<ConfigValue> find(String name);

    /** The names that are set, as far as they can be listed: an environment's cannot. */
    List<String> names();

    /** Whether nothing but secrets may stand in it. */
    default boolean secretsOnly() {
      return false;
    }
  }

  /** Builds a {@link Config}. Not thread-safe. */
  public static final class Builder {
    private final Map<String, String> layered;
    private final Map<String, String> referred;
    private final Map<String, ConfigValue> code = new LinkedHashMap<>();
    private final SecretVariables secrets = new SecretVariables();
    private @Nullable Path userFile;
    private @Nullable Path workingFolderFile;
    private @Nullable Path namedFile;

    private Builder(Map<String, String> layered, Map<String, String> referred) {
      this.layered = Map.copyOf(layered);
      this.referred = Map.copyOf(referred);
    }

    /** Reads this file, which must exist and is trusted, instead of the working folder's. */
    public Builder file(Path file) {
      namedFile = requireNonNull(file, "file");
      return this;
    }

    /**
     * Reads this file as the user's own, if it exists, and {@code keys.properties} beside it.
     * Default: {@link Config#userFile()}.
     */
    public Builder userFile(Path file) {
      userFile = requireNonNull(file, "file");
      return this;
    }

    /** Sets a value in code, which wins over all other layers. */
    public Builder set(String name, String value) {
      requireNonNull(value, "value");
      String full = ConfigFiles.fullName(name);
      code.put(full, new ConfigValue(full, "set in code", () -> value, references(Path.of(""))));
      return this;
    }

    /** Sets a value that is asked for each time it is used, such as a key that rotates. */
    public Builder set(String name, Supplier<String> value) {
      requireNonNull(value, "value");
      String full = ConfigFiles.fullName(name);
      code.put(full, new ConfigValue(full, "supplied by code", value, null));
      return this;
    }

    /**
     * {@return the configuration}
     *
     * @throws ConfigurationException if a file cannot be read, or sets what it may not
     */
    public Config build() {
      List<Layer> layers = new ArrayList<>();
      if (userFile != null) {
        KeysFile.readBeside(userFile, this::references).ifPresent(layers::add);
        ConfigFiles.readIfPresent(userFile, this::references).ifPresent(layers::add);
      }
      if (namedFile != null) {
        layers.add(ConfigFiles.read(namedFile, this::references));
      } else if (workingFolderFile != null && !ConfigFiles.same(workingFolderFile, userFile)) {
        ConfigFiles.readUntrusted(workingFolderFile, this::references).ifPresent(layers::add);
      }
      layers.add(new EnvironmentLayer(layered, references(Path.of(""))));
      layers.add(new MapLayer(Map.copyOf(code), false));
      return new Config(List.copyOf(layers), layered, secrets);
    }

    private References references(Path folder) {
      return new References(referred, folder.toAbsolutePath(), secrets);
    }
  }

  /** Values that are all known by name. */
  record MapLayer(Map<String, ConfigValue> values, boolean secretsOnly) implements Layer {
    @Override
    public Optional<ConfigValue> find(String name) {
      return Optional.ofNullable(values.get(name));
    }

    @Override
    public List<String> names() {
      return List.copyOf(values.keySet());
    }
  }

  /** Values that are looked up by the name of their variable. */
  private record EnvironmentLayer(
      Map<String, String> environment, References references, Map<String, ConfigValue> found)
      implements Layer {
    EnvironmentLayer(Map<String, String> environment, References references) {
      this(environment, references, new ConcurrentHashMap<>());
    }

    @Override
    public Optional<ConfigValue> find(String name) {
      String variable = environmentName(name);
      String text = environment.get(variable);
      return text == null || text.isEmpty()
          ? Optional.empty()
          : Optional.of(found.computeIfAbsent(name, n -> value(n, variable, text)));
    }

    private ConfigValue value(String name, String variable, String text) {
      return new ConfigValue(name, "environment variable " + variable, () -> text, references);
    }

    @Override
    public List<String> names() {
      return List.of();
    }
  }
}
