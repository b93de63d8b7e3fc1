package dev.parley.store.file;

import static dev.parley.store.file.Chat.ID;
import static dev.parley.store.file.Chat.append;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.error.StoreRefusedException;
import dev.parley.store.ConversationId;
import dev.parley.store.Version;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Nobody but their owner may read conversations. */
@EnabledOnOs(
    value = {OS.LINUX, OS.MAC},
    disabledReason = "not applicable: the file system knows no such permissions")
class PrivacyTest {

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void all_that_is_made_is_for_its_owner_only() throws IOException {
    try (TestFolder folder = TestFolder.make()) {
      Path made = folder.path().resolve("a/b");
      try (FileStore store = FileStore.open(made)) {
        append(store, Version.NONE, "x");
        store.fork(ID, 1, new ConversationId("other"));
      }
      List<Path> all = new ArrayList<>(folder.files(""));
      all.remove(folder.path());
      assertTrue(all.size() > 6, all::toString);
      for (Path path : all) {
        assertEquals(
            Files.isDirectory(path) ? "rwx------" : "rw-------", mode(path), path::toString);
      }
    }
  }

  @Test
  void a_folder_that_others_may_read_is_refused_with_the_command() throws IOException {
    try (TestFolder folder = TestFolder.make()) {
      Path open = Files.createDirectory(folder.path().resolve("it's open"));
      mode(open, "rwxr-x---");
      StoreRefusedException refused =
          assertThrows(StoreRefusedException.class, () -> FileStore.open(open));
      String command = "chmod 700 '" + folder.path().toRealPath() + "/it'\\''s open'";
      assertTrue(refused.getMessage().contains(command), refused::getMessage);
      mode(open, "rwx------");
      FileStore.open(open).close();
    }
  }

  @Test
  void files_and_folders_inside_that_others_may_read_are_refused() throws IOException {
    try (TestFolder folder = TestFolder.make();
        FileStore store = FileStore.open(folder.path())) {
      Version version = append(store, Version.NONE, "x");
      Path file = folder.file();
      for (Path path : List.of(file, file.getParent())) {
        String good = mode(path);
        mode(path, good.substring(0, 8) + "x");
        StoreRefusedException refused =
            assertThrows(StoreRefusedException.class, () -> store.read(ID));
        String command = "chmod " + (path.equals(file) ? "600 " : "700 ");
        assertTrue(refused.getMessage().contains(command), refused::getMessage);
        assertEquals(ID, refused.conversation().orElseThrow());
        assertThrows(StoreRefusedException.class, () -> append(store, version, "no"));
        mode(path, good);
        assertEquals(1, store.read(ID).entries().size());
      }
      Path lock = folder.path().resolve("lock");
      mode(lock, "rw-rw----");
      assertThrows(StoreRefusedException.class, () -> FileStore.open(folder.path()));
    }
  }

  @Test
  void a_link_in_the_place_of_a_file_is_not_followed() throws IOException {
    try (TestFolder folder = TestFolder.make();
        FileStore store = FileStore.open(folder.path())) {
      append(store, Version.NONE, "x");
      Path file = folder.file();
      Path elsewhere = folder.path().resolve("elsewhere");
      Files.move(file, elsewhere);
      Files.createSymbolicLink(file, elsewhere);
      StoreRefusedException refused =
          assertThrows(StoreRefusedException.class, () -> store.read(ID));
      assertTrue(refused.getMessage().contains("symbolic link"), refused::getMessage);
      assertThrows(StoreRefusedException.class, () -> append(store, Version.NONE, "no"));
    }
  }

  /** Tests may run as a user who may do everything, so the system's answer is played. */
  @Test
  void a_file_that_the_system_denies_is_refused() {
    TestDisk disk = new TestDisk();
    try (TestFolder folder = TestFolder.make();
        FileStore store = FileStore.builder(folder.path()).disk(disk).build()) {
      append(store, Version.NONE, "x");
      disk.failing(
          (step, file) -> {
            if (step == TestDisk.Step.OPEN) {
              throw new AccessDeniedException(file.toString());
            }
          });
      StoreRefusedException refused =
          assertThrows(StoreRefusedException.class, () -> store.read(ID));
      assertTrue(refused.getMessage().contains(folder.file().toString()), refused::getMessage);
    }
  }
}
