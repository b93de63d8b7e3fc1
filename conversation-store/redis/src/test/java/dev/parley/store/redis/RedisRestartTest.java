package dev.parley.store.redis;

import static dev.parley.store.redis.Said.ID;
import static dev.parley.store.redis.Said.append;
import static dev.parley.store.redis.Said.begin;
import static dev.parley.store.redis.Said.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.error.StoreUnavailableException;
import dev.parley.store.Version;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server goes and comes again. */
@Timeout(120)
class RedisRestartTest {
  private TestRedis server;
  private RedisStore store;

  @BeforeEach
  void start() {
    server = TestRedis.start("appendonly yes", "appendfsync always");
    store = server.store().build();
  }

  @AfterEach
  void stop() {
    store.close();
    server.close();
  }

  private void restart() {
    server.kill();
    server.startAgain();
  }

  @Test
  void the_first_call_after_a_restart_succeeds() throws Exception {
    Version version = begin(store, ID, "a");
    useManyConnections();
    restart();
    version = append(store, ID, version, "b").version();
    restart();
    assertEquals(List.of("a", "b"), texts(store.read(ID)));
    restart();
    assertEquals(version, store.info(ID).orElseThrow().version());
    restart();
    assertTrue(store.delete(ID));
  }

  /** So that there is more than one that has died. */
  private void useManyConnections() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    CyclicBarrier together = new CyclicBarrier(4);
    CountDownLatch done = new CountDownLatch(4);
    for (int i = 0; i < 4; i++) {
      threads.execute(
          () -> {
            try {
              together.await();
              for (int j = 0; j < 50; j++) {
                store.read(ID);
              }
              done.countDown();
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          });
    }
    assertTrue(done.await(60, TimeUnit.SECONDS));
    threads.shutdown();
  }

  @Test
  void while_the_server_is_away_calls_say_so() {
    Version version = begin(store, ID, "a");
    server.kill();
    for (int i = 0; i < 3; i++) {
      StoreUnavailableException e =
          assertThrows(StoreUnavailableException.class, () -> append(store, ID, version, "b"));
      assertTrue(e.getMessage().contains("cannot be reached"), e.getMessage());
    }
    server.startAgain();
    assertEquals(2, append(store, ID, version, "b").version().length());
  }
}
