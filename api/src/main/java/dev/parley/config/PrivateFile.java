package dev.parley.config;

import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Refuses files with keys that somebody else could read, or could have written. */
final class PrivateFile {
  private static final Set<PosixFilePermission> OF_THE_OWNER =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  /** The folder of this very process belongs to whom it runs as, whatever the user is called. */
  private static final Path OWN_PROCESS = Path.of("/proc/self");

  private PrivateFile() {}

  /**
   * Refuses a file that is open to others, or somebody else's, where the file system can tell.
   *
   * @throws ConfigurationException that says how to mend it
   */
  static void require(Path file) {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return; // On Windows the folder of the user is closed to others already.
    }
    try {
      PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
      if (!OF_THE_OWNER.containsAll(attributes.permissions())) {
        throw refused(file, "is open to others; close it: chmod 600 " + quoted(file), null);
      }
      Optional<UserPrincipal> user = user(file);
      if (user.isPresent() && !user.get().equals(attributes.owner())) {
        throw refused(
            file,
            "belongs to "
                + attributes.owner().getName()
                + ", not to you; chown it to you, or move it aside: mv "
                + quoted(file)
                + " "
                + quoted(Path.of(file + ".old")),
            null);
      }
    } catch (IOException e) {
      throw refused(file, "cannot be looked at (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  /** Empty where there is no telling, as for a user id without a name. */
  private static Optional<UserPrincipal> user(Path file) throws IOException {
    if (Files.exists(OWN_PROCESS)) {
      return Optional.of(Files.getOwner(OWN_PROCESS));
    }
    String name = System.getProperty("user.name", "");
    try {
      return Optional.of(
          file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name));
    } catch (UserPrincipalNotFoundException e) {
      return Optional.empty();
    }
  }

  private static String quoted(Path file) {
    return "'" + file.toAbsolutePath().toString().replace("'", "'\\''") + "'";
  }

  private static ConfigurationException refused(
      Path file, String problem, @Nullable IOException cause) {
    return new ConfigurationException(
        Kind.UNREADABLE_FILE, "The file of keys " + file + " " + problem, null, List.of(), cause);
  }
}
