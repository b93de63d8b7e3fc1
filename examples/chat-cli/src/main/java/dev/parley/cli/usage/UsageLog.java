package dev.parley.cli.usage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.parley.cli.process.PrivateFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * A file with a line for each call, readable for its owner alone. Each line is added by one write
 * under a lock, so those of several processes never mix; a last line that a crash or a full disk
 * cut off is taken away before the next one, which is told. Thread-safe.
 */
final class UsageLog {
  private static final byte[] HEADER = (UsageRecord.HEADER + "\n").getBytes(UTF_8);
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
        bytes = new byte[HEADER.length + line.length];
        System.arraycopy(HEADER, 0, bytes, 0, HEADER.length);
        System.arraycopy(line, 0, bytes, HEADER.length, line.length);
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
    long length = to.length();
    byte[] head = new byte[(int) Math.min(length, HEADER.length)];
    to.readFully(head);
    if (!UsageRecord.HEADER.concat("\n").startsWith(new String(head, UTF_8))) {
      throw new IOException(
          file + " is something else; name another file in the setting \"usage-log\"");
    } else if (length < HEADER.length) {
      to.setLength(0);
      return 0;
    }
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
    return HEADER.length;
  }

  /**
   * Reads all lines, in their order; no more than one is held at a time.
   *
   * @param broken is told the number of each line that is no record, the last one if it is cut off
   */
  void read(Consumer<UsageRecord> records, LongConsumer broken) throws IOException {
    long length = Files.exists(file) ? guard.alone(() -> Files.size(file)) : 0;
    try (InputStream in = Files.newInputStream(file);
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8), BLOCK)) {
      long number = 0;
      long read = 0;
      String line = lines.readLine();
      boolean tornAtOnce = line != null && length < HEADER.length;
      if (line != null && !line.equals(UsageRecord.HEADER)) {
        if (!tornAtOnce || !UsageRecord.HEADER.startsWith(line)) {
          throw new IOException(file + " is no usage log");
        }
        broken.accept(1);
      }
      // What is added meanwhile may be there by half: it is left to the next time.
      for (; line != null && read < length; line = lines.readLine()) {
        number++;
        read += utf8Length(line) + 1;
        if (number > 1) {
          Optional<UsageRecord> call = UsageRecord.of(line);
          call.ifPresent(records);
          if (call.isEmpty()) {
            broken.accept(number);
          }
        }
      }
    } catch (NoSuchFileException e) {
      // Nothing was asked yet.
    }
  }

  private static long utf8Length(String line) {
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) >= 0x80) {
        return line.getBytes(UTF_8).length;
      }
    }
    return line.length();
  }
}
