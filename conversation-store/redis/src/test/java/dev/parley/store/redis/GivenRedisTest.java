package dev.parley.store.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.config.Secret;
import dev.parley.tck.ConversationStoreContract;
import dev.parley.tck.StoreStage;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * The contract once more, with the Redis that is installed here: plain, with a password, over TLS.
 */
class GivenRedisTest {

  /** Each test has a database of its own; the server ends with the class. */
  private static StoreStage stage(RedisStore.Builder server, AtomicInteger databases) {
    int database = databases.incrementAndGet();
    return new StoresOverOne(() -> server.database(database).build(), () -> {});
  }

  /** As it is. */
  @Nested
  @TestInstance(Lifecycle.PER_CLASS)
  class Plain implements ConversationStoreContract {
    private final AtomicInteger databases = new AtomicInteger();
    private TestRedis server;

    @BeforeAll
    void start() {
      server = TestRedis.start(GivenRedis.required());
    }

    @AfterAll
    void stop() {
      if (server != null) {
        server.close();
      }
    }

    @Override
    public StoreStage stage() {
      return GivenRedisTest.stage(server.store(), databases);
    }
  }

  /** With a user who has the rights that the documentation names, and no other user. */
  @Nested
  @TestInstance(Lifecycle.PER_CLASS)
  class WithPassword implements ConversationStoreContract {
    private final AtomicInteger databases = new AtomicInteger();
    private TestRedis server;

    @BeforeAll
    void start() {
      server =
          TestRedis.start(
              GivenRedis.required(),
              "user default off",
              "user alice on >hunter2 ~parley:* +@read +@write +@scripting +@connection +time");
    }

    @AfterAll
    void stop() {
      if (server != null) {
        server.close();
      }
    }

    @Override
    public StoreStage stage() {
      RedisStore.Builder store = server.store().user("alice").password(Secret.of("hunter2"));
      return GivenRedisTest.stage(store, databases);
    }
  }

  /** With a certificate of a private authority. */
  @Nested
  @TestInstance(Lifecycle.PER_CLASS)
  class OverTls implements ConversationStoreContract {
    private final AtomicInteger databases = new AtomicInteger();
    private TestCertificate certificate;
    private SSLSocketFactory trusting;
    private TestRedis server;

    @BeforeAll
    void start() throws Exception {
      Path binary = GivenRedis.required();
      certificate = TestCertificate.create();
      trusting = certificate.trusting();
      server = TestRedis.start(binary, certificate.settings());
    }

    @AfterAll
    void stop() throws Exception {
      if (server != null) {
        server.close();
      }
      if (certificate != null) {
        certificate.close();
      }
    }

    @Override
    public StoreStage stage() {
      return GivenRedisTest.stage(server.store().tls(trusting), databases);
    }
  }

  @Test
  void a_missing_server_is_skipped_unless_it_is_required() {
    Map<String, String> nowhere = Map.of("PATH", "");
    TestAbortedException skipped =
        assertThrows(TestAbortedException.class, () -> GivenRedis.required(nowhere));
    assertTrue(skipped.getMessage().contains("no redis-server found"));
    Map<String, String> required = Map.of("PATH", "", GivenRedis.REQUIRED_VARIABLE, "true");
    assertThrows(AssertionFailedError.class, () -> GivenRedis.required(required));
  }

  @Test
  void a_wrong_path_is_an_error() {
    Map<String, String> wrong = Map.of(GivenRedis.BINARY_VARIABLE, "no/such/redis-server");
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> GivenRedis.required(wrong));
    assertEquals(
        "PARLEY_TEST_REDIS names no executable file: no/such/redis-server; correct or unset it",
        e.getMessage());
  }
}
