package dev.parley.quickstart.stranger;

import dev.parley.config.ProviderSettings;
import dev.parley.config.Setting;
import dev.parley.config.SettingsSpec;
import dev.parley.spi.Provider;
import dev.parley.spi.ProviderFactory;
import java.net.URI;

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
        Setting.of("base-url", Setting.Type.URL, "The parrot's address; http only.")
            .withDefault("http://127.0.0.1:7070"));
  }

  @Override
  public Provider open(ProviderSettings settings) {
    URI server = settings.url("base-url").orElseThrow();
    if (!"http".equalsIgnoreCase(server.getScheme())) {
      throw settings.invalid("base-url", "an http address: parrots know no TLS");
    }
    return new ParrotProvider(settings.instance(), server.resolve("/talk"), settings.offline());
  }
}
