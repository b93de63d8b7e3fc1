package dev.parley.tck.toy;

import dev.parley.config.ProviderSettings;
import dev.parley.config.Setting;
import dev.parley.config.SettingsSpec;
import dev.parley.spi.Provider;
import dev.parley.spi.ProviderFactory;

/** Makes {@link ToyProvider}s. */
public class ToyFactory implements ProviderFactory {
  @Override
  public String id() {
    return "toy";
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(
        Setting.of("address", Setting.Type.URL, "Where the server is."),
        Setting.of("key", Setting.Type.SECRET, "What the server knows its users by."));
  }

  @Override
  public Provider open(ProviderSettings settings) {
    return new ToyProvider(
        settings.instance(),
        settings.url("address").orElseThrow(() -> settings.missing("address")),
        settings.secret("key").orElseThrow(() -> settings.missing("key")));
  }
}
