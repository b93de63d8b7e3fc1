package dev.parley.store.redis;

import static dev.parley.store.redis.Said.ID;
import static dev.parley.store.redis.Said.entries;
import static dev.parley.store.redis.Said.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.error.StoreConflictException;
import dev.parley.error.StoreUnavailableException;
import dev.parley.store.AppendId;
import dev.parley.store.ConversationStore;
import dev.parley.store.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Redis is killed again and again while eight writers append, and loses nothing that it has
 * acknowledged. {@code -Dparley.kills=300} kills it more often than the three times of every build.
 */
class RedisKillTest {
  private static final int KILLS = Integer.getInteger("parley.kills", 3);
  private static final int WRITERS = 8;
  private static final int MOST_ACKNOWLEDGED_BETWEEN = 300;

  /** What was acknowledged: the place of each text, counted from 1. */
  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();

  private final Semaphore progress = new Semaphore(0);
  private volatile CompletableFuture<Void> running = CompletableFuture.completedFuture(null);
  private volatile boolean over;

  @Test
  void what_was_acknowledged_is_there_once_and_in_order() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try (TestRedis server = TestRedis.start("appendonly yes", "appendfsync always");
        RedisStore store = server.store().build()) {
      List<Future<?>> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        String name = writer + " ";
        writers.add(threads.submit(() -> write(store, name)));
      }
      for (int kill = 0; kill < KILLS; kill++) {
        awaitProgress(1 + random.nextInt(MOST_ACKNOWLEDGED_BETWEEN));
        running = new CompletableFuture<>();
        server.kill();
        server.startAgain();
        running.complete(null);
      }
      awaitProgress(WRITERS);
      over = true;
      for (Future<?> writer : writers) {
        writer.get(1, TimeUnit.MINUTES);
      }
      check(texts(store.read(ID)), "with seed " + seed);
    } finally {
      threads.shutdownNow();
    }
  }

  private void awaitProgress(int appends) throws InterruptedException {
    progress.drainPermits();
    assertTrue(progress.tryAcquire(appends, 2, TimeUnit.MINUTES), "the writers are stuck");
  }

  private void write(ConversationStore store, String name) {
    for (int i = 0; !over; i++) {
      String text = name + i;
      acknowledged.put(text, appendUntilItIsThere(store, text));
      progress.release();
    }
  }

  private long appendUntilItIsThere(ConversationStore store, String text) {
    AppendId once = AppendId.random();
    Version expected = Version.NONE;
    while (true) {
      try {
        return store.append(ID, expected, once, entries(text)).version().length();
      } catch (StoreConflictException e) {
        expected = e.current();
      } catch (StoreUnavailableException e) {
        running.orTimeout(1, TimeUnit.MINUTES).join();
      }
    }
  }

  private void check(List<String> texts, String run) {
    assertEquals(texts.size(), new HashSet<>(texts).size(), "something is there twice, " + run);
    // All writers have finished what they began, so nothing else is there either.
    assertEquals(acknowledged.size(), texts.size(), "the number of entries, " + run);
    Map<String, Integer> last = new HashMap<>();
    for (int place = 0; place < texts.size(); place++) {
      String text = texts.get(place);
      assertEquals(place + 1L, acknowledged.get(text), "the place of " + text + ", " + run);
      String[] parts = text.split(" ", -1);
      int number = Integer.parseInt(parts[1]);
      assertEquals(number - 1, last.getOrDefault(parts[0], -1), "before " + text + ", " + run);
      last.put(parts[0], number);
    }
  }
}
