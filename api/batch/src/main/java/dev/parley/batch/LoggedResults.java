package dev.parley.batch;

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The file of a log when it is opened: what it has, and its torn end cut off.
 *
 * @param path which file it is, however it was called
 * @param file what is appended to
 * @param torn where the torn end is, if there was one
 */
record LoggedResults(Path path, LogFile file, Optional<Path> torn) {
  private static final String TORN = ".torn";

  /**
   * The files that this process writes, whatever they are called. On POSIX, closing a file a second
   * time lets go of the process's lock on it, so it must not be opened a second time.
   */
  private static final Set<Object> OPEN = ConcurrentHashMap.newKeySet();

  /** Opens and locks the file, and notes its results in {@code index}. */
  static LoggedResults open(Path path, RowIndex index) throws IOException {
    makeForOwner(path);
    Path real = path.toRealPath();
    Object key = key(real);
    if (!OPEN.add(key)) {
      throw taken(path);
    }
    RandomAccessFile file = null;
    boolean opened = false;
    try {
      file = new RandomAccessFile(real.toFile(), "rw");
      lock(file, path);
      Scan scan = scan(new FromFile(file), path, index::record);
      Optional<Path> torn = Optional.empty();
      if (scan.tornAt() < file.length()) {
        torn = Optional.of(cut(file, real, scan.tornAt()));
      }
      file.seek(file.length());
      if (scan.endMissing()) {
        file.write('\n'); // The crash took nothing but the end of the line.
        file.getFD().sync();
      }
      opened = true;
      return new LoggedResults(real, LogFile.to(file, () -> OPEN.remove(key)), torn);
    } finally {
      if (!opened) {
        if (file != null) {
          file.close();
        }
        OPEN.remove(key);
      }
    }
  }

  static void read(Path path, Consumer<? super BatchResult> each) throws IOException {
    if (OPEN.contains(key(path.toRealPath()))) {
      throw new IOException(path + " is being written by this process; close the log first");
    }
    try (InputStream in = new FileInputStream(path.toFile())) {
      scan(in, path, each);
    }
  }

  /** Made at once with its permissions: nobody else can have opened it before. */
  private static void makeForOwner(Path path) throws IOException {
    FileAttribute<?>[] owner =
        path.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try {
      Files.newByteChannel(
              path, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), owner)
          .close();
    } catch (FileAlreadyExistsException e) {
      if (!Files.isRegularFile(path)) {
        throw new IOException(path + " is not a file that results could be kept in", e);
      }
    }
  }

  /** What a file is known by under all its names, hard links too, where the system tells. */
  private static Object key(Path real) throws IOException {
    Object key = Files.readAttributes(real, BasicFileAttributes.class).fileKey();
    return key == null ? real : key;
  }

  private static void lock(RandomAccessFile file, Path path) throws IOException {
    try {
      if (file.getChannel().tryLock() == null) {
        throw taken(path);
      }
    } catch (OverlappingFileLockException e) { // Of this process, by a name that has no key.
      IOException taken = taken(path);
      taken.initCause(e);
      throw taken;
    }
  }

  private static IOException taken(Path path) {
    return new IOException(
        path + " is being written by another batch; wait for its end, or write to another file");
  }

  /** Keeps what is cut off in a file beside, then cuts it off. */
  private static Path cut(RandomAccessFile file, Path path, long at) throws IOException {
    Path beside = path.resolveSibling(path.getFileName() + TORN);
    makeForOwner(beside);
    byte[] end = new byte[Math.toIntExact(file.length() - at)];
    file.seek(at);
    file.readFully(end);
    try (RandomAccessFile kept = new RandomAccessFile(beside.toFile(), "rw")) {
      kept.seek(kept.length());
      kept.write(end);
      kept.write('\n');
      kept.getFD().sync();
    }
    file.setLength(at);
    file.getFD().sync();
    return beside;
  }

  /**
   * What a scan found.
   *
   * @param tornAt where the last line begins if it is none; else the length
   * @param endMissing whether the last line is whole but for its end
   */
  private record Scan(long tornAt, boolean endMissing) {}

  private static Scan scan(InputStream in, Path path, Consumer<? super BatchResult> each)
      throws IOException {
    CountedLines lines = new CountedLines(new BufferedInputStream(in, 1 << 16));
    boolean more = true;
    while (more) {
      byte @Nullable [] line = null;
      try {
        line = lines.next();
        more = line != null;
        if (line != null && line.length > 0) {
          each.accept(ResultForm.read(line));
        }
      } catch (UnreadableRow e) {
        if (line != null && lines.endMissing() && ResultForm.isTorn(line)) {
          return new Scan(lines.begin(), false);
        }
        throw new IOException(
            "Line "
                + lines.number()
                + " of "
                + path
                + " is not a result of a batch: it "
                + e.problem()
                + "; mend it, or write to another file");
      }
    }
    return new Scan(Long.MAX_VALUE, lines.endMissing());
  }

  /** Reads a file from its beginning, without closing it. */
  private static final class FromFile extends InputStream {
    private final RandomAccessFile file;

    FromFile(RandomAccessFile file) throws IOException {
      this.file = file;
      file.seek(0);
    }

    @Override
    public int read() throws IOException {
      return file.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return file.read(bytes, offset, length);
    }
  }
}
