package dev.parley.config;

import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What one provider instance is set to. Only settings of the {@link SettingsSpec} can be asked for;
 * each getter checks the value's form, and says which setting is wrong and where it was set, never
 * its value.
 */
public final class ProviderSettings {
  private final String instance;
  private final SettingsSpec spec;
  private final Config config;

  ProviderSettings(String instance, SettingsSpec spec, Config config) {
    this.instance = instance;
    this.spec = spec;
    this.config = config;
  }

  /** {@return the name of the instance: the provider's id, or a configured name} */
  public String instance() {
    return instance;
  }

  /** {@return what can be set} */
  public SettingsSpec spec() {
    return spec;
  }

  /** {@return the full name of a setting, {@code instance.name}, for error messages} */
  public String fullName(String name) {
    return instance + "." + name;
  }

  /** {@return the name of the environment variable that sets it, such as {@code OPENAI_API_KEY}} */
  public String environmentName(String name) {
    return Config.environmentName(fullName(name));
  }

  /**
   * {@return where the setting is set, for people, such as "environment variable OPENAI_API_KEY";
   * empty if it is not set} Never its value.
   */
  public Optional<String> origin(String name) {
    return config.find(fullName(name)).map(ConfigValue::origin);
  }

  /** {@return the text set, or the default} */
  public Optional<String> text(String name) {
    return read(name, (setting, text) -> text);
  }

  /** {@return one of the setting's choices, or the default} */
  public Optional<String> choice(String name) {
    return read(name, SettingValues::choice);
  }

  /** {@return the address set, or the default} */
  public Optional<URI> url(String name) {
    return read(name, SettingValues::url);
  }

  /** {@return the number set, or the default} */
  public Optional<Long> integer(String name) {
    return read(name, SettingValues::integer);
  }

  /** {@return the number set, or the default} */
  public Optional<Double> number(String name) {
    return read(name, SettingValues::number);
  }

  /** {@return whether it is switched on; false where there is neither a value nor a default} */
  public boolean flag(String name) {
    return read(name, SettingValues::flag).orElse(false);
  }

  /** {@return the duration set, or the default; zero means off} */
  public Optional<Duration> duration(String name) {
    return read(name, SettingValues::duration);
  }

  /** {@return the path set, or the default} */
  public Optional<Path> path(String name) {
    return read(name, (setting, text) -> SettingValues.path(text));
  }

  /**
   * {@return the secret set, to be asked for each request: keys may rotate} References are resolved
   * when it is first asked, and that may fail with a {@link ConfigurationException}.
   */
  public Optional<Supplier<Secret>> secret(String name) {
    setting(name, true);
    Optional<ConfigValue> value = config.find(fullName(name));
    return value.isPresent()
        ? Optional.of(() -> value.get().parse(SettingValues::secret, "a secret"))
        : Optional.empty();
  }

  /**
   * {@return the secret set, if it is known already: it holds no reference, or has been asked for}
   * Resolves nothing, so that who masks secrets in a text runs no command. Empty also if the value
   * can be no secret, or if code supplies it.
   */
  public Optional<Secret> knownSecret(String name) {
    setting(name, true);
    try {
      return config
          .find(fullName(name))
          .flatMap(ConfigValue::known)
          .map(String::strip)
          .map(Secret::of);
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // What is no secret is never sent as one.
    }
  }

  /**
   * {@return whether {@code parley.offline} is set: then a provider refuses every host that is not
   * this machine, by {@link dev.parley.spi.Loopback}, with a {@link
   * dev.parley.error.RefusedLocallyException}, before it looks up a name or opens a socket}
   */
  public boolean offline() {
    return config.own().flag("offline");
  }

  /** {@return an environment variable, if this configuration reads the environment} */
  public Optional<String> environment(String variable) {
    return config.environment(variable);
  }

  /** {@return the error that a needed setting is missing; tells how to set it} */
  public ConfigurationException missing(String name) {
    String how =
        "set it in " + Config.userFile() + ", or " + environmentName(name) + " in the environment";
    return new ConfigurationException(
        Kind.MISSING_SETTING,
        instance + ": setting \"" + fullName(name) + "\" is missing; " + how,
        fullName(name),
        List.of(),
        null);
  }

  /** {@return the error that a value is wrong; {@code expected} says what it should be} */
  public ConfigurationException invalid(String name, String expected) {
    String where = origin(name).map(set -> " (" + set + ")").orElse("");
    return new ConfigurationException(
        Kind.INVALID_VALUE,
        "Setting \"" + fullName(name) + "\"" + where + " must be " + expected,
        fullName(name),
        List.of(),
        null);
  }

  private <T> Optional<T> read(String name, SettingValues.Parser<T> parser) {
    Setting setting = setting(name, false);
    Optional<ConfigValue> value = config.find(fullName(name));
    if (value.isPresent()) {
      String expected = SettingValues.expected(setting);
      return Optional.of(value.get().parse(text -> parser.parse(setting, text), expected));
    }
    Optional<String> usual = setting.defaultValue();
    return usual.isPresent() ? Optional.of(parser.parse(setting, usual.get())) : Optional.empty();
  }

  private Setting setting(String name, boolean secret) {
    Optional<Setting> setting = spec.find(name);
    if (setting.isEmpty()) {
      throw new IllegalArgumentException("Setting not described: " + name);
    }
    if (setting.get().secret() != secret) {
      throw new IllegalArgumentException(
          "A secret is asked for by secret(), nothing else: " + name);
    }
    return setting.get();
  }

  /** {@return the settings by name, secrets masked} */
  @Override
  public String toString() {
    return spec.all().stream()
        .filter(setting -> config.find(fullName(setting.name())).isPresent())
        .map(setting -> setting.name() + "=" + shown(setting))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private String shown(Setting setting) {
    if (setting.secret()) {
      return "***";
    }
    String text = config.find(fullName(setting.name())).map(ConfigValue::shown).orElse("");
    // Addresses of stores may hold a password; those of providers are refused if they do.
    return text.replaceAll("//.*@", "//***@");
  }
}
