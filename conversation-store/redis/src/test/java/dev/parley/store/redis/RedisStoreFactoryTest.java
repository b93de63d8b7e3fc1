package dev.parley.store.redis;

import static dev.parley.store.redis.Said.ID;
import static dev.parley.store.redis.Said.begin;
import static dev.parley.store.redis.Said.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.config.Config;
import dev.parley.error.ConfigurationException;
import dev.parley.error.StoreException;
import dev.parley.error.StoreRefusedException;
import dev.parley.error.StoreUnavailableException;
import dev.parley.store.ConversationStore;
import dev.parley.store.ConversationStores;
import dev.parley.store.StoreAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores by their addresses. */
class RedisStoreFactoryTest {
  private static final Config NOTHING = Config.of(Map.of());

  @RegisterExtension static final SharedRedis REDIS = new SharedRedis();

  @Test
  void an_address_opens_a_store() {
    try (SharedRedis.Lease database = REDIS.lease()) {
      String server = "redis://127.0.0.1:" + REDIS.server().port() + "/" + database.database();
      try (ConversationStore store =
          ConversationStores.open(server + "?ttl=1h&prefix=mine&timeout=3s&pool=2", NOTHING)) {
        begin(store, ID, "a");
        assertEquals(List.of("a"), texts(store.read(ID)));
        assertTrue(store.info(ID).orElseThrow().expires().isPresent());
        assertEquals(1L, database.ask("EXISTS", Keys.of("mine", ID).info()));
      }
    }
  }

  @Test
  void opening_asks_nobody() {
    try (ConversationStore store =
        ConversationStores.open("rediss://:hunter2@127.0.0.1:1/3", NOTHING)) {
      assertInstanceOf(RedisStore.class, store);
      assertEquals("RedisStore[rediss://127.0.0.1:1/3, parley]", store.toString());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ttl=soon,ttl",
    "prefix=a%7Bb,prefix",
    "prefix=,prefix",
    "pool=0,pool",
    "pool=many,pool",
    "timeout=0,timeout",
    "timeout=2d,timeout",
    "tll=1h,tll",
  })
  void a_wrong_setting_is_named(String setting, String name) {
    String address = "redis://:hunter2@127.0.0.1?" + setting;
    ConfigurationException e =
        assertThrows(ConfigurationException.class, () -> ConversationStores.open(address, NOTHING));
    assertTrue(e.getMessage().contains(name), e.getMessage());
    assertFalse(Said.shown(e).contains("hunter2"), Said.shown(e));
  }

  /** Counts what is asked of it, and has nothing. */
  private static final class NoNetwork implements Network {
    private final AtomicInteger asked = new AtomicInteger();

    @Override
    public InetAddress[] resolve(String host) throws IOException {
      asked.incrementAndGet();
      throw new UnknownHostException(host);
    }

    @Override
    public Socket socket() throws IOException {
      asked.incrementAndGet();
      throw new IOException("No socket");
    }
  }

  private static ConversationStore open(NoNetwork network, String address, boolean offline) {
    RedisStoreFactory factory = new RedisStoreFactory(network);
    Config config = Config.builder().set("offline", String.valueOf(offline)).build();
    return factory.open(StoreAddress.parse(address), config.settings("redis", factory.settings()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://:hunter2@example.com",
        "rediss://10.0.0.1:6379",
        "redis://[2001:db8::1]/0",
        "redis://localhost.example.com",
        "redis://0x7f.1",
        "redis://128.0.0.1"
      })
  void offline_no_other_machine_is_looked_up_or_connected_to(String address) {
    NoNetwork network = new NoNetwork();
    StoreException e =
        assertThrows(StoreRefusedException.class, () -> open(network, address, true));
    assertTrue(e.getMessage().contains("\"offline\""), e.getMessage());
    assertFalse(e.getMessage().contains("hunter2"), e.getMessage());
    assertEquals(0, network.asked.get());
  }

  @Test
  void online_and_on_this_machine_the_network_is_asked() {
    NoNetwork network = new NoNetwork();
    try (ConversationStore online = open(network, "redis://example.com", false);
        ConversationStore local = open(network, "redis://localhost", true)) {
      assertThrows(StoreUnavailableException.class, () -> online.read(ID));
      assertEquals(1, network.asked.get());
      assertThrows(StoreUnavailableException.class, () -> local.read(ID));
      assertEquals(2, network.asked.get());
    }
  }
}
