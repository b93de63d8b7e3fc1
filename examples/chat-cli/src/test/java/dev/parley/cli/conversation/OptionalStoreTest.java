package dev.parley.cli.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.error.StoreConflictException;
import dev.parley.error.StoreException;
import dev.parley.error.StoreUnavailableException;
import dev.parley.message.Message;
import dev.parley.store.AppendId;
import dev.parley.store.AppendResult;
import dev.parley.store.ConversationId;
import dev.parley.store.Entry;
import dev.parley.store.Transcript;
import dev.parley.store.Version;
import dev.parley.store.memory.MemoryStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionalStoreTest {
  private static final ConversationId ID = new ConversationId("id");

  private final MemoryStore below = MemoryStore.create();
  private final List<StoreException> told = new ArrayList<>();
  private boolean broken;

  private final OptionalStore store =
      new OptionalStore(
          new ForwardingStore(below) {
            private void check() {
              if (broken) {
                throw new StoreUnavailableException("The disk is gone", null, null);
              }
            }

            @Override
            public AppendResult append(
                ConversationId id, Version expected, AppendId once, List<Entry> entries) {
              check();
              return super.append(id, expected, once, entries);
            }

            @Override
            public Transcript tail(ConversationId id, int most) {
              check();
              return super.tail(id, most);
            }

            @Override
            public void delete(ConversationId id, Version expected) {
              check();
              super.delete(id, expected);
            }
          },
          told::add);

  private Version say(Version expected, String text) {
    Entry entry = Entry.of(Message.user(text), Instant.EPOCH);
    return store.append(ID, expected, AppendId.random(), List.of(entry)).version();
  }

  @Test
  void what_is_said_is_there_when_the_store_fails_and_that_is_told_once() {
    Version version = say(Version.NONE, "one");
    broken = true;
    version = say(version, "two");
    assertEquals(version, store.tail(ID, 5).version());
    assertEquals(2, store.tail(ID, 5).entries().size());
    assertEquals(1, told.size());
    assertEquals(1, below.read(ID).entries().size());
  }

  @Test
  void what_has_moved_on_is_not_deleted_in_the_store_or_in_memory() {
    Version seen = say(Version.NONE, "one");
    Version moved = say(seen, "two");
    assertThrows(StoreConflictException.class, () -> store.delete(ID, seen));
    assertEquals(2, below.read(ID).entries().size());
    broken = true;
    assertEquals(2, store.tail(ID, 5).entries().size());
    StoreConflictException e =
        assertThrows(StoreConflictException.class, () -> store.delete(ID, seen));
    assertEquals(moved, e.current());
    assertEquals(2, store.tail(ID, 5).entries().size());
  }

  @Test
  void what_is_as_seen_is_deleted_in_both() {
    Version seen = say(Version.NONE, "one");
    store.delete(ID, seen);
    assertEquals(Version.NONE, below.read(ID).version());
    broken = true;
    assertEquals(Version.NONE, store.tail(ID, 5).version());
  }

  @Test
  void what_is_as_seen_is_deleted_in_memory_when_the_store_has_failed() {
    Version seen = say(Version.NONE, "one");
    broken = true;
    store.delete(ID, seen);
    assertEquals(Version.NONE, store.tail(ID, 5).version());
    assertEquals(1, told.size());
  }
}
