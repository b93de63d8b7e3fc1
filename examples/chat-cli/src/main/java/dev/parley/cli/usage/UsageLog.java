package dev.parley.cli.usage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.cli.process.PrivateFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * A file with a line for each call, readable for its owner alone. Each line is added by one write
 * under a lock, so those of several processes never mix; a last line that a crash or a full disk
 * cut off is taken away before the next one, which is told. Thread-safe.
 */
final class UsageLog {
  private static final int BLOCK = 1 << 16;

  private final Path file;
  private final FileGuard guard;
  private final Consumer<String> notices;

  /**
   * A log.
   *
   * @param notices is told what was mended
   */
  UsageLog(Path file, Consumer<String> notices) {
    this.file = file;
    this.notices = notices;
    guard = new FileGuard(beside(".lock"));
  }

  Path file() {
    return file;
  }

  /** {@return a file or folder of that ending beside the log} */
  Path beside(String ending) {
    return file.resolveSibling(file.getFileName() + ending);
  }

  /** {@return what keeps others from the log and from what lies beside it} */
  FileGuard guard() {
    return guard;
  }

  /** {@return what is wrong with it, for people} */
  static String problem(IOException e) {
    String message = e.getMessage();
    return message != null && e.getClass() == IOException.class ? message : e.toString();
  }

  /** Adds a line. */
  void append(UsageRecord call) throws IOException {
    guard.alone(
        () -> {
          appendAlone(call);
          return true;
        });
  }

  /** Adds a line; the caller holds the {@link #guard}. */
  void appendAlone(UsageRecord call) throws IOException {
    byte[] line = (call.line() + "\n").getBytes(UTF_8);
    try {
      PrivateFiles.open(file, StandardOpenOption.CREATE_NEW).close();
    } catch (FileAlreadyExistsException e) {
      // As usual.
    }
    // Not a channel: an interrupt would close it half-way.
    try (RandomAccessFile to = new RandomAccessFile(file.toFile(), "rw")) {
      long end = mended(to);
      byte[] bytes = line;
      if (end == 0) {
        bytes = Arrays.copyOf(LogHead.LINE, LogHead.LINE.length + line.length);
        System.arraycopy(line, 0, bytes, LogHead.LINE.length, line.length);
      }
      write(to, end, bytes);
    }
  }

  private static void write(RandomAccessFile to, long end, byte[] bytes) throws IOException {
    to.seek(end);
    try {
      to.write(bytes);
    } catch (IOException e) {
      try {
        to.setLength(end); // A full disk takes the beginning.
      } catch (IOException later) {
        e.addSuppressed(later);
      }
      throw e;
    }
  }

  /** The length, once the last line is a whole one and the first one the heads of the columns. */
  private long mended(RandomAccessFile to) throws IOException {
    if (LogHead.length(to, file) == 0) {
      to.setLength(0);
      return 0;
    }
    long length = to.length();
    to.seek(length - 1);
    if (to.read() == '\n') {
      return length;
    }
    long start = lastLine(to, length);
    byte[] torn = new byte[(int) Math.min(length - start, Integer.MAX_VALUE - 8)];
    to.seek(start);
    to.readFully(torn);
    if (UsageRecord.of(new String(torn, UTF_8)).isPresent()) {
      write(to, length, new byte[] {'\n'});
      return length + 1;
    }
    to.setLength(start);
    notices.accept("the last line of " + file + " was cut off by a crash, and was taken away");
    return start;
  }

  /** Where the last line begins, which is behind the heads. */
  private static long lastLine(RandomAccessFile in, long length) throws IOException {
    byte[] block = new byte[BLOCK];
    for (long end = length; end > 0; ) {
      int size = (int) Math.min(BLOCK, end);
      in.seek(end - size);
      in.readFully(block, 0, size);
      for (int i = size - 1; i >= 0; i--) {
        if (block[i] == '\n') {
          return end - size + i + 1;
        }
      }
      end -= size;
    }
    return LogHead.LINE.length;
  }

  /**
   * Reads all lines, in their order; no more than one is held at a time.
   *
   * @param broken is told the number of each line that is no record, the last one if it is cut off
   */
  void read(Consumer<UsageRecord> records, LongConsumer broken) throws IOException {
    if (!Files.exists(file)) {
      return; // Nothing was asked yet.
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long length = length(); // What is added meanwhile is left to the next time.
      int head = LogHead.length(in, file);
      if (head == 0 && length > 0) {
        broken.accept(1);
        return;
      }
      Numbered lines = new Numbered(records, broken);
      long end = LogLines.read(in, head, length, lines);
      byte[] torn = new byte[(int) Math.min(length - end, Integer.MAX_VALUE - 8)];
      in.seek(end);
      in.readFully(torn);
      lines.read(new String(torn, UTF_8)); // Empty, unless the last line is not whole.
    }
  }

  /** The length of what is there in whole lines, but for one that a crash cut off. */
  private long length() throws IOException {
    try {
      return guard.alone(() -> Files.size(file));
    } catch (IOException e) {
      return Files.size(file); // Whoever may only read must do without the lock.
    }
  }

  /** Lines below the heads. */
  private static final class Numbered implements LogLines.Line {
    private final Consumer<UsageRecord> records;
    private final LongConsumer broken;
    private long number = 1;

    Numbered(Consumer<UsageRecord> records, LongConsumer broken) {
      this.records = records;
      this.broken = broken;
    }

    @Override
    public void read(String line) {
      number++;
      Optional<UsageRecord> call = UsageRecord.of(line);
      if (call.isPresent()) {
        records.accept(call.get());
      } else if (!line.isBlank()) {
        broken.accept(number);
      }
    }
  }
}
