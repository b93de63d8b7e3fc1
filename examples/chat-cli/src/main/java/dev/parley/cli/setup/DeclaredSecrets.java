package dev.parley.cli.setup;

import dev.parley.config.Config;
import dev.parley.config.ProviderSettings;
import dev.parley.config.Setting;
import dev.parley.config.SettingsSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What may be kept secret: the secret settings of installed providers and of their instances. */
public final class DeclaredSecrets {
  /** One of them. */
  public record Declared(String instance, String setting, String variable) {
    /** {@return its full name, such as {@code openai.api-key}} */
    public String name() {
      return instance + "." + setting;
    }
  }

  private static final String PROVIDER = "_PROVIDER";

  private final Map<String, String> instances = new TreeMap<>();
  private final List<Declared> all = new ArrayList<>();

  private DeclaredSecrets() {}

  /** {@return those of the providers, and of the instances that the configuration sets up} */
  public static DeclaredSecrets of(
      Map<String, SettingsSpec> providers, Config config, Map<String, String> environment) {
    DeclaredSecrets secrets = new DeclaredSecrets();
    Config empty = Config.of(Map.of());
    secrets.collect(providers, config, environment);
    secrets.instances.forEach(
        (instance, provider) -> {
          SettingsSpec spec = providers.getOrDefault(provider, SettingsSpec.of());
          ProviderSettings names = empty.settings(instance, spec);
          for (Setting setting : spec.all()) {
            if (setting.secret()) {
              String variable = names.environmentName(setting.name());
              secrets.all.add(new Declared(instance, setting.name(), variable));
            }
          }
        });
    return secrets;
  }

  private void collect(
      Map<String, SettingsSpec> providers, Config config, Map<String, String> environment) {
    providers.keySet().forEach(id -> instances.put(id, id));
    for (String instance : config.instances()) {
      config.providerOf(instance).ifPresent(provider -> instances.put(instance, provider));
    }
    // The configuration cannot list what the environment sets up, only find it by its name.
    environment.forEach(
        (variable, provider) -> {
          if (variable.endsWith(PROVIDER) && providers.containsKey(provider.strip())) {
            String instance = variable.substring(0, variable.length() - PROVIDER.length());
            instances.putIfAbsent(
                instance.toLowerCase(Locale.ROOT).replace('_', '-'), provider.strip());
          }
        });
  }

  /** {@return the instances there are, each with its provider, in the order of their names} */
  public Map<String, String> instances() {
    return instances;
  }

  /** {@return all of them, in the order of their instances} */
  public List<Declared> all() {
    return all;
  }

  /** {@return the one of that full name} */
  public Optional<Declared> named(String name) {
    return all.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /** {@return the one that this environment variable sets} */
  public Optional<Declared> ofVariable(String variable) {
    return all.stream().filter(each -> each.variable().equals(variable)).findFirst();
  }
}
