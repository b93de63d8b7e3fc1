package dev.parley.store.file;

import static dev.parley.store.file.Chat.ID;
import static dev.parley.store.file.Chat.append;
import static dev.parley.store.file.Chat.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.store.Transcript;
import dev.parley.store.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
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
}
