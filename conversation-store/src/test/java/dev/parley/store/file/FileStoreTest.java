package dev.parley.store.file;

import static dev.parley.store.file.Chat.ID;
import static dev.parley.store.file.Chat.append;
import static dev.parley.store.file.Chat.entries;
import static dev.parley.store.file.Chat.fill;
import static dev.parley.store.file.Chat.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.config.Config;
import dev.parley.error.ConfigurationException;
import dev.parley.error.StoreRefusedException;
import dev.parley.error.StoreUnavailableException;
import dev.parley.message.Extras;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.message.UserMessage;
import dev.parley.store.AppendId;
import dev.parley.store.ConversationId;
import dev.parley.store.ConversationStore;
import dev.parley.store.ConversationStores;
import dev.parley.store.Entry;
import dev.parley.store.Labels;
import dev.parley.store.StoreAddress;
import dev.parley.store.Version;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only the file store has. */
class FileStoreTest {

  @Test
  void addresses_name_folders() {
    Map<String, Path> folders =
        Map.of(
            "file:/a/b", Path.of("/a/b"),
            "file:///a/b", Path.of("/a/b"),
            "file://localhost/a", Path.of("/a"),
            "file:~/a", Path.of(System.getProperty("user.home"), "a"),
            "file:a/b", Path.of("a/b"),
            "file:/a%20b/%C3%BC%25", Path.of("/a b/\u00fc%"),
            "file:/a+b", Path.of("/a+b"));
    folders.forEach(
        (address, folder) ->
            assertEquals(folder, FileStoreFactory.folder(StoreAddress.parse(address)), address));
    for (String wrong : List.of("file:", "file://", "file://host/a", "file:/a%00b")) {
      StoreAddress address = StoreAddress.parse(wrong);
      assertThrows(ConfigurationException.class, () -> FileStoreFactory.folder(address), wrong);
    }
  }

  @Test
  void what_is_no_folder_is_refused() throws IOException {
    try (TestFolder folder = TestFolder.make()) {
      Path file = Files.createFile(folder.path().resolve("a-file"));
      StoreRefusedException e =
          assertThrows(StoreRefusedException.class, () -> FileStore.open(file));
      assertTrue(e.getMessage().contains(file + " is no folder"), e.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 190, 193, 194, 195, 196, 197, 198, 250})
  void what_was_kept_can_be_read_however_deep_it_is(int depth) {
    String nested = "{\"type\":\"t\",\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
    Message deep =
        new UserMessage(List.of(new Part.OpaquePart("t", nested, Extras.NONE)), Extras.NONE);
    List<Entry> entries = List.of(Entry.of(deep, Chat.AT));
    try (TestFolder folder = TestFolder.make()) {
      try (FileStore store = FileStore.open(folder.path())) {
        store.append(Chat.ID, Version.NONE, AppendId.random(), entries);
      }
      try (FileStore again = FileStore.open(folder.path())) {
        assertEquals(entries, again.read(Chat.ID).entries());
      }
    }
  }

  @Test
  void an_address_opens_a_store_with_its_settings() {
    try (TestFolder folder = TestFolder.make()) {
      String address = "file:" + folder.path() + "?fsync=never&ttl=1h&wait=0";
      try (ConversationStore store = ConversationStores.open(address, Config.of(Map.of()))) {
        append(store, Version.NONE, "x");
        assertTrue(store.info(ID).orElseThrow().expires().isPresent());
      }
      String wrong = "file:" + folder.path() + "?fsync=sometimes";
      assertThrows(
          ConfigurationException.class, () -> ConversationStores.open(wrong, Config.of(Map.of())));
    }
  }

  @Test
  void what_is_too_old_is_removed_by_a_list() {
    AtomicReference<Instant> now = new AtomicReference<>(Chat.AT);
    try (TestFolder folder = TestFolder.make();
        FileStore store =
            FileStore.builder(folder.path())
                .timeToLive(Duration.ofHours(1))
                .clock(now::get)
                .fsync(Fsync.NEVER)
                .build()) {
      for (int i = 0; i < 20; i++) {
        store.append(new ConversationId("c" + i), Version.NONE, AppendId.random(), entries("x"));
      }
      now.set(Chat.AT.plus(Duration.ofHours(1)));
      append(store, Version.NONE, "new");
      assertEquals(1, store.list(Optional.empty(), 5).conversations().size());
      assertEquals(1, folder.files(Folder.CONVERSATION).size());
    }
  }

  @Test
  void who_waits_for_a_writer_gives_up_in_time_or_when_interrupted() throws Exception {
    TestDisk disk = new TestDisk();
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (TestFolder folder = TestFolder.make();
        FileStore slow = FileStore.builder(folder.path()).disk(disk).build();
        FileStore hasty =
            FileStore.builder(folder.path()).longestWait(Duration.ofMillis(1)).build();
        FileStore patient =
            FileStore.builder(folder.path()).longestWait(Duration.ofMinutes(5)).build()) {
      Version version = append(slow, Version.NONE, "e0");
      disk.failing(
          (step, file) -> {
            if (step == TestDisk.Step.WRITE) {
              writing.countDown();
              await(goOn);
            }
          });
      Future<Version> slowly = threads.submit(() -> append(slow, version, "e1"));
      await(writing);
      StoreUnavailableException late =
          assertThrows(StoreUnavailableException.class, () -> append(hasty, version, "no"));
      assertEquals(ID, late.conversation().orElseThrow());
      assertEquals(List.of("e0"), texts(hasty.read(ID)), "reading does not wait");

      CountDownLatch begun = new CountDownLatch(1);
      AtomicReference<Thread> waiter = new AtomicReference<>();
      Future<Boolean> flag =
          threads.submit(
              () -> {
                waiter.set(Thread.currentThread());
                begun.countDown();
                assertThrows(StoreUnavailableException.class, () -> append(patient, version, "no"));
                return Thread.interrupted();
              });
      await(begun);
      waiter.get().interrupt();
      assertTrue(flag.get(30, TimeUnit.SECONDS), "the thread is still interrupted");
      goOn.countDown();
      assertEquals(2, slowly.get(30, TimeUnit.SECONDS).length());
      disk.healthy();
      assertEquals(List.of("e0", "e1"), texts(patient.read(ID)));
    } finally {
      goOn.countDown();
      threads.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS), "nothing happened");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Locks of another process; a child says when it has it. */
  @Test
  void a_lock_that_another_process_holds_is_waited_for() throws Exception {
    try (TestFolder folder = TestFolder.make();
        FileStore hasty =
            FileStore.builder(folder.path()).longestWait(Duration.ofMillis(20)).build()) {
      Version version = append(hasty, Version.NONE, "e0");
      Process holder =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  ClassPath.ofThisTest(),
                  LockHolder.class.getName(),
                  folder.path().toString(),
                  ID.text())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try {
        assertEquals('h', holder.getInputStream().read(), "it holds the lock");
        assertThrows(StoreUnavailableException.class, () -> append(hasty, version, "no"));
        assertEquals(List.of("e0"), texts(hasty.read(ID)), "reading does not wait");
        begin(hasty, new ConversationId("other"));
      } finally {
        holder.destroyForcibly();
      }
      assertTrue(holder.waitFor(30, TimeUnit.SECONDS));
      append(hasty, version, "e1");
    }
  }

  private static void begin(FileStore store, ConversationId id) {
    store.append(id, Version.NONE, AppendId.random(), entries("x"));
  }

  @Test
  void closing_one_store_takes_no_lock_from_another() throws Exception {
    try (TestFolder folder = TestFolder.make()) {
      Locks.Held held;
      try (FileStore first = FileStore.open(folder.path())) {
        append(first, Version.NONE, "e0");
        Folder files = new Folder(folder.path(), new LocalDisk());
        Locks locks = Locks.of(files);
        held = locks.lock(files.place(ID).lock(), Duration.ZERO);
      }
      try (held) {
        assertEquals('n', asked(folder), "another process does not get the lock");
      }
    }
  }

  /** What another process says that asks for the lock. */
  private static int asked(TestFolder folder) throws IOException {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                ClassPath.ofThisTest(),
                LockHolder.class.getName(),
                folder.path().toString(),
                ID.text())
            .start();
    try (InputStream said = other.getInputStream()) {
      return said.read();
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void a_call_under_way_comes_to_its_end_though_its_store_is_closed() throws Exception {
    TestDisk disk = new TestDisk();
    try (TestFolder folder = TestFolder.make();
        FileStore closing =
            FileStore.builder(folder.path()).disk(disk).onDamage(damage -> {}).build()) {
      append(closing, Version.NONE, "e0");
      Files.writeString(folder.file(), "torn", StandardOpenOption.APPEND);
      // The call has found that it needs the lock, and does not have it yet.
      Runnable close = closing::close;
      disk.failing((step, file) -> close.run());
      assertEquals(List.of("e0"), texts(closing.tail(ID, 1)));
      disk.healthy();
      Folder files = new Folder(folder.path(), new LocalDisk());
      try (FileStore next = FileStore.open(folder.path());
          Locks.Held held = Locks.of(files).lock(files.place(ID).lock(), Duration.ZERO)) {
        assertNotNull(held);
        try (FileStore third = FileStore.open(folder.path())) {
          assertEquals(List.of("e0"), texts(third.read(ID)));
        }
        assertEquals('n', asked(folder), "the lock is still held");
        assertThrows(IllegalStateException.class, () -> closing.info(ID));
        assertEquals(List.of("e0"), texts(next.read(ID)));
      }
    }
  }

  @Test
  void a_store_of_another_class_loader_takes_no_lock() throws Exception {
    try (TestFolder folder = TestFolder.make();
        FileStore store = FileStore.open(folder.path())) {
      append(store, Version.NONE, "e0");
      Folder files = new Folder(folder.path(), new LocalDisk());
      List<URL> urls = new ArrayList<>();
      for (String part : ClassPath.ofThisTest().split(File.pathSeparator, -1)) {
        urls.add(Path.of(part).toUri().toURL());
      }
      try (Locks.Held held = Locks.of(files).lock(files.place(ID).lock(), Duration.ZERO);
          URLClassLoader loader =
              new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
        assertNotNull(held);
        Class<?> other = loader.loadClass(FileStore.class.getName());
        Object foreign = other.getMethod("open", Path.class).invoke(null, folder.path());
        other.getMethod("close").invoke(foreign);
        assertEquals('n', asked(folder), "the lock is still held");
      }
    }
  }

  @Test
  void a_folder_that_is_replaced_under_a_store_is_noticed() throws IOException {
    try (TestFolder folder = TestFolder.make();
        FileStore store = FileStore.open(folder.path())) {
      append(store, Version.NONE, "x");
      Path lock = folder.path().resolve("lock");
      Files.move(lock, folder.path().resolve("old"));
      Files.createFile(lock, OwnersOnly.file(lock));
      Version version = store.tail(ID, 1).version();
      StoreUnavailableException told =
          assertThrows(StoreUnavailableException.class, () -> append(store, version, "no"));
      assertTrue(told.getMessage().contains("open the store anew"), told::getMessage);
    }
  }

  @Test
  void a_new_order_of_tags_is_kept() {
    try (TestFolder folder = TestFolder.make();
        FileStore store = FileStore.open(folder.path())) {
      append(store, Version.NONE, "x");
      for (List<String> tags : List.of(List.of("a", "b"), List.of("b", "a"))) {
        store.label(ID, new Labels(Optional.empty(), new LinkedHashSet<>(tags)));
        assertEquals(tags, List.copyOf(store.info(ID).orElseThrow().labels().tags()));
      }
    }
  }

  /** A file that version 1 wrote. */
  @Test
  void version_1_is_still_read_and_goes_on() throws IOException {
    try (TestFolder folder = TestFolder.make();
        InputStream golden = FileStoreTest.class.getResourceAsStream("/golden/v1/file.jsonl")) {
      ConversationId id = new ConversationId("golden/ÄÖ\n\"x\"");
      try (FileStore store = FileStore.open(folder.path())) {
        store.append(id, Version.NONE, AppendId.random(), entries("replaced"));
        Files.write(folder.file(), golden.readAllBytes());
      }
      try (FileStore store = FileStore.open(folder.path())) {
        assertEquals(List.of("one", "two", "three"), texts(store.read(id)));
        assertEquals(GoldenFile.info(), store.info(id).orElseThrow());
        assertTrue(store.append(id, Version.NONE, new AppendId("first"), entries("x")).repeated());
        Version version = store.info(id).orElseThrow().version();
        store.append(id, version, AppendId.random(), entries("four"));
        assertEquals(List.of("one", "two", "three", "four"), texts(store.read(id)));
      }
    }
  }

  @Test
  void what_a_killed_writer_did_not_finish_is_no_conversation_and_is_swept() throws IOException {
    try (TestFolder folder = TestFolder.make();
        FileStore store = FileStore.open(folder.path())) {
      fill(store, Version.NONE, 2);
      Path file = folder.file();
      Path unfinished =
          file.resolveSibling(
              file.getFileName().toString().replace(Folder.CONVERSATION, Folder.UNFINISHED));
      Files.move(file, unfinished);
      assertEquals(Optional.empty(), store.info(ID));
      assertTrue(store.list(Optional.empty(), 5).conversations().isEmpty());
      assertEquals(List.of(), folder.files(Folder.UNFINISHED));
    }
  }
}
