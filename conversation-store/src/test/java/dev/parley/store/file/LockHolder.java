package dev.parley.store.file;

import dev.parley.store.ConversationId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A process that takes the lock of a conversation and holds it until it is killed. */
final class LockHolder {
  private LockHolder() {}

  /** Arguments: the folder, the id. Says h if it holds the lock, n if it does not get it. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Folder folder = new Folder(Path.of(arguments[0]), new LocalDisk());
    long position = folder.place(new ConversationId(arguments[1])).lock();
    Locks.Held held = Locks.of(folder).lock(position, Duration.ZERO);
    System.out.write(held == null ? 'n' : 'h');
    System.out.flush();
    if (System.in.read() >= 0) {
      throw new IllegalStateException("Nobody says anything");
    }
  }
}
