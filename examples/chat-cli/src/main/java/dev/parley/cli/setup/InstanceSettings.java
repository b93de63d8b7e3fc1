package dev.parley.cli.setup;

import dev.parley.config.Config;
import dev.parley.config.ProviderSettings;
import dev.parley.config.SettingsSpec;
import java.util.Map;

/** What is set for instances of providers. */
public final class InstanceSettings {
  private InstanceSettings() {}

  /**
   * {@return what is set for one, among what its provider takes; nothing if that is not installed}
   *
   * @param installed what each installed provider takes
   */
  public static ProviderSettings of(
      String instance, Config config, Map<String, SettingsSpec> installed) {
    String provider = config.providerOf(instance).orElse(instance);
    return config.settings(instance, installed.getOrDefault(provider, SettingsSpec.of()));
  }
}
