package dev.parley.config;

import dev.parley.spi.InstalledProviders;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The environment variables that set secrets: those of the providers that are installed and of the
 * instances that are set up, by whatever names. Thread-safe.
 */
final class SecretVariables {
  private final Map<String, SettingsSpec> asked = new ConcurrentHashMap<>();
  private volatile @Nullable Config config;

  /** An instance has these settings, whether its provider is found as installed or not. */
  void of(String instance, SettingsSpec spec) {
    asked.put(instance, spec);
  }

  /** There are the instances of this configuration, beside those that the environment sets up. */
  void of(Config known) {
    config = known;
  }

  /**
   * The names of the variables. Looks for installed providers, so it is for the moment when a
   * process is started anyway.
   */
  Set<String> among(Map<String, String> environment) {
    Map<String, SettingsSpec> installed = InstalledProviders.of(List.of(), true).settings();
    Config known = config;
    Set<String> prefixes = new HashSet<>(known == null ? List.of() : known.instances());
    prefixes.addAll(installed.keySet());
    environment.forEach(
        (variable, value) -> {
          if (variable.endsWith("_PROVIDER") && installed.containsKey(value.strip())) {
            prefixes.add(variable.substring(0, variable.length() - "_PROVIDER".length()));
          }
        });
    Set<String> secrets = new HashSet<>();
    installed.values().forEach(spec -> secrets.addAll(secrets(spec)));
    Set<String> variables = of(prefixes, secrets);
    asked.forEach((instance, spec) -> variables.addAll(of(List.of(instance), secrets(spec))));
    return variables;
  }

  private static List<String> secrets(SettingsSpec spec) {
    return spec.all().stream().filter(Setting::secret).map(Setting::name).toList();
  }

  private static Set<String> of(Collection<String> instances, Collection<String> settings) {
    Set<String> variables = new HashSet<>();
    for (String instance : instances) {
      for (String setting : settings) {
        variables.add(Config.environmentName(instance + "." + setting));
      }
    }
    return variables;
  }
}
