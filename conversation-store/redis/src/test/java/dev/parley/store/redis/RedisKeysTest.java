package dev.parley.store.redis;

import static dev.parley.store.redis.Said.ID;
import static dev.parley.store.redis.Said.OTHER;
import static dev.parley.store.redis.Said.append;
import static dev.parley.store.redis.Said.begin;
import static dev.parley.store.redis.Said.entries;
import static dev.parley.store.redis.Said.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.error.StoreConflictException;
import dev.parley.error.StoreDamagedException;
import dev.parley.store.AppendId;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationInfo;
import dev.parley.store.Labels;
import dev.parley.store.Version;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in Redis, and what happens if something else does. */
class RedisKeysTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:15:30.123456789Z");
  private static final byte[] INFO = Keys.of("parley", ID).info();
  private static final byte[] ENTRIES = Keys.of("parley", ID).entries();
  private static final byte[] APPENDS = Keys.of("parley", ID).appends();

  @RegisterExtension static final SharedRedis REDIS = new SharedRedis();

  private SharedRedis.Lease database;
  private RedisStore store;

  @BeforeEach
  void open() {
    database = REDIS.lease();
    store = database.store().clock(() -> NOW).build();
  }

  @AfterEach
  void close() {
    store.close();
    database.close();
  }

  private long number(String command, Object... arguments) {
    return (Long) database.ask(command, arguments);
  }

  @Test
  void keys_are_found_by_the_digest_of_the_id() {
    begin(store, ID, "a");
    // printf %s 'a conversation' | sha256sum
    String tag = "3e95da55bf3751ab1eb36959e7c22205874a8cdb0d8ce6ed67d9144591bbdf9a";
    assertEquals(1L, number("EXISTS", "parley:{" + tag + "}:info"));
    assertEquals(3L, number("EXISTS", INFO, ENTRIES, APPENDS));
    assertEquals(3L, number("DBSIZE"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{a}", "}", "{", "a{b}c}", "\u0000", "\ud83d\ude00"})
  void no_id_breaks_the_hash_tag(String id) {
    Keys keys = Keys.of("parley", new ConversationId(id));
    for (byte[] key : keys.all()) {
      String text = new String(key, StandardCharsets.UTF_8);
      assertTrue(text.startsWith("parley:{" + keys.tag() + "}:"), text);
    }
    assertTrue(keys.tag().matches("[0-9a-f]{64}"));
  }

  @Test
  void keys_of_a_conversation_share_a_slot_of_a_cluster() {
    assertEquals(
        1,
        Keys.of("parley", ID).all().stream()
            .map(redis.clients.jedis.util.JedisClusterCRC16::getSlot)
            .distinct()
            .count());
  }

  @Test
  void all_keys_expire_together() {
    RedisStore hours = database.store().timeToLive(Duration.ofHours(1)).clock(() -> NOW).build();
    try (hours) {
      begin(hours, ID, "a");
      for (byte[] key : List.of(INFO, ENTRIES, APPENDS)) {
        long left = number("PTTL", key);
        assertTrue(left > Duration.ofMinutes(59).toMillis() && left <= 3_600_000, "left: " + left);
      }
      assertEquals(
          Optional.of(NOW.plus(Duration.ofHours(1))),
          hours.info(ID).flatMap(ConversationInfo::expires));
    }
  }

  @Test
  void the_shorter_of_two_times_to_live_counts() {
    RedisStore hours = database.store().timeToLive(Duration.ofHours(1)).build();
    try (hours) {
      Version version = begin(hours, ID, "a");
      hours.expire(ID, Optional.of(Duration.ofDays(2)));
      assertTrue(number("PTTL", INFO) <= 3_600_000);
      hours.expire(ID, Optional.of(Duration.ofMinutes(1)));
      version = append(hours, ID, version, "b").version();
      assertTrue(number("PTTL", ENTRIES) <= 60_000);
      hours.expire(ID, Optional.empty());
      assertTrue(number("PTTL", ENTRIES) > 60_000);
      // A store without one of its own lets it be, but for the conversation's.
      append(store, ID, version, "c");
      assertEquals(-1L, number("PTTL", APPENDS));
    }
  }

  @Test
  void a_time_to_live_counts_from_the_last_append() {
    begin(store, ID, "a");
    // As if it had been made an hour ago.
    byte[] touched = (byte[]) database.ask("HGET", INFO, "touched");
    long ago = Long.parseLong(new String(touched, StandardCharsets.US_ASCII)) - 3_600_000;
    database.ask("HSET", INFO, "touched", ago);
    store.expire(ID, Optional.of(Duration.ofHours(2)));
    assertTrue(number("PTTL", INFO) <= 3_600_000);
    assertTrue(store.expire(ID, Optional.of(Duration.ofMinutes(59))));
    assertEquals(0L, number("EXISTS", INFO, ENTRIES, APPENDS));
  }

  @Test
  void a_time_to_live_of_ages_is_none_to_overflow() {
    begin(store, ID, "a");
    store.expire(ID, Optional.of(Duration.ofDays(365_250)));
    assertTrue(number("PTTL", INFO) > Duration.ofDays(365_000).toMillis());
  }

  @Test
  void texts_that_utf8_cannot_write_stay_apart() {
    Version one = store.append(ID, Version.NONE, new AppendId("\ud800"), entries("a")).version();
    assertFalse(store.append(ID, one, new AppendId("\ud801"), entries("b")).repeated());
    assertTrue(store.append(ID, one, new AppendId("\ud801"), entries("b")).repeated());
    assertFalse(store.append(ID, version(), new AppendId("\\ud801"), entries("c")).repeated());
    Labels odd = new Labels(Optional.of("\udc00\\n\n"), Set.of("", "\ud800\n", "\\"));
    store.label(ID, odd);
    assertEquals(odd, store.info(ID).orElseThrow().labels());
  }

  private Version version() {
    return store.tail(ID, 1).version();
  }

  @Test
  void an_append_of_very_many_entries_is_one() {
    String[] many = new String[20_000];
    java.util.Arrays.setAll(many, i -> "n" + i);
    Version version = begin(store, ID, many);
    assertEquals(20_000, version.length());
    assertEquals(List.of(many), texts(store.read(ID)));
    assertEquals(20_000, store.fork(ID, 20_000, OTHER).length());
    assertEquals(List.of(many), texts(store.read(OTHER)));
  }

  @Test
  void a_script_that_redis_has_forgotten_is_sent_again() {
    Version version = begin(store, ID, "a");
    database.ask("SCRIPT", "FLUSH");
    append(store, ID, version, "b");
    database.ask("SCRIPT", "FLUSH");
    assertTrue(store.label(ID, Labels.titled("t")));
    assertEquals(List.of("a", "b"), texts(store.read(ID)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"info", "entries", "appends"})
  void a_key_of_another_type_is_damage_and_stays(String which) {
    byte[] key = which.equals("info") ? INFO : which.equals("entries") ? ENTRIES : APPENDS;
    database.ask("SET", key, "foreign");
    damaged(() -> begin(store, ID, "a"));
    damaged(() -> store.read(ID));
    damaged(() -> store.info(ID));
    damaged(() -> store.label(ID, Labels.NONE));
    damaged(() -> store.expire(ID, Optional.empty()));
    damaged(() -> store.fork(OTHER, 1, ID));
    assertEquals(1L, number("DBSIZE"));
    assertTrue(store.delete(ID));
    begin(store, ID, "a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"info", "entries", "appends"})
  void a_key_that_was_evicted_is_damage(String which) {
    Version version = begin(store, ID, "a");
    byte[] key = which.equals("info") ? INFO : which.equals("entries") ? ENTRIES : APPENDS;
    database.ask("UNLINK", key);
    StoreDamagedException e = damaged(() -> append(store, ID, version, "b"));
    assertTrue(e.getMessage().contains("maxmemory-policy"), e.getMessage());
    damaged(() -> begin(store, ID, "b"));
    damaged(() -> store.tail(ID, 1));
    damaged(() -> store.info(ID));
    assertEquals(2L, number("DBSIZE"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"id", "incarnation", "length", "appends", "v", "touched"})
  void a_field_that_is_gone_is_damage(String field) {
    Version version = begin(store, ID, "a");
    database.ask("HDEL", INFO, field);
    damaged(() -> append(store, ID, version, "b"));
  }

  @Test
  void another_conversation_under_the_same_keys_is_damage() {
    begin(store, ID, "a");
    database.ask("HSET", INFO, "id", "somebody else");
    damaged(() -> store.read(ID));
    damaged(() -> begin(store, ID, "b"));
  }

  @Test
  void what_a_newer_parley_keeps_is_left_alone() {
    Version version = begin(store, ID, "a");
    database.ask("HSET", INFO, "v", "2");
    for (StoreDamagedException e :
        List.of(damaged(() -> append(store, ID, version, "b")), damaged(() -> store.tail(ID, 1)))) {
      assertTrue(e.getMessage().contains("update Parley"), e.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"no json", "{\"v\":1}", "\u00ff"})
  void an_entry_that_cannot_be_read_is_named_and_the_others_are_read(String text) {
    begin(store, ID, "a", "b", "c");
    database.ask("LSET", ENTRIES, 1, text.getBytes(StandardCharsets.ISO_8859_1));
    StoreDamagedException e = damaged(() -> store.read(ID));
    assertTrue(e.getMessage().startsWith("Entry 1 of"), e.getMessage());
    assertFalse(e.getMessage().contains(text), e.getMessage());
    assertEquals(List.of("a"), texts(store.page(ID, 0, 1)));
    assertEquals(List.of("c"), texts(store.tail(ID, 1)));
  }

  @Test
  void a_key_that_is_none_of_ours_hides_no_other_from_a_list() {
    begin(store, OTHER, "a");
    database.ask("HSET", INFO, "foreign", "x");
    database.ask("SET", "parley:{0}:info", "no hash");
    assertEquals(
        List.of(OTHER),
        store.list(Optional.empty(), 9).conversations().stream().map(info -> info.id()).toList());
    damaged(() -> store.info(ID));
  }

  @Test
  void stores_with_different_prefixes_share_nothing() {
    for (String prefix : List.of("parley:x", "p*", "[a]", "p?\\")) {
      try (RedisStore other = database.store().prefix(prefix).build()) {
        assertEquals(List.of(), other.list(Optional.empty(), 9).conversations());
        begin(other, ID, prefix);
        begin(other, OTHER, prefix);
        assertEquals(2, other.list(Optional.empty(), 9).conversations().size());
      }
    }
    assertEquals(List.of(), store.list(Optional.empty(), 9).conversations());
    begin(store, ID, "a");
    assertEquals(List.of("a"), texts(store.read(ID)));
  }

  @Test
  void a_list_goes_through_what_is_not_ours() {
    String load = "for i = 1, 20000 do redis.call('SET', 'k' .. i, 1) end";
    database.ask("EVAL", load, 0);
    begin(store, ID, "a");
    begin(store, OTHER, "a");
    assertEquals(2, store.list(Optional.empty(), 2).conversations().size());
  }

  @Test
  void a_cursor_is_a_number_that_was_given_out() {
    for (String wrong : List.of("", "0", "-1", "+1", "1.0", "99999999999999999999", "٣")) {
      assertThrows(IllegalArgumentException.class, () -> store.list(Optional.of(wrong), 5), wrong);
    }
  }

  @Test
  void a_fork_of_what_is_deleted_meanwhile_is_a_conflict() {
    String[] two = new String[1_500]; // More than one page of a fork.
    java.util.Arrays.fill(two, "x");
    begin(store, ID, two);
    try (Proxy proxy = new Proxy(REDIS.server().port())) {
      proxy.onRequest(
          request -> {
            if (request.contains("\r\n1499\r\n")) {
              store.delete(ID);
              begin(store, ID, two);
            }
          });
      RedisStore slow = proxy.store().database(database.database()).build();
      StoreConflictException e =
          assertThrows(StoreConflictException.class, () -> slow.fork(ID, 1_500, OTHER));
      assertEquals(version(), e.current());
      slow.close();
    }
    assertEquals(Version.NONE, store.read(OTHER).version());
  }

  @Test
  void incarnations_differ() {
    Version one = begin(store, ID, "a");
    assertNotEquals(one.incarnation(), begin(store, OTHER, "a").incarnation());
    assertEquals(NOW, store.info(ID).orElseThrow().begun());
  }

  private StoreDamagedException damaged(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(StoreDamagedException.class, call);
  }
}
