package dev.parley.store.file;

import static dev.parley.store.file.Chat.ID;
import static dev.parley.store.file.Chat.append;
import static dev.parley.store.file.Chat.entries;
import static dev.parley.store.file.Chat.fill;
import static dev.parley.store.file.Chat.numbered;
import static dev.parley.store.file.Chat.texts;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.error.StoreConflictException;
import dev.parley.store.AppendId;
import dev.parley.store.AppendResult;
import dev.parley.store.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a writer left at the end of a file that it did not finish. */
class TornTailTest {
  private final List<FoundDamage> found = new ArrayList<>();

  private FileStore open(TestFolder folder) {
    return FileStore.builder(folder.path())
        .disk(new TestDisk().withoutForce())
        .onDamage(found::add)
        .build();
  }

  /** Leaves so many bytes of the last line, at every place where it can be cut. */
  @Test
  void a_line_that_was_cut_anywhere_is_put_aside_and_the_others_stay() throws IOException {
    try (TestFolder folder = TestFolder.make();
        FileStore store = open(folder)) {
      fill(store, Version.NONE, 3);
      byte[] before = Files.readAllBytes(folder.file());
      append(store, store.tail(ID, 1).version(), "lost");
      byte[] whole = Files.readAllBytes(folder.file());
      for (int size = before.length + 1; size < whole.length; size++) {
        found.clear();
        byte[] left = Arrays.copyOf(whole, size);
        Files.write(folder.file(), left);
        try (FileStore next = open(folder)) {
          assertEquals(numbered(0, 3), texts(next.read(ID)));
        }
        assertEquals(1, found.size());
        FoundDamage damage = found.get(0);
        assertEquals(3, damage.length());
        assertEquals(size - before.length, damage.bytes());
        Path kept = damage.kept().orElseThrow();
        byte[] torn = Arrays.copyOfRange(left, before.length, size);
        assertArrayEquals(torn, Files.readAllBytes(kept));
        assertEquals(
            "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)));
        Files.delete(kept);
      }
    }
  }

  @Test
  void a_store_that_is_open_goes_on_behind_what_another_writer_left() throws IOException {
    try (TestFolder folder = TestFolder.make();
        FileStore store = open(folder)) {
      Version version = fill(store, Version.NONE, 3);
      Files.writeString(folder.file(), "{\"entries\":[", StandardOpenOption.APPEND);
      StoreConflictException moved =
          assertThrows(StoreConflictException.class, () -> append(store, version, "e3"));
      assertEquals(3, moved.current().length());
      append(store, moved.current(), "e3");
      assertEquals(numbered(0, 4), texts(store.read(ID)));
      assertEquals(1, found.size());
      try (FileStore other = open(folder)) {
        assertEquals(numbered(0, 4), texts(other.read(ID)));
      }
      assertEquals(1, found.size(), "it was cut once");
    }
  }

  /** Else its version would fit what others append in its place. */
  @Test
  void who_saw_what_was_cut_off_meets_a_conflict() throws IOException {
    try (TestFolder folder = TestFolder.make();
        FileStore store = open(folder)) {
      Version before = fill(store, Version.NONE, 3);
      long size = Files.size(folder.file());
      Version seen = append(store, before, "lost with the power");
      Files.write(folder.file(), Arrays.copyOf(Files.readAllBytes(folder.file()), (int) size + 9));
      try (FileStore next = open(folder)) {
        Version now = next.tail(ID, 1).version();
        append(next, now, "e3");
        assertThrows(StoreConflictException.class, () -> append(next, seen, "not after this"));
        assertEquals(numbered(0, 4), texts(next.read(ID)));
      }
    }
  }

  @Test
  void what_was_appended_before_a_cut_is_still_made_once() throws IOException {
    try (TestFolder folder = TestFolder.make();
        FileStore store = open(folder)) {
      AppendId once = AppendId.random();
      AppendResult first = store.append(ID, Version.NONE, once, entries("e0"));
      Files.writeString(folder.file(), "torn", StandardOpenOption.APPEND);
      try (FileStore next = open(folder)) {
        assertEquals(
            new AppendResult(first.version(), true),
            next.append(ID, Version.NONE, once, entries("e0")));
        assertEquals(List.of("e0"), texts(next.read(ID)));
      }
    }
  }

  @Test
  void a_file_without_any_whole_line_is_put_aside() throws IOException {
    try (TestFolder folder = TestFolder.make();
        FileStore store = open(folder)) {
      append(store, Version.NONE, "e0");
      Path file = folder.file();
      byte[] whole = Files.readAllBytes(file);
      for (int size : List.of(0, 1, 40, 300, whole.length - 1)) {
        found.clear();
        Files.write(file, Arrays.copyOf(whole, size));
        try (FileStore next = open(folder)) {
          assertEquals(Optional.empty(), next.info(ID), "at " + size);
          assertFalse(Files.exists(file));
          assertEquals(size, found.get(0).bytes());
          assertEquals(size, Files.size(found.get(0).kept().orElseThrow()));
          append(next, Version.NONE, "anew");
          assertEquals(List.of("anew"), texts(next.read(ID)));
        }
      }
    }
  }

  @Test
  void deleting_takes_what_was_cut_off_along() throws IOException {
    try (TestFolder folder = TestFolder.make();
        FileStore store = open(folder)) {
      append(store, Version.NONE, "e0");
      for (int i = 0; i < 3; i++) {
        Files.writeString(folder.file(), "torn", StandardOpenOption.APPEND);
        store.read(ID);
      }
      assertEquals(3, found.size());
      Files.delete(found.get(1).kept().orElseThrow());
      assertTrue(store.delete(ID));
      assertEquals(
          List.of("lock"),
          folder.files("").stream()
              .filter(Files::isRegularFile)
              .map(file -> file.getFileName().toString())
              .toList());
    }
  }
}
