package dev.parley.batch;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Appends lines and returns when they are durable. Who finds nobody writing writes for all who came
 * meanwhile, as one write and one fsync.
 */
final class LogFile implements Closeable {

  /** Where bytes end up. Never called by two threads at once. */
  interface Target extends Closeable {
    /** Appends the bytes and makes them durable. */
    void write(byte[] bytes) throws IOException;
  }

  private final Target target;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition written = lock.newCondition();
  private List<byte[]> pending = new ArrayList<>();
  private long appended;
  private long durable;
  private boolean writing;
  private boolean closed;
  private @Nullable Throwable failure;

  LogFile(Target target) {
    this.target = target;
  }

  /**
   * A log that is appended to a file. Not by a channel: an interrupt of a thread that writes would
   * close that under all others.
   */
  static LogFile to(RandomAccessFile file, Runnable afterClose) {
    return new LogFile(
        new Target() {
          @Override
          public void write(byte[] bytes) throws IOException {
            file.write(bytes);
            file.getFD().sync();
          }

          @Override
          public void close() throws IOException {
            try {
              file.close();
            } finally {
              afterClose.run();
            }
          }
        });
  }

  /** A log that goes to a stream, which it does not close. */
  static LogFile to(OutputStream out) {
    return new LogFile(
        new Target() {
          @Override
          public void write(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
          }

          @Override
          public void close() {}
        });
  }

  /**
   * Appends a line; returns when it is durable.
   *
   * @throws IOException if it is not, or an earlier write failed: what is in the file then is not
   *     known, so nothing is written behind it
   */
  void append(byte[] line) throws IOException {
    long ticket;
    lock.lock();
    try {
      requireSound();
      pending.add(line);
      ticket = ++appended;
      while (durable < ticket && writing) {
        written.awaitUninterruptibly();
      }
      if (durable >= ticket) {
        return;
      }
      requireSound();
      writing = true;
    } finally {
      lock.unlock();
    }
    writePending();
  }

  private void writePending() throws IOException {
    List<byte[]> lines;
    long last;
    lock.lock();
    try {
      lines = pending;
      pending = new ArrayList<>();
      last = appended;
    } finally {
      lock.unlock();
    }
    Throwable failed = new IllegalStateException("It was not written");
    try {
      target.write(join(lines));
      failed = null;
    } catch (IOException | RuntimeException | Error e) {
      failed = e;
      throw e;
    } finally {
      written(last, failed);
    }
  }

  private void written(long last, @Nullable Throwable failed) {
    lock.lock();
    try {
      writing = false;
      if (failed == null) {
        durable = last;
      } else {
        failure = failed;
      }
      written.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void requireSound() throws IOException {
    if (closed) {
      throw new IOException("The log of the batch is closed");
    }
    if (failure != null) {
      throw new IOException("The log of the batch could not be written", failure);
    }
  }

  /** How many lines wait for the next write. */
  int waiting() {
    lock.lock();
    try {
      return pending.size();
    } finally {
      lock.unlock();
    }
  }

  private static byte[] join(List<byte[]> lines) {
    if (lines.size() == 1) {
      return lines.get(0);
    }
    byte[] all = new byte[lines.stream().mapToInt(line -> line.length).sum()];
    int at = 0;
    for (byte[] line : lines) {
      System.arraycopy(line, 0, all, at, line.length);
      at += line.length;
    }
    return all;
  }

  /** Waits for a write that is under way. */
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      while (writing) {
        written.awaitUninterruptibly();
      }
      if (closed) {
        return;
      }
      closed = true;
    } finally {
      lock.unlock();
    }
    target.close();
  }
}
