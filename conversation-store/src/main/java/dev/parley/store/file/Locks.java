package dev.parley.store.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who may change which conversation of a folder: one thread of one process at a time. Among
 * processes each conversation is a byte of the file {@code lock}, which holds nothing and is never
 * removed, so that deleting a conversation cannot confuse those who wait. Among the threads of this
 * process, whom such locks do not tell apart, it is a lock of Java's.
 *
 * <p>All stores of this process on one folder share one instance, which is never closed: the system
 * lets go of all locks on a file when a process closes any of its handles, those of a store that
 * another class loader has loaded among them.
 */
final class Locks {
  private static final long FIRST_PAUSE_NANOS = 50_000;
  private static final long LONGEST_PAUSE_NANOS = 5_000_000;
  private static final Map<Object, Locks> OPEN = new HashMap<>();

  private final Path file;
  private final Object key;
  private final FileChannel channel;
  private final Map<Long, Turn> turns = new HashMap<>();

  private Locks(Path file, Object key, FileChannel channel) {
    this.file = file;
    this.key = key;
    this.channel = channel;
  }

  /** Those of a folder. */
  static Locks of(Folder folder) throws IOException {
    Path file = folder.root().resolve("lock");
    synchronized (OPEN) {
      try {
        Files.createFile(file, OwnersOnly.file(file));
      } catch (FileAlreadyExistsException e) {
        OwnersOnly.check(file, false, folder.owner());
      }
      Object key = key(file);
      Locks locks = OPEN.get(key);
      if (locks == null) {
        locks = new Locks(file, key, FileChannel.open(file, StandardOpenOption.WRITE));
        OPEN.put(key, locks);
      }
      return locks;
    }
  }

  /** The file itself, whatever its name; where the system has no such thing, its name. */
  private static Object key(Path file) throws IOException {
    Object key =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    return key == null ? file : key;
  }

  /** The lock of a conversation, held until it is closed. Not for the same thread twice. */
  final class Held implements AutoCloseable {
    private final long position;
    private final Turn turn;
    private final FileLock lock;

    private Held(long position, Turn turn, FileLock lock) {
      this.position = position;
      this.turn = turn;
      this.lock = lock;
    }

    @Override
    public void close() throws IOException {
      try {
        lock.release();
      } finally {
        leave(position, turn);
      }
    }
  }

  /** Threads of this process that want the same. */
  private static final class Turn {
    private final ReentrantLock lock = new ReentrantLock(true);
    private int users;
  }

  /**
   * Waits for the lock of a conversation; null if that takes too long.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  @Nullable Held lock(long position, Duration longest) throws IOException, InterruptedException {
    long until = System.nanoTime() + longest.toNanos();
    Turn turn = null;
    FileLock lock = null;
    try {
      turn = enter(position, longest);
      if (turn != null) {
        lock = lockAmongProcesses(position, until);
      }
      return turn == null || lock == null ? null : new Held(position, turn, lock);
    } finally {
      if (turn != null && lock == null) {
        leave(position, turn);
      }
    }
  }

  private @Nullable Turn enter(long position, Duration longest) throws InterruptedException {
    Turn turn;
    synchronized (turns) {
      turn = turns.computeIfAbsent(position, at -> new Turn());
      turn.users++;
    }
    boolean entered = false;
    try {
      // Without waiting there is nothing that an interrupt could end.
      entered =
          turn.lock.tryLock()
              || (!longest.isZero() && turn.lock.tryLock(longest.toNanos(), TimeUnit.NANOSECONDS));
      return entered ? turn : null;
    } finally {
      if (!entered) {
        forget(position, turn);
      }
    }
  }

  private void leave(long position, Turn turn) {
    turn.lock.unlock();
    forget(position, turn);
  }

  private void forget(long position, Turn turn) {
    synchronized (turns) {
      if (--turn.users == 0) {
        turns.remove(position);
      }
    }
  }

  /**
   * Asks again and again: the call that would wait cannot be bounded, and an interrupt in it closes
   * the channel, which would let go of the locks of all threads.
   */
  private @Nullable FileLock lockAmongProcesses(long position, long until)
      throws IOException, InterruptedException {
    long pause = FIRST_PAUSE_NANOS;
    while (true) {
      FileLock lock = tryLock(position);
      if (lock != null) {
        requireOurs(lock);
        return lock;
      }
      long left = until - System.nanoTime();
      if (left <= 0) {
        return null;
      } else if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      // No two ask in step for ever.
      LockSupport.parkNanos(
          Math.min(left, ThreadLocalRandom.current().nextLong(pause / 2, pause + 1)));
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    }
  }

  private @Nullable FileLock tryLock(long position) throws IOException {
    try {
      return channel.tryLock(position, 1, false);
    } catch (OverlappingFileLockException e) {
      return null; // Another class loader has this class too.
    }
  }

  /** If somebody has removed the file, others lock another one. */
  private void requireOurs(FileLock lock) throws IOException {
    try {
      if (!key(file).equals(key)) {
        throw new IOException("the file of locks was replaced; open the store anew");
      }
    } catch (IOException e) {
      lock.release();
      throw e;
    }
  }
}
