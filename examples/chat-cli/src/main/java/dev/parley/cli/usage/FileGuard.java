package dev.parley.cli.usage;

import dev.parley.cli.process.PrivateFiles;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one thread of all processes at a time do something with files. Interrupts wait: a call that
 * was given up by one is to be logged like others, and its flag is set again afterwards.
 */
final class FileGuard {
  /** A file lock is held by a process, and refuses a second thread of it. */
  private static final ReentrantLock THREADS = new ReentrantLock();

  private final Path file;

  /** A guard that locks this file, which is made if it is missing. */
  FileGuard(Path file) {
    this.file = file;
  }

  /** What is done. */
  interface Action<T> {
    T run() throws IOException;
  }

  /** Waits for the lock, which is let go of when the channel is closed, as by an interrupt. */
  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      channel.lock();
      return true;
    } catch (ClosedByInterruptException | FileLockInterruptionException e) {
      return false;
    }
  }

  /** {@return what the action does} It must use nothing that an interrupt would close. */
  <T> T alone(Action<T> action) throws IOException {
    boolean interrupted = Thread.interrupted();
    THREADS.lock();
    try {
      PrivateFiles.folder(PrivateFiles.folderOf(file));
      while (true) {
        try (FileChannel channel = PrivateFiles.open(file)) {
          if (isLocked(channel)) {
            return action.run();
          }
        }
        interrupted |= Thread.interrupted();
      }
    } finally {
      THREADS.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
