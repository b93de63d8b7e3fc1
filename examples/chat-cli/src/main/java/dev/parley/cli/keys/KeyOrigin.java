package dev.parley.cli.keys;

import dev.parley.Models;
import dev.parley.cli.setup.DeclaredSecrets.Declared;
import dev.parley.cli.setup.InstanceSettings;
import dev.parley.config.Config;
import jakarta.inject.Inject;
import java.util.Optional;

/** Where a key is set. */
final class KeyOrigin {
  @Inject
  KeyOrigin() {}

  /** {@return where the one is set that is used; empty if it is set nowhere} Resolves nothing. */
  Optional<String> winner(Declared key, Config config, Models models) {
    return InstanceSettings.of(key.instance(), config, models.installed()).origin(key.setting());
  }
}
