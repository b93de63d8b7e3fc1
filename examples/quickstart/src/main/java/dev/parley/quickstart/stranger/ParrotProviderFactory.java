package dev.parley.quickstart.stranger;

import dev.parley.config.ProviderSettings;
import dev.parley.config.Setting;
import dev.parley.config.SettingsSpec;
import dev.parley.spi.Provider;
import dev.parley.spi.ProviderFactory;

/** Makes the provider {@code parrot}. */
public final class ParrotProviderFactory implements ProviderFactory {
  /** A factory; does nothing yet. */
  public ParrotProviderFactory() {}

  @Override
  public String id() {
    return "parrot";
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(
        Setting.of("base-url", Setting.Type.URL, "Where the parrot lives.")
            .withDefault("http://127.0.0.1:7070"));
  }

  @Override
  public Provider open(ProviderSettings settings) {
    return new ParrotProvider(settings);
  }
}
