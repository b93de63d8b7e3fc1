package dev.parley.cli;

import dev.parley.Models;
import dev.parley.config.Config;
import dev.parley.config.ProviderSettings;
import dev.parley.config.Secret;
import dev.parley.config.Setting;
import dev.parley.config.SettingsSpec;
import dev.parley.error.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Masks keys in what a server said: some quote the one they were sent. */
final class SecretMask {
  private static final String MASK = "***";
  private static final Pattern KEY_LIKE =
      Pattern.compile("(?i)\\bbearer\\s+\\S+|\\bsk-[\\w*-]{4,}|\\bkey-[\\w-]{16,}");

  private final List<String> secrets;

  private SecretMask(List<String> secrets) {
    this.secrets = secrets;
  }

  /** A mask for what is only like a key. */
  static SecretMask ofPatterns() {
    return new SecretMask(List.of());
  }

  /** A mask for the secrets of a provider instance, which a call has already asked for. */
  static SecretMask of(Models models, Config config, String instance) {
    try {
      String provider = config.providerOf(instance).orElse(instance);
      SettingsSpec spec = models.installed().getOrDefault(provider, SettingsSpec.of());
      ProviderSettings settings = config.settings(instance, spec);
      List<String> secrets = new ArrayList<>();
      for (Setting setting : spec.all()) {
        Optional<Supplier<Secret>> secret =
            setting.secret() ? settings.secret(setting.name()) : Optional.empty();
        secret.ifPresent(found -> secrets.add(found.get().reveal()));
      }
      return new SecretMask(secrets);
    } catch (ConfigurationException e) {
      // A secret that cannot be read was not sent either.
      return ofPatterns();
    }
  }

  String mask(String text) {
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, MASK);
    }
    return KEY_LIKE.matcher(masked).replaceAll(MASK);
  }
}
