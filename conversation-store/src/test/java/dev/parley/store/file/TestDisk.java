package dev.parley.store.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/** The disk, which counts what is asked of it, and fails when it is told to. */
final class TestDisk implements Disk {
  /** A step at which it may fail. */
  enum Step {
    OPEN,
    CREATE,
    WRITE,
    CUT,
    FORCE,
    MOVE,
    REMOVE,
    FORCE_FOLDER
  }

  /** Says what happens in a step. */
  @FunctionalInterface
  interface Fault {
    void at(Step step, Path file) throws IOException;
  }

  final AtomicLong opened = new AtomicLong();
  final AtomicLong bytesRead = new AtomicLong();
  final AtomicLong forced = new AtomicLong();
  private final Disk disk = new LocalDisk();
  private volatile Fault fault = (step, file) -> {};
  private volatile boolean lazy;
  private volatile boolean slow;
  private volatile int piece = Integer.MAX_VALUE;

  /** Writes so many bytes in one step; a fault at the second leaves the first. */
  TestDisk writingInPieces(int bytes) {
    piece = bytes;
    return this;
  }

  /** Forces each piece to the disk, so that most of the time something is half written. */
  TestDisk forcingPieces() {
    slow = true;
    return this;
  }

  /** Leaves it to the system when things are written: tests that stop no machine take less time. */
  TestDisk withoutForce() {
    lazy = true;
    return this;
  }

  void failing(Fault value) {
    fault = value;
  }

  void healthy() {
    fault = (step, file) -> {};
  }

  @Override
  public OpenFile open(Path file, boolean write) throws IOException {
    fault.at(Step.OPEN, file);
    opened.incrementAndGet();
    return new Open(file, disk.open(file, write));
  }

  @Override
  public OpenFile create(Path file) throws IOException {
    fault.at(Step.CREATE, file);
    return new Open(file, disk.create(file));
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    fault.at(Step.MOVE, to);
    disk.move(from, to);
  }

  @Override
  public boolean remove(Path file) throws IOException {
    fault.at(Step.REMOVE, file);
    return disk.remove(file);
  }

  @Override
  public void force(Path folder) throws IOException {
    fault.at(Step.FORCE_FOLDER, folder);
    if (!lazy) {
      disk.force(folder);
    }
  }

  private final class Open implements OpenFile {
    private final Path path;
    private final OpenFile file;

    Open(Path path, OpenFile file) {
      this.path = path;
      this.file = file;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public byte[] read(long from, int length) throws IOException {
      bytesRead.addAndGet(length);
      return file.read(from, length);
    }

    @Override
    public void write(long at, byte[] bytes) throws IOException {
      for (int from = 0; from < bytes.length; ) {
        int to = (int) Math.min(bytes.length, from + (long) piece);
        fault.at(Step.WRITE, path);
        file.write(at + from, Arrays.copyOfRange(bytes, from, to));
        from = to;
        if (slow) {
          file.force();
        }
      }
    }

    @Override
    public void cut(long size) throws IOException {
      fault.at(Step.CUT, path);
      file.cut(size);
    }

    @Override
    public void force() throws IOException {
      fault.at(Step.FORCE, path);
      forced.incrementAndGet();
      if (!lazy) {
        file.force();
      }
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
