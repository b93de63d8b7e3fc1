package dev.parley.store.file;

import static dev.parley.store.file.Chat.ID;
import static dev.parley.store.file.Chat.append;
import static dev.parley.store.file.Chat.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.store.Transcript;
import dev.parley.store.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Two stores on one folder, each of which knows only what it saw of the files. */
class SharedFolderTest {
  private static final String LONG = "x".repeat(3000);

  private final List<FoundDamage> found = new ArrayList<>();

  private FileStore open(TestFolder folder) {
    return FileStore.builder(folder.path())
        .disk(new TestDisk().withoutForce())
        .onDamage(found::add)
        .build();
  }

  @Test
  void a_line_that_another_store_wrote_in_the_place_of_a_damaged_one_stays() throws IOException {
    try (TestFolder folder = TestFolder.make();
        FileStore stale = open(folder);
        FileStore other = open(folder)) {
      Version version = append(stale, append(stale, Version.NONE, "one"), "two");
      byte[] bytes = Files.readAllBytes(folder.file());
      bytes[bytes.length - 400] ^= 1;
      Files.write(folder.file(), bytes);
      assertEquals(List.of("one"), texts(other.read(ID)), "the damaged line is cut off");
      Version now = append(other, other.tail(ID, 1).version(), LONG);
      assertEquals(List.of("one", LONG, "three"), texts(afterAppend(stale, now)));
      assertEquals(1, found.size(), "nothing else was cut off");
      assertTrue(found.get(0).problem().contains("damaged"), found.get(0)::problem);
      assertEquals(version.length(), now.length());
    }
  }

  @Test
  void a_copy_that_was_put_back_and_has_grown_stays() throws IOException {
    try (TestFolder folder = TestFolder.make();
        FileStore stale = open(folder);
        FileStore other = open(folder)) {
      Version one = append(stale, Version.NONE, "one");
      byte[] copy = Files.readAllBytes(folder.file());
      append(stale, one, "two");
      Files.write(folder.file(), copy);
      Version now = append(other, one, LONG);
      assertEquals(List.of("one", LONG, "three"), texts(afterAppend(stale, now)));
      assertEquals(List.of(), found);
    }
  }

  private static Transcript afterAppend(FileStore store, Version version) {
    append(store, version, "three");
    return store.read(ID);
  }

  /** A writer that was stopped holds its lock for as long as it likes. */
  @Test
  void readers_wait_for_nobody() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Chat.AT);
    try (TestFolder folder = TestFolder.make();
        FileStore store =
            FileStore.builder(folder.path())
                .longestWait(Duration.ZERO)
                .clock(now::get)
                .onDamage(found::add)
                .build()) {
      Version version = append(store, append(store, Version.NONE, "one"), LONG);
      store.expire(ID, Optional.of(Duration.ofHours(1)));
      Files.writeString(folder.file(), "{\"entries\":[" + LONG, StandardOpenOption.APPEND);
      Folder files = new Folder(folder.path(), new LocalDisk());
      Path unfinished = files.place(ID).unfinished();
      Files.createFile(unfinished, OwnersOnly.file(unfinished));
      try (Locks.Held held = Locks.of(files).lock(files.place(ID).lock(), Duration.ZERO)) {
        assertNotNull(held);
        assertEquals(List.of(LONG), texts(store.tail(ID, 1)));
        assertEquals(List.of("one", LONG), texts(store.page(ID, 0, 9)));
        assertEquals(version, store.info(ID).orElseThrow().version());
        assertEquals(1, store.list(Optional.empty(), 9).conversations().size());
        assertTrue(Files.exists(unfinished), "it is somebody's");
        now.set(Chat.AT.plus(Duration.ofHours(2)));
        assertEquals(Optional.empty(), store.info(ID));
        now.set(Chat.AT);
        assertEquals(List.of(), found);
      }
      assertEquals(1, store.list(Optional.empty(), 9).conversations().size());
      assertFalse(Files.exists(unfinished));
      assertEquals(List.of("one", LONG), texts(store.read(ID)));
      assertEquals(1, found.size(), "now it is cut off");
      assertTrue(found.get(0).problem().contains("not finished"), found.get(0)::problem);
    }
  }
}
