package dev.parley.store.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.config.Config;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import dev.parley.message.Message;
import dev.parley.store.AppendId;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationInfo;
import dev.parley.store.ConversationStore;
import dev.parley.store.ConversationStores;
import dev.parley.store.Entry;
import dev.parley.store.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryStoreTest {
  private Instant now = Instant.parse("2026-11-21T10:15:30Z");

  private static Version append(ConversationStore store, String id, Version expected) {
    List<Entry> entries = List.of(Entry.of(Message.user("a"), Instant.EPOCH));
    return store.append(new ConversationId(id), expected, AppendId.random(), entries).version();
  }

  private static Version begin(ConversationStore store, String id) {
    return append(store, id, Version.NONE);
  }

  private static Set<String> ids(ConversationStore store) {
    return store.list(Optional.empty(), 1_000).conversations().stream()
        .map(info -> info.id().text())
        .collect(Collectors.toSet());
  }

  @Test
  void the_one_that_was_not_appended_to_for_the_longest_time_makes_room() {
    MemoryStore store = MemoryStore.builder().mostConversations(2).build();
    Version first = begin(store, "first");
    begin(store, "second");
    append(store, "first", first);
    begin(store, "third");
    assertEquals(Set.of("first", "third"), ids(store));
    store.fork(new ConversationId("third"), 1, new ConversationId("fork"));
    assertEquals(Set.of("third", "fork"), ids(store));
  }

  @Test
  void what_is_too_old_makes_room_before_what_is_not() {
    MemoryStore store = MemoryStore.builder().mostConversations(2).clock(() -> now).build();
    begin(store, "kept");
    begin(store, "short");
    store.expire(new ConversationId("short"), Optional.of(Duration.ofSeconds(1)));
    now = now.plusSeconds(10);
    begin(store, "new");
    assertEquals(Set.of("kept", "new"), ids(store));
  }

  @Test
  void what_is_too_old_goes_whatever_its_own_time_is() {
    MemoryStore store =
        MemoryStore.builder().timeToLive(Duration.ofMinutes(10)).clock(() -> now).build();
    Version first = begin(store, "first");
    store.expire(new ConversationId("first"), Optional.of(Duration.ofHours(1)));
    begin(store, "second");
    store.expire(new ConversationId("second"), Optional.of(Duration.ofMinutes(1)));
    assertEquals(Optional.of(now.plusSeconds(600)), expiry(store, "first"));
    assertEquals(Optional.of(now.plusSeconds(60)), expiry(store, "second"));
    now = now.plusSeconds(60);
    assertEquals(Set.of("first"), ids(store));
    append(store, "first", first);
    now = now.plusSeconds(599);
    assertEquals(Set.of("first"), ids(store));
    now = now.plusSeconds(1);
    assertEquals(Set.of(), ids(store));
    assertEquals("MemoryStore[0]", store.toString());
  }

  private static Optional<Instant> expiry(ConversationStore store, String id) {
    return store.info(new ConversationId(id)).flatMap(ConversationInfo::expires);
  }

  @Test
  void memory_is_an_address() {
    try (ConversationStore store = ConversationStores.open("memory:")) {
      assertInstanceOf(MemoryStore.class, store);
      begin(store, "a");
      try (ConversationStore other = ConversationStores.open("memory:")) {
        assertFalse(other.info(new ConversationId("a")).isPresent(), "each is another");
      }
    }
    Config config = Config.of(Map.of("store", "memory:?conversations=1&ttl=7d"));
    try (ConversationStore store = ConversationStores.open(config)) {
      begin(store, "a");
      begin(store, "b");
      assertEquals(Set.of("b"), ids(store));
      assertTrue(expiry(store, "b").isPresent());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "memory:x",
        "memory://",
        "memory:?conversations=0",
        "memory:?conversations=9999999999",
        "memory:?conversations=",
        "memory:?conversations=1&conversations=2",
        "memory:?conversation=1",
        "memory:?ttl=soon",
        "memory:?ttl=999999999d",
        "memory:?ttl",
        "memory:?provider=x",
        "memory:?%zz=1",
        "memori:",
        "memory",
        ":",
        ""
      })
  void other_addresses_are_errors_that_say_what_to_do(String address) {
    ConfigurationException failure =
        assertThrows(ConfigurationException.class, () -> ConversationStores.open(address));
    assertTrue(failure.getMessage().length() > 20, failure.getMessage());
  }

  @Test
  void what_was_mistyped_is_told_what_was_meant() {
    ConfigurationException scheme =
        assertThrows(ConfigurationException.class, () -> ConversationStores.open("memry:"));
    assertEquals(Kind.UNKNOWN_STORE, scheme.kind());
    assertTrue(scheme.getMessage().contains("Did you mean \"memory\"?"), scheme.getMessage());
    ConfigurationException setting =
        assertThrows(
            ConfigurationException.class, () -> ConversationStores.open("memory:?conversation=1"));
    assertTrue(
        setting.getMessage().contains("Did you mean \"conversations\"?"), setting.getMessage());
    ConfigurationException nothing =
        assertThrows(
            ConfigurationException.class, () -> ConversationStores.open(Config.of(Map.of())));
    assertEquals(Kind.NOTHING_CONFIGURED, nothing.kind());
  }
}
