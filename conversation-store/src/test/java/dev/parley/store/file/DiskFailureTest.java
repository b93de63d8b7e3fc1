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
import dev.parley.error.StoreFullException;
import dev.parley.error.StoreUnavailableException;
import dev.parley.store.AppendId;
import dev.parley.store.Version;
import dev.parley.store.file.TestDisk.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Disks that are full, or fail: what was acknowledged stays, and what was not is not half there.
 */
class DiskFailureTest {
  private final TestDisk disk = new TestDisk().writingInPieces(100);
  private final List<FoundDamage> found = new ArrayList<>();

  private FileStore open(TestFolder folder, Fsync fsync) {
    return FileStore.builder(folder.path()).disk(disk).fsync(fsync).onDamage(found::add).build();
  }

  /** From the second piece of a line on; those steps that are named fail. */
  private void failFull(Set<Step> steps) {
    AtomicInteger writes = new AtomicInteger();
    disk.failing(
        (step, file) -> {
          if (steps.contains(step) && (step != Step.WRITE || writes.incrementAndGet() > 1)) {
            throw new IOException("No space left on device");
          }
        });
  }

  @Test
  void half_a_line_is_taken_back_when_the_disk_is_full() throws IOException {
    try (TestFolder folder = TestFolder.make();
        FileStore store = open(folder, Fsync.EACH)) {
      Version version = fill(store, Version.NONE, 3);
      byte[] before = Files.readAllBytes(folder.file());
      AppendId once = AppendId.random();
      failFull(EnumSet.of(Step.WRITE));
      StoreFullException full =
          assertThrows(
              StoreFullException.class, () -> store.append(ID, version, once, entries("e3")));
      assertEquals(ID, full.conversation().orElseThrow());
      assertArrayEquals(before, Files.readAllBytes(folder.file()));
      disk.healthy();
      assertFalse(store.append(ID, version, once, entries("e3")).repeated());
      assertEquals(numbered(0, 4), texts(store.read(ID)));
      assertEquals(List.of(), found);
    }
  }

  @Test
  void half_a_line_that_cannot_be_taken_back_is_cut_off_later() {
    try (TestFolder folder = TestFolder.make();
        FileStore store = open(folder, Fsync.EACH)) {
      Version version = fill(store, Version.NONE, 3);
      failFull(EnumSet.of(Step.WRITE, Step.CUT));
      assertThrows(StoreFullException.class, () -> append(store, version, "lost"));
      disk.healthy();
      assertEquals(numbered(0, 3), texts(store.read(ID)));
      assertEquals(100, found.get(0).bytes());
      append(store, store.tail(ID, 1).version(), "e3");
      assertEquals(numbered(0, 4), texts(store.read(ID)));
    }
  }

  @Test
  void a_conversation_that_has_no_room_is_not_begun() {
    try (TestFolder folder = TestFolder.make();
        FileStore store = open(folder, Fsync.EACH)) {
      failFull(EnumSet.of(Step.WRITE));
      assertThrows(StoreFullException.class, () -> append(store, Version.NONE, "lost"));
      disk.healthy();
      assertEquals(List.of(), folder.files(Folder.UNFINISHED));
      assertFalse(store.info(ID).isPresent());
      append(store, Version.NONE, "e0");
    }
  }

  /** What cannot be forced to the disk is not acknowledged. */
  @ParameterizedTest
  @EnumSource(
      value = Fsync.class,
      names = {"EACH", "GROUP"})
  void an_append_that_cannot_be_forced_is_not_acknowledged(Fsync fsync) {
    try (TestFolder folder = TestFolder.make();
        FileStore store = open(folder, fsync)) {
      Version version = fill(store, Version.NONE, 3);
      AppendId once = AppendId.random();
      disk.failing(
          (step, file) -> {
            if (step == Step.FORCE) {
              throw new IOException("Input/output error");
            }
          });
      assertThrows(
          StoreUnavailableException.class, () -> store.append(ID, version, once, entries("e3")));
      assertThrows(
          StoreUnavailableException.class,
          () -> store.append(ID, version, once, entries("e3")),
          "nor when it is repeated");
      disk.healthy();
      store.append(ID, version, once, entries("e3"));
      assertEquals(numbered(0, 4), texts(store.read(ID)));
    }
  }

  /** A system tells once that it could not write, and then takes it for written. */
  @ParameterizedTest
  @EnumSource(
      value = Fsync.class,
      names = {"EACH", "GROUP"})
  void what_could_not_be_forced_is_written_again_before_it_is_acknowledged(Fsync fsync) {
    try (TestFolder folder = TestFolder.make();
        FileStore store = open(folder, fsync)) {
      Version version = fill(store, Version.NONE, 3);
      AppendId once = AppendId.random();
      failOnce(Step.FORCE, () -> {});
      assertThrows(
          StoreUnavailableException.class, () -> store.append(ID, version, once, entries("e3")));
      List<Step> steps = new ArrayList<>();
      disk.failing((step, file) -> steps.add(step));
      assertEquals(4, store.append(ID, version, once, entries("e3")).version().length());
      int writes = Collections.frequency(steps, Step.WRITE);
      assertTrue(100L * writes >= folder.file().toFile().length(), () -> writes + " pieces");
      assertTrue(steps.lastIndexOf(Step.WRITE) < steps.indexOf(Step.FORCE), steps::toString);
      disk.healthy();
      assertEquals(numbered(0, 4), texts(store.read(ID)));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fsync.class,
      names = {"EACH", "GROUP"})
  void a_version_that_somebody_saw_never_comes_again_with_something_else(Fsync fsync) {
    try (TestFolder folder = TestFolder.make();
        FileStore store = open(folder, fsync);
        FileStore reader = FileStore.open(folder.path())) {
      Version version = fill(store, Version.NONE, 3);
      AtomicReference<Version> seen = new AtomicReference<>();
      failOnce(Step.FORCE, () -> seen.set(reader.tail(ID, 1).version()));
      assertThrows(StoreUnavailableException.class, () -> append(store, version, "e3"));
      assertEquals(4, seen.get().length());
      assertThrows(StoreConflictException.class, () -> append(store, version, "other"));
      append(store, seen.get(), "e4");
      assertEquals(numbered(0, 5), texts(store.read(ID)));
    }
  }

  /** A cut that breaks off is made again, by the next one. */
  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {"WRITE", "CUT", "FORCE"})
  void a_version_that_was_cut_off_never_comes_again(Step broken) throws IOException {
    try (TestFolder folder = TestFolder.make();
        FileStore store = open(folder, Fsync.EACH)) {
      Version before = fill(store, Version.NONE, 3);
      Version seen = append(store, before, "lost with the power");
      byte[] whole = Files.readAllBytes(folder.file());
      Files.write(folder.file(), Arrays.copyOf(whole, whole.length - 9));
      disk.failing(
          (step, file) -> {
            if (step == broken && file.equals(folder.file())) {
              throw new IOException("Input/output error");
            }
          });
      try (FileStore next = open(folder, Fsync.EACH)) {
        assertThrows(StoreUnavailableException.class, () -> append(next, before, "no"));
        disk.healthy();
        append(next, next.tail(ID, 1).version(), "e3");
        assertThrows(StoreConflictException.class, () -> append(next, seen, "not after this"));
        assertEquals(numbered(0, 4), texts(next.read(ID)));
      }
    }
  }

  @Test
  void a_full_disk_can_be_read_though_nothing_more_can_be_kept_aside() throws IOException {
    try (TestFolder folder = TestFolder.make();
        FileStore store = open(folder, Fsync.EACH)) {
      Version version = fill(store, Version.NONE, 3);
      Files.writeString(folder.file(), "{\"entries\":[", StandardOpenOption.APPEND);
      byte[] torn = Files.readAllBytes(folder.file());
      disk.failing(
          (step, file) -> {
            if (step == Step.WRITE) {
              throw new IOException("No space left on device");
            }
          });
      for (int i = 0; i < 3; i++) {
        assertEquals(numbered(0, 3), texts(store.tail(ID, 9)));
      }
      assertEquals(version, store.info(ID).orElseThrow().version());
      assertEquals(1, store.list(Optional.empty(), 9).conversations().size());
      assertThrows(StoreFullException.class, () -> append(store, version, "no"));
      assertEquals(List.of(), folder.files(Folder.TORN + "1"));
      assertArrayEquals(torn, Files.readAllBytes(folder.file()));
      disk.healthy();
      append(store, store.tail(ID, 1).version(), "e3");
      assertEquals(numbered(0, 4), texts(store.read(ID)));
    }
  }

  @Test
  void a_conversation_that_another_began_is_forced_with_its_name() {
    try (TestFolder folder = TestFolder.make();
        FileStore stopped = open(folder, Fsync.EACH);
        FileStore next = open(folder, Fsync.EACH)) {
      AppendId once = AppendId.random();
      failOnce(Step.FORCE_FOLDER, () -> {});
      assertThrows(
          StoreUnavailableException.class,
          () -> stopped.append(ID, Version.NONE, once, entries("e0")));
      List<Path> forced = new ArrayList<>();
      disk.failing(
          (step, file) -> {
            if (step == Step.FORCE_FOLDER) {
              forced.add(file);
            }
          });
      assertTrue(next.append(ID, Version.NONE, once, entries("e0")).repeated());
      assertEquals(
          List.of(folder.file().getParent(), folder.file().getParent().getParent()), forced);
    }
  }

  private void failOnce(Step failing, Runnable before) {
    AtomicInteger times = new AtomicInteger();
    disk.failing(
        (step, file) -> {
          if (step == failing && times.incrementAndGet() == 1) {
            before.run();
            throw new IOException("Input/output error");
          }
        });
  }

  @Test
  void each_append_is_forced_before_it_is_acknowledged_unless_it_is_said() {
    try (TestFolder folder = TestFolder.make();
        FileStore each = open(folder, Fsync.EACH);
        FileStore group = open(folder, Fsync.GROUP);
        FileStore never = open(folder, Fsync.NEVER)) {
      Version version = fill(each, Version.NONE, 1);
      for (FileStore store : List.of(each, group)) {
        long before = disk.forced.get();
        version = fill(store, version, 5);
        assertEquals(before + 5, disk.forced.get());
      }
      long before = disk.forced.get();
      fill(never, version, 5);
      assertEquals(before, disk.forced.get());
    }
  }

  /** One forces, the others write meanwhile, and are forced together. */
  @Test
  void appends_that_wait_for_the_disk_are_forced_together() throws Exception {
    int writers = 8;
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    TestDisk whole = new TestDisk();
    try (TestFolder folder = TestFolder.make();
        FileStore store = FileStore.builder(folder.path()).disk(whole).fsync(Fsync.GROUP).build()) {
      append(store, Version.NONE, "begun");
      CountDownLatch written = new CountDownLatch(writers);
      whole.failing(
          (step, file) -> {
            if (step == Step.WRITE) {
              written.countDown();
            } else if (step == Step.FORCE) {
              await(written);
            }
          });
      long before = whole.forced.get();
      List<Future<?>> appends = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        appends.add(threads.submit(() -> appendUntilItIsThere(store)));
      }
      for (Future<?> append : appends) {
        append.get(60, TimeUnit.SECONDS);
      }
      assertEquals(writers + 1, store.read(ID).entries().size());
      // The first, those that had been written by then, and the last if it came too late for them.
      long forced = whole.forced.get() - before;
      assertTrue(forced <= 3, () -> forced + " times");
    } finally {
      threads.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(60, TimeUnit.SECONDS), "not all have written");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void appendUntilItIsThere(FileStore store) {
    Version expected = store.tail(ID, 1).version();
    AppendId once = AppendId.random();
    for (boolean made = false; !made; ) {
      try {
        store.append(ID, expected, once, entries("x"));
        made = true;
      } catch (StoreConflictException e) {
        expected = e.current();
      }
    }
  }

  /** What a crash leaves at each step of a beginning: nothing, or all. */
  @ParameterizedTest
  @EnumSource(Step.class)
  void a_beginning_that_breaks_off_anywhere_can_be_repeated(Step broken) {
    try (TestFolder folder = TestFolder.make();
        FileStore store = open(folder, Fsync.EACH)) {
      AppendId once = AppendId.random();
      AtomicInteger steps = new AtomicInteger();
      disk.failing(
          (step, file) -> {
            if (step == broken) {
              steps.incrementAndGet();
              throw new IOException("Input/output error");
            }
          });
      try {
        store.append(ID, Version.NONE, once, entries("e0"));
        assertEquals(0, steps.get());
      } catch (StoreUnavailableException e) {
        assertTrue(steps.get() > 0);
      }
      disk.healthy();
      store.append(ID, Version.NONE, once, entries("e0"));
      assertEquals(numbered(0, 1), texts(store.read(ID)));
    }
  }
}
