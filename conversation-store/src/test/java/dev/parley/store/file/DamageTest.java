package dev.parley.store.file;

import static dev.parley.store.file.Chat.ID;
import static dev.parley.store.file.Chat.append;
import static dev.parley.store.file.Chat.entries;
import static dev.parley.store.file.Chat.fill;
import static dev.parley.store.file.Chat.numbered;
import static dev.parley.store.file.Chat.texts;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.error.StoreDamagedException;
import dev.parley.error.StoreRefusedException;
import dev.parley.store.AppendId;
import dev.parley.store.ConversationId;
import dev.parley.store.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Damage before the end of a file: it is told, and nothing is cut off. */
class DamageTest {
  private static final int ENTRIES = 20;

  /** The line of entry 7: behind the header and seven others. */
  private static final int SEVENTH = 8;

  private static void damaged(Consumer<List<String>> damage, DamagedTest test) throws IOException {
    try (TestFolder folder = TestFolder.make();
        FileStore store = FileStore.builder(folder.path()).fsync(Fsync.NEVER).build()) {
      Version version = fill(store, Version.NONE, ENTRIES);
      Path file = folder.file();
      List<String> lines = new ArrayList<>(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
      damage.accept(lines);
      Files.write(file, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.ISO_8859_1));
      byte[] before = Files.readAllBytes(file);
      try (FileStore next = FileStore.builder(folder.path()).fsync(Fsync.NEVER).build()) {
        test.run(next, version);
        StoreDamagedException refused =
            assertThrows(StoreDamagedException.class, () -> append(next, version, "no more"));
        assertEquals(Optional.of(ID), refused.conversation());
        StoreDamagedException told = assertThrows(StoreDamagedException.class, () -> next.read(ID));
        assertTrue(told.getMessage().contains(file.toString()), told::getMessage);
      }
      assertArrayEquals(before, Files.readAllBytes(file), "nothing is cut");
    }
  }

  /** What is asked of a store with a damaged conversation. */
  @FunctionalInterface
  private interface DamagedTest {
    void run(FileStore store, Version version);
  }

  @Test
  void what_a_changed_byte_hits_is_told_and_all_else_can_be_read() throws IOException {
    damaged(
        lines -> lines.set(SEVENTH, lines.get(SEVENTH).replace("\"e7\"", "\"E7\"")),
        (store, version) -> {
          assertEquals(numbered(0, 7), texts(store.page(ID, 0, 7)));
          assertEquals(numbered(8, ENTRIES), texts(store.page(ID, 8, 100)));
          assertEquals(numbered(15, ENTRIES), texts(store.tail(ID, 5)));
          assertEquals(version, store.info(ID).orElseThrow().version());
          StoreDamagedException told =
              assertThrows(StoreDamagedException.class, () -> store.page(ID, 5, 10));
          assertTrue(told.getMessage().contains("entries 7 to 7"), told::getMessage);
          ConversationId saved = new ConversationId("saved");
          assertEquals(7, store.fork(ID, 7, saved).length());
          assertThrows(
              StoreDamagedException.class, () -> store.fork(ID, 8, new ConversationId("n")));
        });
  }

  @Test
  void a_line_that_is_gone_is_missed() throws IOException {
    damaged(
        lines -> lines.remove(SEVENTH),
        (store, version) -> {
          StoreDamagedException told =
              assertThrows(StoreDamagedException.class, () -> store.read(ID));
          assertTrue(told.getMessage().contains("entries from 7 on"), told::getMessage);
          assertTrue(told.getMessage().contains("wrong place"), told::getMessage);
          assertEquals(numbered(0, 7), texts(store.page(ID, 0, 7)));
        });
  }

  @Test
  void a_line_that_is_there_twice_is_not_counted_twice() throws IOException {
    damaged(
        lines -> lines.add(SEVENTH, lines.get(SEVENTH)),
        (store, version) -> assertEquals(numbered(0, 7), texts(store.page(ID, 0, 7))));
  }

  @Test
  void the_last_line_twice_is_damage_too() throws IOException {
    damaged(
        lines -> lines.add(lines.get(lines.size() - 1)),
        (store, version) -> assertEquals(numbered(0, ENTRIES), texts(store.page(ID, 0, ENTRIES))));
  }

  @Test
  void lines_that_changed_places_are_told() throws IOException {
    damaged(
        lines -> lines.add(SEVENTH, lines.remove(SEVENTH + 1)),
        (store, version) -> assertEquals(numbered(0, 7), texts(store.page(ID, 0, 7))));
  }

  @Test
  void nothing_is_read_when_nobody_knows_whose_it_is() throws IOException {
    damaged(
        lines -> lines.set(0, lines.get(0).replace("a conversation", "A conversation")),
        (store, version) -> {
          assertThrows(StoreDamagedException.class, () -> store.info(ID));
          assertTrue(store.list(Optional.empty(), 5).conversations().isEmpty());
        });
  }

  @Test
  void a_damaged_conversation_can_be_deleted_and_does_not_hide_others() throws IOException {
    List<FoundDamage> found = new ArrayList<>();
    try (TestFolder folder = TestFolder.make();
        FileStore store = FileStore.builder(folder.path()).onDamage(found::add).build()) {
      fill(store, Version.NONE, 2);
      Path file = folder.file();
      store.fork(ID, 1, new ConversationId("other"));
      Files.writeString(file, "x" + Files.readString(file).substring(1));
      assertEquals(
          List.of(new ConversationId("other")),
          store.list(Optional.empty(), 5).conversations().stream().map(info -> info.id()).toList());
      assertEquals(file, found.get(0).file());
      assertTrue(store.delete(ID));
      fill(store, Version.NONE, 2);
      assertEquals(2, store.list(Optional.empty(), 5).conversations().size());
    }
  }

  @Test
  void a_file_of_a_newer_version_is_refused_and_hides_no_other() throws IOException {
    List<FoundDamage> found = new ArrayList<>();
    try (TestFolder folder = TestFolder.make();
        FileStore store = FileStore.builder(folder.path()).onDamage(found::add).build()) {
      fill(store, Version.NONE, 2);
      Path file = folder.file();
      Files.writeString(file, Files.readString(file).replaceFirst("\"v\":1", "\"v\":2"));
      StoreRefusedException newer = assertThrows(StoreRefusedException.class, () -> store.read(ID));
      assertTrue(newer.getMessage().contains("version 2"), newer::getMessage);
      assertEquals(Optional.of(ID), newer.conversation());
      String name = folder.file().toString();
      assertTrue(newer.getMessage().contains(name), newer::getMessage);
      StoreRefusedException append =
          assertThrows(StoreRefusedException.class, () -> append(store, Version.NONE, "no"));
      assertTrue(append.getMessage().contains(name), append::getMessage);
      assertEquals(List.of(), store.list(Optional.empty(), 9).conversations());
      assertEquals(folder.file(), found.get(0).file());
    }
  }

  @Test
  void a_file_under_another_name_is_not_mistaken() throws IOException {
    try (TestFolder folder = TestFolder.make();
        FileStore store = FileStore.open(folder.path())) {
      fill(store, Version.NONE, 2);
      Path mine = folder.file();
      ConversationId other = new ConversationId("other");
      store.fork(ID, 1, other);
      Path others =
          folder.files(Folder.CONVERSATION).stream().filter(f -> !f.equals(mine)).findAny().get();
      Files.write(others, Files.readAllBytes(mine));
      assertThrows(StoreDamagedException.class, () -> store.read(other));
      assertThrows(
          StoreDamagedException.class,
          () -> store.append(other, Version.NONE, AppendId.random(), entries("x")));
    }
  }
}
