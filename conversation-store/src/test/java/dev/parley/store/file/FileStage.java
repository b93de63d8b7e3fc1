package dev.parley.store.file;

import dev.parley.store.ConversationStore;
import dev.parley.tck.StoreStage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** A folder of its own, and stores on it that share nothing else but their clock. */
final class FileStage implements StoreStage {
  private final TestFolder folder = TestFolder.make();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-21T10:15:30Z"));
  private final List<FileStore> stores = new CopyOnWriteArrayList<>();
  private final Fsync fsync;

  FileStage(Fsync fsync) {
    this.fsync = fsync;
  }

  @Override
  public ConversationStore open() {
    FileStore store = FileStore.builder(folder.path()).fsync(fsync).clock(now::get).build();
    stores.add(store);
    return store;
  }

  @Override
  public void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  @Override
  public void close() {
    stores.forEach(FileStore::close);
    folder.close();
  }
}
