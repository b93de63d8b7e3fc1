package dev.parley.store.file;

import static dev.parley.store.file.Chat.ID;
import static dev.parley.store.file.Chat.append;
import static dev.parley.store.file.Chat.entries;
import static dev.parley.store.file.Chat.fill;
import static dev.parley.store.file.Chat.numbered;
import static dev.parley.store.file.Chat.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.store.AppendId;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationPage;
import dev.parley.store.Version;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What is read does not grow with the conversation, nor a page of a list with the folder. {@code
 * -Dparley.conversations=100000} makes the folder large.
 */
class CostTest {
  private static final int CONVERSATIONS = Integer.getInteger("parley.conversations", 1_000);
  private static final int LONG = 3_000;

  private final TestDisk disk = new TestDisk();

  private FileStore open(TestFolder folder) {
    return FileStore.builder(folder.path()).disk(disk).fsync(Fsync.NEVER).build();
  }

  private long read(Runnable call) {
    long before = disk.bytesRead.get();
    call.run();
    return disk.bytesRead.get() - before;
  }

  @Test
  void appends_and_tails_read_no_more_of_a_long_conversation() {
    try (TestFolder folder = TestFolder.make();
        FileStore store = open(folder)) {
      Version[] version = {fill(store, Version.NONE, 100)};
      Runnable append = () -> version[0] = append(store, version[0], "x");
      Runnable tail = () -> store.tail(ID, 20);
      long shortAppend = read(append);
      long shortTail = read(tail);
      version[0] = fill(store, version[0], LONG);
      assertEquals(shortAppend, read(append));
      assertTrue(read(tail) <= shortTail, () -> "more than " + shortTail);
      try (FileStore other = open(folder)) {
        assertTrue(read(() -> other.tail(ID, 20)) <= shortTail, "without having known it");
        assertTrue(read(() -> other.info(ID)) <= shortTail, "without having known it");
      }
    }
  }

  @Test
  void a_page_in_the_middle_is_found_by_halves() {
    try (TestFolder folder = TestFolder.make();
        FileStore store = open(folder)) {
      fill(store, Version.NONE, LONG);
      long size = read(() -> store.read(ID));
      for (int first = 0; first < LONG - 10; first += 97) {
        int from = first;
        long part =
            read(() -> assertEquals(numbered(from, from + 7), texts(store.page(ID, from, 7))));
        assertTrue(part < size / 4, () -> part + " of " + size);
      }
    }
  }

  /** Another store may have appended meanwhile: only that is read. */
  @Test
  void what_others_appended_is_all_that_is_read_anew() {
    try (TestFolder folder = TestFolder.make();
        FileStore store = open(folder);
        FileStore other = open(folder)) {
      Version version = fill(store, Version.NONE, LONG);
      append(other, version, "x");
      Version[] now = {other.tail(ID, 1).version()};
      long one = read(() -> now[0] = append(store, now[0], "y"));
      assertTrue(one < 100_000, () -> "it read " + one);
    }
  }

  @Test
  void what_was_forgotten_is_read_again_and_nothing_is_doubled() {
    try (TestFolder folder = TestFolder.make();
        FileStore store =
            FileStore.builder(folder.path()).fsync(Fsync.NEVER).mostKnownAppends(1).build()) {
      AppendId once = AppendId.random();
      for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 10; i++) {
          ConversationId id = new ConversationId("c" + i);
          assertEquals(
              round > 0, store.append(id, Version.NONE, once, entries("x")).repeated(), id::text);
        }
      }
    }
  }

  @Test
  void a_page_of_a_list_opens_no_more_files_than_it_names() {
    try (TestFolder folder = TestFolder.make();
        FileStore store = open(folder)) {
      for (int i = 0; i < CONVERSATIONS; i++) {
        ConversationId id = new ConversationId("conversation " + i);
        store.append(id, Version.NONE, AppendId.random(), entries("x".repeat(100)));
      }
      Set<String> listed = new HashSet<>();
      Optional<String> from = Optional.empty();
      do {
        long opened = disk.opened.get();
        long bytes = disk.bytesRead.get();
        ConversationPage page = store.list(from, 100);
        int size = page.conversations().size();
        assertEquals(opened + size, disk.opened.get());
        assertTrue(disk.bytesRead.get() - bytes <= size * 32_768L);
        page.conversations().forEach(info -> assertTrue(listed.add(info.id().text())));
        from = page.next();
      } while (from.isPresent());
      assertEquals(CONVERSATIONS, listed.size());
    }
  }

  /** The last line of each holds a large message, which a list does not read. */
  @Test
  void a_list_reads_no_messages() {
    try (TestFolder folder = TestFolder.make();
        FileStore store = open(folder)) {
      append(store, Version.NONE, "x".repeat(1 << 20));
      long bytes = read(() -> store.list(Optional.empty(), 10));
      assertTrue(bytes < 40_000, () -> "it read " + bytes);
    }
  }
}
