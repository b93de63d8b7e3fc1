package dev.parley.store.redis;

import static dev.parley.store.redis.Said.ID;
import static dev.parley.store.redis.Said.OTHER;
import static dev.parley.store.redis.Said.append;
import static dev.parley.store.redis.Said.begin;
import static dev.parley.store.redis.Said.entries;
import static dev.parley.store.redis.Said.shown;
import static dev.parley.store.redis.Said.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.config.Secret;
import dev.parley.error.StoreException;
import dev.parley.error.StoreFullException;
import dev.parley.error.StoreRefusedException;
import dev.parley.error.StoreUnavailableException;
import dev.parley.store.AppendId;
import dev.parley.store.Labels;
import dev.parley.store.Version;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever goes wrong ends soon, says what to do, and tells no secrets. */
@Timeout(120)
class RedisFailuresTest {
  private static final Duration SOON = Duration.ofMillis(200);
  private static final Duration LATE = Duration.ofMinutes(5);

  @RegisterExtension static final SharedRedis REDIS = new SharedRedis();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "OOM command not allowed when used memory > 'maxmemory'. | Full | maxmemory",
        "ERR Error running script (call to f_1): @user_script: 3: -OOM command | Full | maxmemory",
        "MISCONF Errors writing to the AOF file: No space left on device | Full | Make room",
        "MISCONF Redis is configured to save RDB snapshots | Unavailable | its log",
        "READONLY You can't write against a read only replica. | Refused | primary",
        "ERR Error running script: -READONLY You can't write | Refused | primary",
        "NOAUTH Authentication required. | Refused | password",
        "WRONGPASS invalid username-password pair | Refused | wrong",
        "ERR invalid password | Refused | wrong",
        "ERR AUTH <password> called without any password configured | Refused | take user",
        "NOPERM this user has no permissions | Refused | allow it",
        "DENIED Redis is running in protected mode | Refused | protected mode",
        "MOVED 3999 127.0.0.1:6381 | Refused | cluster",
        "ERR DB index is out of range | Refused | database",
        "ERR unknown command `EVALSHA`, with args beginning with: `secret` | Refused | renamed",
        "ERR something else: secret | Refused | its log",
        "LOADING Redis is loading the dataset in memory | Unavailable | loading",
        "MASTERDOWN Link with MASTER is down | Unavailable | try again",
        "CLUSTERDOWN The cluster is down | Unavailable | try again",
        "BUSY Redis is busy running a script. | Unavailable | script",
        "NOREPLICAS Not enough good replicas to write. | Unavailable | replicas",
        "ERR max number of clients reached | Unavailable | maxclients",
        "WRONGTYPE Operation against a key | Damaged | prefix",
      })
  void an_error_of_redis_has_a_type_and_says_what_to_do(String line, String type, String hint) {
    try (FakeRedis fake = FakeRedis.answering("-" + line + "\r\n");
        RedisStore store = fake.store().answerTimeout(LATE).build()) {
      StoreException e = assertThrows(StoreException.class, () -> begin(store, ID, "a"));
      assertEquals("Store" + type + "Exception", e.getClass().getSimpleName());
      assertTrue(e.getMessage().contains(hint), e.getMessage());
      assertEquals(ID, e.conversation().orElseThrow());
      assertFalse(shown(e).contains("secret"), shown(e));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ERR unknown command `AUTH`, with args beginning with: `hunter2`, ",
        "WRONGPASS hunter2",
        "ERR hunter2",
      })
  void a_password_is_never_shown(String line) {
    try (FakeRedis fake = FakeRedis.answering("-" + line + "\r\n");
        RedisStore store =
            fake.store().user("alice").password(Secret.of("hunter2")).answerTimeout(LATE).build()) {
      StoreException e = assertThrows(StoreException.class, () -> begin(store, ID, "a"));
      assertInstanceOf(StoreRefusedException.class, e);
      assertFalse(shown(e).contains("hunter2"), shown(e));
      assertFalse(store.toString().contains("hunter2"), store.toString());
      assertFalse(store.toString().contains("alice"), store.toString());
    }
  }

  @Test
  void nobody_listening_is_unavailable() throws Exception {
    try (Socket bound = new Socket()) { // So that nobody else gets the port.
      bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = bound.getLocalPort();
      try (RedisStore store = RedisStore.builder().host("127.0.0.1").port(port).build()) {
        StoreException e =
            assertThrows(StoreUnavailableException.class, () -> begin(store, ID, "a"));
        assertTrue(e.getMessage().contains("127.0.0.1:" + port + ": it cannot be reached"));
      }
    }
  }

  @Test
  void a_name_that_nobody_has_is_unavailable() {
    Network nowhere =
        new Network() {
          @Override
          public InetAddress[] resolve(String host) throws java.net.UnknownHostException {
            throw new java.net.UnknownHostException(host);
          }

          @Override
          public java.net.Socket socket() {
            throw new AssertionError("a socket was asked for");
          }
        };
    try (RedisStore store = RedisStore.builder().host("nowhere").network(nowhere).build()) {
      StoreException e = assertThrows(StoreUnavailableException.class, () -> store.read(ID));
      assertTrue(e.getMessage().contains("no such host"), e.getMessage());
    }
  }

  @Test
  void the_next_address_of_a_host_is_tried() {
    SharedRedis.Lease database = REDIS.lease();
    byte[] nobody = new byte[16]; // ::1, where this Redis does not listen
    nobody[15] = 1;
    byte[] here = {127, 0, 0, 1};
    Network two =
        new Network() {
          @Override
          public InetAddress[] resolve(String host) throws java.net.UnknownHostException {
            return new InetAddress[] {
              InetAddress.getByAddress(nobody), InetAddress.getByAddress(here)
            };
          }

          @Override
          public java.net.Socket socket() throws java.io.IOException {
            return Network.REAL.socket();
          }
        };
    try (database;
        RedisStore store = database.store().host("two").network(two).build()) {
      begin(store, ID, "a");
      assertEquals(List.of("a"), texts(store.read(ID)));
    }
  }

  @Test
  void a_server_that_never_answers_is_given_up() {
    try (FakeRedis fake = FakeRedis.silent();
        RedisStore store = fake.store().answerTimeout(SOON).build()) {
      StoreException e = assertThrows(StoreUnavailableException.class, () -> store.read(ID));
      assertTrue(e.getMessage().contains("in time"), e.getMessage());
      e = assertThrows(StoreUnavailableException.class, () -> begin(store, ID, "a"));
      assertTrue(e.getMessage().contains("same AppendId"), e.getMessage());
    }
  }

  @Test
  void a_server_that_never_answers_a_password_is_given_up() {
    try (FakeRedis fake = FakeRedis.silent();
        RedisStore store =
            fake.store().password(Secret.of("hunter2")).answerTimeout(SOON).build()) {
      assertThrows(StoreUnavailableException.class, () -> store.read(ID));
    }
  }

  @Test
  void a_server_that_does_not_read_is_given_up() {
    try (FakeRedis fake = FakeRedis.thatDoesNotRead();
        RedisStore store = fake.store().answerTimeout(SOON).build()) {
      String long0 = "x".repeat(32 << 20);
      StoreException e =
          assertThrows(StoreUnavailableException.class, () -> begin(store, ID, long0));
      assertTrue(e.getMessage().contains("in time"), e.getMessage());
    }
  }

  @Test
  void something_else_than_redis_is_said_to_be_that() {
    try (FakeRedis fake = FakeRedis.answering("HTTP/1.1 400 Bad Request\r\n\r\n");
        RedisStore store = fake.store().answerTimeout(LATE).build()) {
      StoreException e = assertThrows(StoreUnavailableException.class, () -> store.read(ID));
      assertTrue(e.getMessage().contains("no Redis server"), e.getMessage());
    }
  }

  @Test
  void a_connection_of_the_pool_is_not_waited_for_without_end() throws Exception {
    try (FakeRedis fake = FakeRedis.silent();
        RedisStore store = fake.store().poolSize(1).poolTimeout(SOON).answerTimeout(LATE).build()) {
      Thread first = new Thread(() -> assertThrows(StoreException.class, () -> store.read(ID)));
      first.start();
      fake.awaitRequest();
      StoreException e = assertThrows(StoreUnavailableException.class, () -> store.read(ID));
      assertTrue(e.getMessage().contains("all 1 connections"), e.getMessage());
      first.interrupt();
      first.join();
    }
  }

  @Test
  void interrupting_ends_the_wait_for_an_answer_and_keeps_the_flag() throws Exception {
    try (FakeRedis fake = FakeRedis.silent();
        RedisStore store = fake.store().poolTimeout(LATE).answerTimeout(LATE).build()) {
      endsWhenInterrupted(store, fake);
    }
  }

  @Test
  void interrupting_ends_the_wait_for_a_connection_and_keeps_the_flag() throws Exception {
    try (FakeRedis fake = FakeRedis.silent();
        RedisStore store = fake.store().poolSize(1).poolTimeout(LATE).answerTimeout(LATE).build()) {
      Thread first = new Thread(() -> assertThrows(StoreException.class, () -> store.read(ID)));
      first.start();
      fake.awaitRequest();
      CompletableFuture<Boolean> flag = new CompletableFuture<>();
      Thread second = reader(store, flag);
      second.interrupt();
      assertTrue(flag.get(60, TimeUnit.SECONDS));
      first.interrupt();
      first.join();
    }
  }

  private static void endsWhenInterrupted(RedisStore store, FakeRedis fake)
      throws InterruptedException, ExecutionException, java.util.concurrent.TimeoutException {
    CompletableFuture<Boolean> flag = new CompletableFuture<>();
    Thread reader = reader(store, flag);
    fake.awaitRequest();
    reader.interrupt();
    assertTrue(flag.get(60, TimeUnit.SECONDS));
  }

  /** Completes with whether its thread is still interrupted after the error. */
  private static Thread reader(RedisStore store, CompletableFuture<Boolean> flag) {
    Thread reader =
        new Thread(
            () -> {
              try {
                store.read(ID);
                flag.completeExceptionally(new AssertionError("it was read"));
              } catch (StoreUnavailableException e) {
                if (!e.getMessage().contains("interrupted")) {
                  flag.completeExceptionally(e);
                }
                flag.complete(Thread.currentThread().isInterrupted());
              } catch (RuntimeException e) {
                flag.completeExceptionally(e);
              }
            });
    reader.start();
    return reader;
  }

  @Test
  void a_full_server_takes_nothing_and_goes_on_when_there_is_room() {
    try (TestRedis server = TestRedis.start("maxmemory 4mb", "maxmemory-policy noeviction");
        RedisStore store = server.store().build()) {
      Version version = begin(store, ID, "a");
      String block = "x".repeat(100_000);
      StoreException full = null;
      for (int i = 0; i < 1_000 && full == null; i++) {
        try {
          version = append(store, ID, version, block).version();
        } catch (StoreFullException e) {
          full = e;
        }
      }
      assertInstanceOf(StoreFullException.class, full);
      assertTrue(full.getMessage().contains("maxmemory"), full.getMessage());
      assertEquals(version, store.tail(ID, 1).version());
      server.ask(0, "CONFIG", "SET", "maxmemory", "1");
      Labels title = Labels.titled("t");
      assertThrows(StoreFullException.class, () -> store.label(ID, title));
      assertThrows(StoreFullException.class, () -> store.expire(ID, Optional.of(LATE)));
      assertThrows(StoreFullException.class, () -> store.fork(ID, 1, OTHER));
      assertEquals(Labels.NONE, store.info(ID).orElseThrow().labels());
      server.ask(0, "CONFIG", "SET", "maxmemory", "0");
      assertEquals(version.length() + 1, append(store, ID, version, "b").version().length());
    }
  }

  @Test
  void a_replica_reads_and_says_where_to_write() throws Exception {
    try (TestRedis primary = TestRedis.start();
        TestRedis replica = TestRedis.start("replicaof 127.0.0.1 " + primary.port());
        RedisStore writer = primary.store().build();
        RedisStore reader = replica.store().build()) {
      Version version = begin(writer, ID, "a");
      Await.until(() -> reader.read(ID).version().equals(version));
      assertEquals(List.of("a"), texts(reader.read(ID)));
      StoreException e =
          assertThrows(StoreRefusedException.class, () -> append(reader, ID, version, "b"));
      assertTrue(e.getMessage().contains("primary"), e.getMessage());
      assertThrows(StoreRefusedException.class, () -> reader.delete(ID));
    }
  }

  @Test
  void a_password_opens_and_a_wrong_one_does_not() {
    try (TestRedis server = TestRedis.start("requirepass hunter2")) {
      refused(server.store(), "wants a password");
      refused(server.store().password(Secret.of("hunter3")), "wrong");
      refused(server.store().user("nobody").password(Secret.of("hunter2")), "wrong");
      try (RedisStore store = server.store().password(Secret.of("hunter2")).database(3).build()) {
        begin(store, ID, "a");
        assertEquals(List.of("a"), texts(store.read(ID)));
      }
    }
  }

  @Test
  void a_user_with_the_rights_that_the_error_names_can_do_everything() {
    String rights = "+@read +@write +@scripting +@connection +time";
    try (TestRedis server =
        TestRedis.start(
            "user alice on >hunter2 ~parley:* " + rights,
            "user bob on >hunter2 ~parley:* +@read +@connection",
            "user carol on >hunter2 ~other:* " + rights)) {
      Secret password = Secret.of("hunter2");
      try (RedisStore store = server.store().user("alice").password(password).build()) {
        Version version = begin(store, ID, "a");
        append(store, ID, version, "b");
        store.expire(ID, Optional.of(Duration.ofHours(1)));
        store.label(ID, Labels.titled("t"));
        store.fork(ID, 1, OTHER);
        assertEquals(2, store.list(Optional.empty(), 9).conversations().size());
        assertEquals(List.of("a", "b"), texts(store.read(ID)));
        assertTrue(store.delete(ID));
      }
      refused(server.store().user("bob").password(password), rights);
      refused(server.store().user("carol").password(password), "prefix");
    }
  }

  @Test
  void a_user_who_may_not_ask_for_the_time_tears_nothing() {
    try (TestRedis server =
        TestRedis.start("user bob on >hunter2 ~parley:* +@read +@write +@scripting +@connection")) {
      try (RedisStore store = server.store().build();
          RedisStore bob = server.store().user("bob").password(Secret.of("hunter2")).build()) {
        Version version = begin(store, ID, "a");
        StoreException e =
            assertThrows(StoreRefusedException.class, () -> append(bob, ID, version, "b"));
        assertTrue(e.getMessage().contains("+time"), e.getMessage());
        assertThrows(StoreRefusedException.class, () -> begin(bob, OTHER, "b"));
        assertEquals(List.of("a"), texts(store.read(ID)));
        append(store, ID, version, "c");
        begin(store, OTHER, "c");
        assertEquals(2, store.list(Optional.empty(), 9).conversations().size());
      }
    }
  }

  private static void refused(RedisStore.Builder builder, String hint) {
    try (RedisStore store = builder.build()) {
      StoreException e = assertThrows(StoreRefusedException.class, () -> begin(store, ID, "a"));
      assertTrue(e.getMessage().contains(hint), e.getMessage());
      assertFalse(shown(e).contains("hunter"), shown(e));
      assertThrows(StoreRefusedException.class, () -> store.read(ID));
    }
  }

  @Test
  void a_database_that_is_not_there_is_named() {
    try (TestRedis server = TestRedis.start();
        RedisStore store = server.store().database(1_000).build()) {
      StoreException e = assertThrows(StoreRefusedException.class, () -> begin(store, ID, "a"));
      assertTrue(e.getMessage().contains("no database 1000"), e.getMessage());
    }
  }

  @Test
  void what_cannot_be_meant_is_refused_before_anything_is_sent() {
    try (RedisStore store = RedisStore.builder().host("127.0.0.1").port(1).build()) {
      assertThrows(
          IllegalArgumentException.class,
          () -> store.append(ID, Version.NONE, AppendId.random(), entries()));
      assertThrows(IllegalArgumentException.class, () -> store.tail(ID, 0));
      assertThrows(
          IllegalArgumentException.class, () -> store.expire(ID, Optional.of(Duration.ZERO)));
    }
  }
}
