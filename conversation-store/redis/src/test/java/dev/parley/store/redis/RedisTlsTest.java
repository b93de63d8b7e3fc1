package dev.parley.store.redis;

import static dev.parley.store.redis.Said.ID;
import static dev.parley.store.redis.Said.begin;
import static dev.parley.store.redis.Said.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.error.StoreException;
import dev.parley.error.StoreRefusedException;
import dev.parley.error.StoreUnavailableException;
import dev.parley.tck.http.SelfSigned;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * TLS, which the Redis of the tests cannot do: a proxy does it for it. {@link GivenRedisTest} has a
 * Redis that can.
 */
@Timeout(120)
class RedisTlsTest {
  private static final Duration SOON = Duration.ofMillis(500);
  private static final SelfSigned CERTIFICATE = SelfSigned.create();
  private static final SSLSocketFactory TRUSTING = CERTIFICATE.trust().getSocketFactory();

  @RegisterExtension static final SharedRedis REDIS = new SharedRedis();

  private SharedRedis.Lease database;
  private Proxy secured;

  @BeforeEach
  void open() {
    database = REDIS.lease();
    secured = new Proxy(REDIS.server().port(), CERTIFICATE.serverSockets());
  }

  @AfterEach
  void close() {
    secured.close();
    database.close();
  }

  private RedisStore.Builder store() {
    return secured.store().database(database.database());
  }

  @Test
  void a_trusted_server_is_spoken_to() {
    try (RedisStore store = store().tls(TRUSTING).build()) {
      begin(store, ID, "a", "x".repeat(1 << 20));
      assertEquals(List.of("a"), texts(store.page(ID, 0, 1)));
      assertTrue(store.toString().contains("rediss://"), store.toString());
    }
  }

  @Test
  void a_certificate_that_nobody_trusts_is_refused() {
    refused(store().tls());
  }

  @Test
  void a_certificate_of_another_host_is_refused() {
    Network here =
        new Network() {
          @Override
          public InetAddress[] resolve(String host) {
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
          }

          @Override
          public Socket socket() throws java.io.IOException {
            return Network.REAL.socket();
          }
        };
    refused(store().host("example.com").network(here).tls(TRUSTING));
  }

  @Test
  void a_server_without_tls_is_said_to_be_that() {
    try (FakeRedis plain = FakeRedis.answering("-ERR unknown command\r\n")) {
      refused(plain.store().tls(TRUSTING));
    }
  }

  private static void refused(RedisStore.Builder builder) {
    try (RedisStore store = builder.build()) {
      StoreException e = assertThrows(StoreRefusedException.class, () -> store.read(ID));
      assertTrue(e.getMessage().contains("no TLS connection"), e.getMessage());
    }
  }

  @Test
  void a_server_that_never_shakes_hands_is_given_up() {
    try (FakeRedis silent = FakeRedis.silent();
        RedisStore store = silent.store().tls(TRUSTING).answerTimeout(SOON).build()) {
      StoreException e = assertThrows(StoreUnavailableException.class, () -> store.read(ID));
      assertTrue(e.getMessage().contains("in time"), e.getMessage());
    }
  }

  @Test
  void without_tls_a_server_that_wants_it_is_not_understood() {
    try (RedisStore store = store().answerTimeout(SOON).build()) {
      StoreException e = assertThrows(StoreUnavailableException.class, () -> begin(store, ID, "a"));
      assertTrue(e.getMessage().contains("rediss://"), e.getMessage());
    }
  }

  @Test
  void an_answer_that_is_lost_under_tls_is_no_harm() {
    try (RedisStore store = store().tls(TRUSTING).build()) {
      begin(store, ID, "a");
      secured.loseAnswer();
      assertEquals(List.of("a"), texts(store.read(ID)));
    }
  }
}
