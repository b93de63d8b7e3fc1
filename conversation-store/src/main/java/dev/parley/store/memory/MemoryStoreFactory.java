package dev.parley.store.memory;

import dev.parley.config.ProviderSettings;
import dev.parley.config.Setting;
import dev.parley.config.SettingsSpec;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import dev.parley.spi.StoreCheck;
import dev.parley.spi.StoreFactory;
import dev.parley.store.ConversationStore;
import dev.parley.store.StoreAddress;
import java.util.List;
import java.util.Set;

/** Opens {@code memory:}, each time a new store. Found by {@link java.util.ServiceLoader}. */
public final class MemoryStoreFactory implements StoreFactory {
  private static final SettingsSpec SETTINGS =
      SettingsSpec.of(
          Setting.of("conversations", Setting.Type.INTEGER, "How many are kept at most.")
              .withDefault("10000"),
          Setting.of(
                  "ttl",
                  Setting.Type.DURATION,
                  "How long one is kept to which nothing is appended; 0 is for ever.")
              .withDefault("0"));

  /** A factory; for {@link java.util.ServiceLoader}. */
  public MemoryStoreFactory() {}

  @Override
  public Set<String> schemes() {
    return Set.of("memory");
  }

  @Override
  public SettingsSpec settings() {
    return SETTINGS;
  }

  @Override
  public ConversationStore open(StoreAddress address, ProviderSettings settings) {
    if (!address.place().isEmpty()) {
      throw new ConfigurationException(
          Kind.MALFORMED_ADDRESS,
          "\"" + address + "\" is no conversation store: memory: has no place behind the colon",
          "store",
          List.of(),
          null);
    }
    int most =
        settings
            .integer("conversations")
            .filter(count -> count >= 1 && count <= Integer.MAX_VALUE)
            .orElseThrow(() -> settings.invalid("conversations", "a whole number of at least 1"))
            .intValue();
    MemoryStore.Builder store = MemoryStore.builder().mostConversations(most);
    StoreCheck.timeToLive(settings, "ttl").ifPresent(store::timeToLive);
    return store.build();
  }
}
