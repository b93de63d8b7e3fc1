package dev.parley.store.file;

import dev.parley.error.StoreConflictException;
import dev.parley.message.Message;
import dev.parley.store.AppendId;
import dev.parley.store.AppendResult;
import dev.parley.store.ConversationId;
import dev.parley.store.Entry;
import dev.parley.store.Version;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** A process that appends until it is killed, and says what was acknowledged. */
final class KillWriter {
  /** What is said before each piece of a line is written. */
  static final String WRITING = "writing";

  static final ConversationId SHARED = new ConversationId("shared by all");

  private KillWriter() {}

  /** The conversation that only the writer in this place, and who replaces it, appends to. */
  static ConversationId own(int place) {
    return new ConversationId("of writer " + place);
  }

  /** What an append says: its name, and so much behind it that being killed there is likely. */
  static String text(String name) {
    Random random = new Random(name.hashCode());
    int size = random.nextInt(10) == 0 ? random.nextInt(1 << 17) : random.nextInt(1 << 14);
    StringBuilder text = new StringBuilder(name).append(':');
    while (text.length() < size) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  /** Arguments: the folder, its place among the writers, its name. */
  public static void main(String[] arguments) {
    int place = Integer.parseInt(arguments[1]);
    Fsync fsync = List.of(Fsync.EACH, Fsync.GROUP, Fsync.NEVER).get(place % 3);
    // Lines are torn more often if they are written in many steps, and somebody hears of each.
    TestDisk disk = new TestDisk().writingInPieces(1 << 12).forcingPieces();
    disk.failing(
        (step, file) -> {
          if (step == TestDisk.Step.WRITE) {
            System.out.println(WRITING);
          }
        });
    try (FileStore store =
        FileStore.builder(Path.of(arguments[0])).disk(disk).fsync(fsync).build()) {
      for (int i = 0; true; i++) {
        ConversationId id = i % 2 == 0 ? SHARED : own(place);
        String name = arguments[2] + "-" + i;
        AppendResult result = append(store, id, name);
        System.out.println((i % 2 == 0) + " " + name + " " + result.version().length());
      }
    }
  }

  private static AppendResult append(FileStore store, ConversationId id, String name) {
    List<Entry> entries = List.of(Entry.of(Message.user(text(name)), Instant.EPOCH));
    Version expected = store.tail(id, 1).version();
    while (true) {
      try {
        return store.append(id, expected, new AppendId(name), entries);
      } catch (StoreConflictException e) {
        expected = e.current();
      }
    }
  }
}
