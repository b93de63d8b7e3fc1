package dev.parley.spi;

import dev.parley.config.ProviderSettings;
import dev.parley.config.SettingsSpec;

/**
 * Makes providers of one kind; found by {@link java.util.ServiceLoader}. Needs a public no-argument
 * constructor that does no I/O. To find a provider by name every factory is loaded, so nothing else
 * of the provider should be, before {@link #open}.
 */
public interface ProviderFactory {

  /** {@return the provider's name: stable, unique, lower-case letters, digits and {@code -}} */
  String id();

  /**
   * {@return the settings that {@link #open} understands, so that tools can list and check them}
   */
  SettingsSpec settings();

  /**
   * {@return an instance} Does no network I/O.
   *
   * @throws dev.parley.error.ConfigurationException if a needed setting is missing or wrong; it
   *     names the setting, never its value
   */
  Provider open(ProviderSettings settings);
}
