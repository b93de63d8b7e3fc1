package dev.parley.store;

import dev.parley.config.Config;
import dev.parley.config.NearestName;
import dev.parley.config.ProviderSettings;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import dev.parley.spi.InstalledStores;
import dev.parley.spi.StoreFactory;
import java.util.List;

/**
 * Opens conversation stores by their addresses, such as {@code memory:}, {@code file:/folder} and
 * {@code redis://host:6379/0?ttl=1h}. What opens them is found by {@link java.util.ServiceLoader}.
 */
public final class ConversationStores {
  private ConversationStores() {}

  /**
   * {@return the store at that address} It is the caller's to close.
   *
   * @throws ConfigurationException if the address is wrong, or nothing installed opens it
   * @throws dev.parley.error.StoreException if the store cannot be used as it is
   */
  public static ConversationStore open(String address) {
    return open(address, Config.load());
  }

  /**
   * {@return the store that the setting {@code store} names} It is the caller's to close.
   *
   * @throws ConfigurationException if it names none, or one that cannot be opened
   * @throws dev.parley.error.StoreException if the store cannot be used as it is
   */
  public static ConversationStore open(Config config) {
    return open(
        config
            .store()
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        Kind.NOTHING_CONFIGURED,
                        "No conversation store is configured. Set \"store\" in "
                            + Config.userFile()
                            + ", or PARLEY_STORE in the environment, to an address such as"
                            + " file:/folder")),
        config);
  }

  /**
   * {@return the store at that address} It is the caller's to close.
   *
   * @param config of which {@code offline} holds for stores too
   * @throws ConfigurationException if the address is wrong, or nothing installed opens it
   * @throws dev.parley.error.StoreException if the store cannot be used as it is
   */
  public static ConversationStore open(String address, Config config) {
    StoreAddress parsed = StoreAddress.parse(address);
    StoreFactory factory = InstalledStores.get(parsed.scheme());
    return factory.open(parsed, settings(parsed, factory, config));
  }

  /** What the address sets; of the configuration there is only whether Parley is offline. */
  private static ProviderSettings settings(
      StoreAddress address, StoreFactory factory, Config config) {
    Config.Builder set = Config.builder();
    set.set("offline", String.valueOf(config.own().offline()));
    address
        .settings()
        .forEach(
            (name, value) -> {
              requireKnown(name, factory.settings().names());
              set.set(address.scheme() + "." + name, value);
            });
    return set.build().settings(address.scheme(), factory.settings());
  }

  private static void requireKnown(String name, List<String> known) {
    if (!known.contains(name)) {
      throw new ConfigurationException(
          Kind.UNKNOWN_SETTING,
          "Unknown setting \""
              + name
              + "\" in the address of the conversation store."
              + NearestName.suggestion(name, known)
              + " Known: "
              + String.join(", ", known),
          name,
          NearestName.sort(name, known),
          null);
    }
  }
}
