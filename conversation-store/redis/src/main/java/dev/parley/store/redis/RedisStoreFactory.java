package dev.parley.store.redis;

import dev.parley.config.ProviderSettings;
import dev.parley.config.Setting;
import dev.parley.config.SettingsSpec;
import dev.parley.error.StoreRefusedException;
import dev.parley.spi.Loopback;
import dev.parley.spi.StoreCheck;
import dev.parley.spi.StoreFactory;
import dev.parley.store.ConversationStore;
import dev.parley.store.StoreAddress;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Opens {@code redis://user:password@host:6379/0?ttl=1h} and, over TLS, {@code rediss://}. Found by
 * {@link java.util.ServiceLoader}.
 */
public final class RedisStoreFactory implements StoreFactory {
  private static final String TLS = "rediss";

  private static final SettingsSpec SETTINGS =
      SettingsSpec.of(
          Setting.of(
                  "ttl",
                  Setting.Type.DURATION,
                  "How long a conversation is kept to which nothing is appended; 0 is for ever.")
              .withDefault("0"),
          Setting.of(
                  "prefix",
                  Setting.Type.TEXT,
                  "What all keys begin with; stores with different ones share nothing.")
              .withDefault("parley"),
          Setting.of(
              "timeout",
              Setting.Type.DURATION,
              "How long to wait for the server to accept a connection (2s), to answer (5s), and for"
                  + " a connection of the pool (5s)."),
          Setting.of("pool", Setting.Type.INTEGER, "How many connections there are at most.")
              .withDefault("8"));

  /**
   * Null is the machine's own: a factory is made to be looked at, and no class is loaded for that.
   */
  private final @Nullable Network network;

  /** A factory; for {@link java.util.ServiceLoader}. */
  public RedisStoreFactory() {
    network = null;
  }

  RedisStoreFactory(Network network) {
    this.network = network;
  }

  @Override
  public Set<String> schemes() {
    return Set.of("redis", TLS);
  }

  @Override
  public SettingsSpec settings() {
    return SETTINGS;
  }

  /**
   * {@inheritDoc}
   *
   * @throws StoreRefusedException if Parley is offline, and the host is not this machine
   */
  @Override
  public ConversationStore open(StoreAddress address, ProviderSettings settings) {
    RedisAddress server = RedisAddress.parse(address);
    if (settings.offline() && !Loopback.names(server.host())) {
      throw new StoreRefusedException(
          "nothing was sent to "
              + server.host()
              + ", because setting \"offline\" is on; switch it off, or use a store on this"
              + " machine",
          null,
          null);
    }
    RedisStore.Builder store =
        RedisStore.builder()
            .network(network == null ? Network.REAL : network)
            .host(server.host())
            .port(server.port())
            .database(server.database());
    server.user().ifPresent(store::user);
    server.password().ifPresent(store::password);
    if (address.scheme().equals(TLS)) {
      store.tls();
    }
    set(store, settings);
    return store.build();
  }

  private static void set(RedisStore.Builder store, ProviderSettings settings) {
    StoreCheck.timeToLive(settings, "ttl").ifPresent(store::timeToLive);
    store.poolSize(
        settings
            .integer("pool")
            .filter(size -> size >= 1 && size <= 10_000)
            .orElseThrow(() -> settings.invalid("pool", "a whole number from 1 to 10000"))
            .intValue());
    try {
      settings.text("prefix").ifPresent(store::prefix);
    } catch (IllegalArgumentException e) {
      throw settings.invalid("prefix", "a text without braces and control characters");
    }
    try {
      settings.duration("timeout").ifPresent(limit -> timeouts(store, limit));
    } catch (IllegalArgumentException e) {
      throw settings.invalid("timeout", "a duration from 1ms to 1d");
    }
  }

  private static void timeouts(RedisStore.Builder store, Duration limit) {
    store.connectTimeout(limit).answerTimeout(limit).poolTimeout(limit);
  }
}
