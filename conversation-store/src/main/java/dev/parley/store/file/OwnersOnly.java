package dev.parley.store.file;

import dev.parley.error.StoreRefusedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.Set;

/**
 * That nobody but their owner may read or write files and folders: said when they are made, and
 * asked when they are met. Where a file system knows no such thing, as on Windows, both do nothing.
 */
final class OwnersOnly {
  private static final FileAttribute<?>[] NOTHING = {};
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);

  private OwnersOnly() {}

  static boolean isKnownTo(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  static FileAttribute<?>[] file(Path path) {
    return attributes(path, "rw-------");
  }

  static FileAttribute<?>[] folder(Path path) {
    return attributes(path, "rwx------");
  }

  private static FileAttribute<?>[] attributes(Path path, String permissions) {
    return isKnownTo(path)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : NOTHING;
  }

  /**
   * Refuses what is a link, not the kind of file that it should be, somebody else's, or open to
   * others. Fails if it is not there.
   *
   * @param owner who it should belong to
   */
  static void check(Path path, boolean folder, UserPrincipal owner) throws IOException {
    if (!isKnownTo(path)) {
      if (Files.isSymbolicLink(path)) {
        throw link(path);
      }
      return;
    }
    PosixFileAttributes found =
        Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (found.isSymbolicLink()) {
      throw link(path);
    } else if (folder ? !found.isDirectory() : !found.isRegularFile()) {
      throw refused(
          path + " is no " + (folder ? "folder" : "file") + "; take it out of the store's folder");
    } else if (!found.owner().equals(owner)) {
      throw refused(
          path + " belongs to somebody else: chown " + owner.getName() + " " + quoted(path));
    }
    for (PosixFilePermission permission : found.permissions()) {
      if (OTHERS.contains(permission)) {
        throw refused(
            path
                + " may be read or changed by others: chmod "
                + (folder ? "700 " : "600 ")
                + quoted(path));
      }
    }
  }

  private static StoreRefusedException link(Path path) {
    return refused(path + " is a symbolic link, which is not followed: put there what it leads to");
  }

  private static StoreRefusedException refused(String message) {
    return new StoreRefusedException(message, null, null);
  }

  /** As a shell understands it. */
  static String quoted(Path path) {
    String text = path.toString();
    return text.matches("[A-Za-z0-9_./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
