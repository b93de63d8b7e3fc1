package dev.parley.cli.process;

import static java.util.Objects.requireNonNull;

import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
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
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Writes files that only their owner may read, in folders that only their owner may enter. */
public final class PrivateFiles {
  private static final Set<PosixFilePermission> OF_THE_OWNER =
      PosixFilePermissions.fromString("rwx------");

  /** Belongs to whom this process runs as, whatever the user is called. */
  private static final Path OWN_PROCESS = Path.of("/proc/self");

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
    Path folder = folderOf(file);
    folder(folder);
    Path written = folder.resolve(file.getFileName() + "." + Long.toHexString(RANDOM.nextLong()));
    try {
      try (FileChannel channel = open(written, StandardOpenOption.CREATE_NEW)) {
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

  /** {@return the folder that a file is in} */
  public static Path folderOf(Path file) {
    return requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder");
  }

  /**
   * Refuses a file that somebody else could read or could have written, as the library does with
   * its file of keys.
   *
   * @param what such as "the environment file"
   * @throws ConfigurationException that says how to mend it
   */
  public static void requireClosed(Path file, String what) throws IOException {
    if (!posix(file)) {
      return; // On Windows the folder of the user is closed to others already.
    }
    PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
    if (!OF_THE_OWNER.containsAll(attributes.permissions())) {
      throw refused(what + " " + file + " is open to others; close it: chmod 600 " + quoted(file));
    } else if (Files.exists(OWN_PROCESS)
        && !Files.getOwner(OWN_PROCESS).equals(attributes.owner())) {
      throw refused(
          what
              + " "
              + file
              + " belongs to "
              + attributes.owner().getName()
              + ", not to you; use one of your own");
    }
  }

  private static ConfigurationException refused(String message) {
    return new ConfigurationException(Kind.UNREADABLE_FILE, message);
  }

  private static String quoted(Path file) {
    return "'" + file.toAbsolutePath().toString().replace("'", "'\\''") + "'";
  }

  private static boolean posix(Path place) {
    return place.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static FileAttribute<?>[] forOwner(Path place, String mode) {
    return posix(place)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }
}
