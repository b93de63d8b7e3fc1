package dev.parley.store.redis;

import static dev.parley.store.redis.Said.ID;
import static dev.parley.store.redis.Said.append;
import static dev.parley.store.redis.Said.begin;
import static dev.parley.store.redis.Said.entries;
import static dev.parley.store.redis.Said.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.error.StoreUnavailableException;
import dev.parley.store.AppendId;
import dev.parley.store.AppendResult;
import dev.parley.store.ConversationId;
import dev.parley.store.Version;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What goes over the wire, and what is lost there. */
@Timeout(120)
class RedisWireTest {
  @RegisterExtension static final SharedRedis REDIS = new SharedRedis();

  private SharedRedis.Lease database;
  private Proxy proxy;
  private RedisStore store;

  @BeforeEach
  void open() {
    database = REDIS.lease();
    proxy = new Proxy(REDIS.server().port());
    store = through();
  }

  private RedisStore through() {
    return proxy.store().database(database.database()).clock(() -> Instant.EPOCH).build();
  }

  @AfterEach
  void close() {
    store.close();
    proxy.close();
    database.close();
  }

  /** Numbers of more digits take more bytes, and say how many digits they have. */
  @Test
  void the_length_of_a_conversation_costs_nothing_but_its_digits() {
    ConversationId few = new ConversationId("few ");
    ConversationId many = new ConversationId("many");
    Version ten = begin(store, few, lines(10));
    Version tenThousand = begin(store, many, lines(10_000));
    store.tail(few, 5); // So that Redis knows the script.
    long tail = bytes(store -> store.tail(few, 5));
    long longTail = bytes(store -> store.tail(many, 5));
    long append = bytes(store -> append(store, few, ten, "next"));
    long longAppend = bytes(store -> append(store, many, tenThousand, "next"));
    long digits = 3; // 10 and 10000
    assertTrue(tail > 100, "bytes of a tail: " + tail);
    assertTrue(longTail - tail <= digits, tail + " bytes became " + longTail);
    // The length is what is expected, and what is answered.
    assertTrue(longAppend - append <= 2 * digits, append + " bytes became " + longAppend);
  }

  private static String[] lines(int count) {
    String[] lines = new String[count];
    Arrays.fill(lines, "line");
    return lines;
  }

  private long bytes(Consumer<RedisStore> call) {
    long before = proxy.bytes();
    call.accept(store);
    return proxy.bytes() - before;
  }

  @Test
  void an_append_and_a_read_are_one_round_trip_each() {
    Version version = begin(store, ID, "a");
    store.tail(ID, 1);
    AtomicInteger pieces = new AtomicInteger();
    proxy.onRequest(piece -> pieces.incrementAndGet());
    append(store, ID, version, "b");
    assertEquals(1, pieces.getAndSet(0));
    store.tail(ID, 1);
    assertEquals(1, pieces.get());
  }

  @Test
  void an_append_whose_answer_is_lost_is_repeated_by_its_writer_and_there_once() {
    Version version;
    try (RedisStore direct = database.store().build()) {
      version = begin(direct, ID, "a"); // So that Redis knows the script.
    }
    AppendId once = AppendId.random();
    AtomicBoolean lost = new AtomicBoolean();
    proxy.onRequest(
        piece -> {
          if (piece.contains("EVALSHA") && lost.compareAndSet(false, true)) {
            proxy.loseAnswer();
          }
        });
    assertThrows(
        StoreUnavailableException.class, () -> store.append(ID, version, once, entries("b")));
    AppendResult result = store.append(ID, version, once, entries("b"));
    assertTrue(result.repeated());
    assertEquals(2, result.version().length());
    assertEquals(List.of("a", "b"), texts(store.read(ID)));
  }

  @Test
  void an_append_over_a_connection_that_dies_is_repeated_by_the_store_and_there_once() {
    Version version = begin(store, ID, "a");
    proxy.loseAnswer();
    AppendResult result = append(store, ID, version, "b");
    assertEquals(2, result.version().length());
    assertEquals(List.of("a", "b"), texts(store.read(ID)));
  }

  @Test
  void a_deletion_is_never_repeated() {
    begin(store, ID, "a");
    AtomicInteger deletions = new AtomicInteger();
    proxy.onRequest(
        piece -> {
          if (piece.contains("UNLINK")) {
            deletions.incrementAndGet();
            proxy.loseAnswer();
          }
        });
    assertThrows(StoreUnavailableException.class, () -> store.delete(ID));
    assertEquals(1, deletions.get());
    assertFalse(store.read(ID).version().exists());
  }

  @Test
  void a_script_is_sent_whole_only_when_redis_does_not_know_it() {
    Version version = begin(store, ID, "a");
    AtomicInteger sources = new AtomicInteger();
    proxy.onRequest(piece -> sources.addAndGet(piece.contains("$4\r\nEVAL\r\n") ? 1 : 0));
    version = append(store, ID, version, "b").version();
    assertEquals(0, sources.get());
    database.ask("SCRIPT", "FLUSH");
    version = append(store, ID, version, "c").version();
    append(store, ID, version, "d");
    assertEquals(1, sources.get());
    assertEquals(List.of("a", "b", "c", "d"), texts(store.read(ID)));
  }
}
