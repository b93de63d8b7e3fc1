package dev.parley.cli.process;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
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
   * {@return the file, opened to be written to; it is made for its owner alone if it is missing}
   *
   * @param options how, such as for appending, or only if it is missing
   */
  public static FileChannel open(Path file, StandardOpenOption... options) throws IOException {
    Set<StandardOpenOption> all = EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    all.addAll(List.of(options));
    return FileChannel.open(file, all, forOwner(file, "rw-------"));
  }

  /**
   * Puts a text in the place of what a file holds, in one step: whoever reads it sees the old text
   * or the new one, and so does who comes after a crash.
   */
  public static void replace(Path file, String text) throws IOException {
    Path folder = folderOf(file);
    folder(folder);
    Path written = folder.resolve(file.getFileName() + "." + Long.toHexString(RANDOM.nextLong()));
    try {
      try (FileChannel channel =
          FileChannel.open(
              written,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              forOwner(folder, "rw-------"))) {
        Channels.newOutputStream(channel).write(text.getBytes(StandardCharsets.UTF_8));
        channel.force(true);
      }
      Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(written);
    }
  }

  /** {@return the folder that a file is in} */
  public static Path folderOf(Path file) {
    return requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder");
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
