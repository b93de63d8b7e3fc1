package dev.parley.cli.keys;

import dev.parley.Models;
import dev.parley.cli.setup.DeclaredSecrets.Declared;
import dev.parley.config.Config;
import dev.parley.config.SettingsSpec;
import jakarta.inject.Inject;
import java.util.Optional;

/** Where a key is set. */
final class KeyOrigin {
  @Inject
  KeyOrigin() {}

  /** {@return where the one is set that is used; empty if it is set nowhere} Resolves nothing. */
  Optional<String> winner(Declared key, Config config, Models models) {
    String provider = config.providerOf(key.instance()).orElse(key.instance());
    SettingsSpec spec = models.installed().getOrDefault(provider, SettingsSpec.of());
    return config.settings(key.instance(), spec).origin(key.setting());
  }
}
