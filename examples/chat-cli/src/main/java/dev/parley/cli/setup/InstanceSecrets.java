package dev.parley.cli.setup;

import dev.parley.config.ProviderSettings;
import dev.parley.config.Secret;
import dev.parley.config.Setting;
import dev.parley.error.ConfigurationException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Resolves the secrets of instances before they are needed, for as long as that takes: a person may
 * have to unlock a keyring. What fails is kept as well, so that nobody is asked twice.
 */
@Singleton
public final class InstanceSecrets {
  private final Map<String, ConfigurationException> failed = new HashMap<>();

  @Inject
  InstanceSecrets() {}

  /**
   * Resolves all that are set.
   *
   * @throws ConfigurationException if one cannot be resolved, or could not be before
   */
  public void resolve(ProviderSettings settings) {
    for (Setting setting : settings.spec().all()) {
      if (setting.secret()) {
        resolve(settings, setting);
      }
    }
  }

  /**
   * Resolves one, if it is set.
   *
   * @throws ConfigurationException if it cannot be resolved, or could not be before
   */
  public void resolve(ProviderSettings settings, Setting setting) {
    String name = settings.fullName(setting.name());
    ConfigurationException before = failed.get(name);
    if (before != null) {
      throw before;
    }
    Optional<Supplier<Secret>> secret = settings.secret(setting.name());
    try {
      if (secret.isPresent()) {
        Secret unused = secret.get().get(); // It is kept where it was resolved.
      }
    } catch (ConfigurationException e) {
      failed.put(name, e);
      throw e;
    }
  }
}
