package dev.parley.policies;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A file that one thread of one process at a time works on. Among processes it is locked, which
 * ends with the process at the latest; among the threads of this process, whom such a lock does not
 * tell apart, there is a lock of Java's.
 *
 * <p>All who use a file in this process share one instance, however they name the file, and it is
 * never closed: the system lets go of all locks on a file when a process closes any of its handles.
 * It is a {@link RandomAccessFile}, since an interrupt would close a channel that it reads or
 * writes.
 */
final class SharedFile {
  private static final long FIRST_PAUSE_NANOS = 50_000;
  private static final long LONGEST_PAUSE_NANOS = 2_000_000;
  private static final Map<Object, SharedFile> OPEN = new HashMap<>();

  private final Object key;
  private final RandomAccessFile content;
  private final ReentrantLock turn = new ReentrantLock(true);

  private SharedFile(Object key, RandomAccessFile content) {
    this.key = key;
    this.content = content;
  }

  /** What is done while the file is locked. */
  interface Work<T> {
    T on(RandomAccessFile file) throws IOException;
  }

  /**
   * Works on the file, which is made for its owner alone if it is missing. Null if others hold it
   * for longer than that, or the thread is interrupted, whose flag stays.
   */
  static <T> @Nullable T exclusively(Path path, Duration longest, Work<T> work) throws IOException {
    long until = System.nanoTime() + longest.toNanos();
    while (true) {
      SharedFile file = of(path);
      if (!file.enter(until)) {
        return null;
      }
      try {
        FileLock lock = file.lockAmongProcesses(until);
        if (lock == null) {
          return null;
        }
        try {
          if (file.key.equals(key(path))) {
            return work.on(file.content);
          }
        } finally {
          lock.release();
        }
      } finally {
        file.turn.unlock();
      }
      // Somebody has removed or replaced the file: others would lock the new one.
    }
  }

  private static SharedFile of(Path path) throws IOException {
    synchronized (OPEN) {
      Object key = key(path);
      if (key == null) {
        create(path);
        key = key(path);
      }
      if (key == null) {
        throw new NoSuchFileException(path.toString());
      }
      SharedFile known = OPEN.get(key);
      if (known == null) {
        known = new SharedFile(key, new RandomAccessFile(path.toFile(), "rw"));
        OPEN.put(key, known);
      }
      return known;
    }
  }

  /** The file itself, whatever its name; null if there is none. */
  private static @Nullable Object key(Path path) throws IOException {
    try {
      Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      return key == null ? path.toRealPath() : key; // Windows has no keys.
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static void create(Path path) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectories(folder, ofTheOwner(folder, "rwx------"));
    }
    try {
      Files.createFile(path, ofTheOwner(path, "rw-------"));
    } catch (FileAlreadyExistsException e) {
      // Another process was faster.
    }
  }

  private static FileAttribute<?>[] ofTheOwner(Path path, String permissions) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private boolean enter(long until) {
    try {
      // Without waiting there is nothing that an interrupt could end.
      return turn.tryLock() || turn.tryLock(until - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Asks again and again: the call that would wait cannot be bounded, and an interrupt in it closes
   * the channel.
   */
  private @Nullable FileLock lockAmongProcesses(long until) throws IOException {
    long pause = FIRST_PAUSE_NANOS;
    while (true) {
      FileLock lock = tryLock();
      if (lock != null) {
        return lock;
      }
      long left = until - System.nanoTime();
      if (left <= 0 || Thread.currentThread().isInterrupted()) {
        return null;
      }
      // No two ask in step for ever.
      LockSupport.parkNanos(
          Math.min(left, ThreadLocalRandom.current().nextLong(pause / 2, pause + 1)));
      pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    }
  }

  private @Nullable FileLock tryLock() throws IOException {
    try {
      return content.getChannel().tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // Another class loader has this class too.
    }
  }
}
