package dev.parley.cli.setup;

import dev.parley.Models;
import dev.parley.config.Config;
import dev.parley.config.ProviderSettings;
import dev.parley.config.Secret;
import dev.parley.config.Setting;
import dev.parley.config.SettingsSpec;
import dev.parley.error.ConfigurationException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Masks keys in what a server said: some quote the one they were sent. */
@Singleton
public final class SecretMask {
  private static final String MASK = "***";

  /** What is shorter is no key, and would mask words. */
  private static final int SHORTEST = 4;

  private static final Pattern KEY_LIKE =
      Pattern.compile("(?i)\\bbearer\\s+\\S+|\\bsk-[\\w*-]{4,}|\\bkey-[\\w-]{16,}");

  private @Nullable Config config;
  private Map<String, SettingsSpec> providers = Map.of();
  private final List<Secret> typed = new ArrayList<>();

  @Inject
  SecretMask() {}

  /** From now on knows the secrets of that configuration. */
  void learn(Config known, Models models) {
    config = known;
    providers = models.installed();
  }

  /** From now on knows a key that is not part of the configuration yet. */
  public void learn(Secret key) {
    if (key.reveal().length() >= SHORTEST) {
      typed.add(key);
    }
  }

  /** {@return the text without what looks like a key} */
  public String mask(String text) {
    String masked = text;
    for (Secret key : typed) {
      masked = masked.replace(key.reveal(), MASK);
    }
    return KEY_LIKE.matcher(masked).replaceAll(MASK);
  }

  /**
   * {@return what a provider said, without the secrets of its instance that are known by now, and
   * without what looks like a key} Resolves no secret: one that no call asked for was not sent.
   */
  public String mask(String text, String instance) {
    String masked = text;
    if (config != null) {
      try {
        masked = masked(masked, InstanceSettings.of(instance, config, providers));
      } catch (ConfigurationException e) {
        return mask(text); // An instance that is set up wrongly has sent nothing.
      }
    }
    return mask(masked);
  }

  private static String masked(String text, ProviderSettings settings) {
    String masked = text;
    for (Setting setting : settings.spec().all()) {
      Optional<Secret> secret =
          setting.secret() ? settings.knownSecret(setting.name()) : Optional.empty();
      if (secret.isPresent() && secret.get().reveal().length() >= SHORTEST) {
        masked = masked.replace(secret.get().reveal(), MASK);
      }
    }
    return masked;
  }
}
