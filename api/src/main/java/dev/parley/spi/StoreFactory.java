package dev.parley.spi;

import dev.parley.config.ProviderSettings;
import dev.parley.config.SettingsSpec;
import dev.parley.store.ConversationStore;
import dev.parley.store.StoreAddress;
import java.util.Set;

/**
 * Opens conversation stores of one kind; found by {@link java.util.ServiceLoader}. Needs a public
 * no-argument constructor that does no I/O.
 */
public interface StoreFactory {

  /** {@return the schemes of its addresses, such as {@code redis} and {@code rediss}} */
  Set<String> schemes();

  /** {@return what may be set in an address, behind its question mark} */
  SettingsSpec settings();

  /**
   * {@return the store at an address} Does no network I/O: that comes with the first call.
   *
   * @param address of one of the {@link #schemes()}
   * @param settings what is set in the address; and whether Parley is offline
   * @throws dev.parley.error.ConfigurationException if the address or a setting is wrong
   * @throws dev.parley.error.StoreException if the store cannot be used as it is
   */
  ConversationStore open(StoreAddress address, ProviderSettings settings);
}
