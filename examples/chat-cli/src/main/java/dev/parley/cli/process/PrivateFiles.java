package dev.parley.cli.process;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/** Writes files that only their owner may read, in folders that only their owner may enter. */
public final class PrivateFiles {
  private static final SecureRandom RANDOM = new SecureRandom();

  private PrivateFiles() {}

  /** Makes the folder and those above it that are missing, each for its owner alone. */
  public static void folder(Path folder) throws IOException {
    Files.createDirectories(folder, forOwner(folder, "rwx------"));
  }

  /**
   * Puts a text in the place of what a file holds, in one step: whoever reads it sees the old text
   * or the new one, and so does who comes after a crash.
   */
  public static void replace(Path file, String text) throws IOException {
    write(file, true, to -> to.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** What is to be in a file. */
  public interface Content {
    /** Writes it. What it throws leaves the file as it was. */
    void writeTo(OutputStream to) throws IOException;
  }

  /**
   * Makes a file, in one step as {@link #replace(Path, String)} does.
   *
   * @param replace whether it may exist
   * @throws FileAlreadyExistsException if it exists and may not
   */
  public static void write(Path file, boolean replace, Content content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    folder(folder);
    Path written = folder.resolve(file.getFileName() + "." + Long.toHexString(RANDOM.nextLong()));
    try {
      try (FileChannel channel =
          FileChannel.open(
              written,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              forOwner(folder, "rw-------"))) {
        OutputStream to = new BufferedOutputStream(Channels.newOutputStream(channel));
        content.writeTo(to);
        to.flush();
        channel.force(true);
      }
      if (replace) {
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
      } else {
        Files.move(written, file);
      }
    } finally {
      Files.deleteIfExists(written);
    }
  }

  private static FileAttribute<?>[] forOwner(Path place, String mode) {
    boolean posix = place.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }
}
