package dev.parley.llamalocal.internal;

import dev.parley.config.ProviderSettings;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Notes which servers this JVM has started, so that a later one can end those of a JVM that was
 * killed. One file for each server, which its JVM keeps locked: the system lets go of the lock when
 * the JVM ends, in whatever way. A file that is not locked is a server's that has lost its JVM.
 */
final class PidFolder {
  private static final Logger LOG = System.getLogger(PidFolder.class.getName());
  private static final String SUFFIX = ".server";
  private static final String DRAFT = ".draft";
  private static final Duration A_DRAFTS_LIFE = Duration.ofMinutes(1);
  private static final int LARGEST_NOTE = 1024;

  /**
   * Closing any channel of a file drops a JVM's locks on it: it never opens its own again. The time
   * tells it from an earlier JVM of the same number: in a container each may be the first process.
   */
  private static final String OWN_PREFIX =
      ProcessHandle.current().pid()
          + "-"
          + ProcessHandle.current().info().startInstant().orElse(Instant.EPOCH).toEpochMilli()
          + "-";

  private final Path folder;

  PidFolder(Path folder) {
    this.folder = folder;
  }

  /** The folder that the setting names, else that of the platform for the state of programs. */
  static PidFolder of(ProviderSettings settings) {
    return new PidFolder(
        settings
            .path("state-folder")
            .map(Path::toAbsolutePath)
            .orElseGet(
                () ->
                    standard(
                        System.getProperty("os.name", ""),
                        Path.of(System.getProperty("user.home", ".")).toAbsolutePath(),
                        Optional.ofNullable(System.getenv("XDG_STATE_HOME")),
                        Optional.ofNullable(System.getenv("LOCALAPPDATA")))));
  }

  /** The XDG Base Directory Specification's on Linux, the system's own elsewhere. */
  static Path standard(
      String system, Path home, Optional<String> stateHome, Optional<String> localAppData) {
    Path state;
    if (system.startsWith("Windows")) {
      state = absolute(localAppData).orElse(home.resolve("AppData").resolve("Local"));
    } else if (system.startsWith("Mac")) {
      state = home.resolve("Library").resolve("Application Support");
    } else {
      state = absolute(stateHome).orElse(home.resolve(".local").resolve("state"));
    }
    return state.resolve("parley").resolve("llama-local");
  }

  private static Optional<Path> absolute(Optional<String> path) {
    return path.filter(text -> !text.isEmpty()).map(Path::of).filter(Path::isAbsolute);
  }

  /** A note of one server, which is a draft until there is a server. */
  static final class Note implements AutoCloseable {
    private final FileChannel channel;
    private Path file;

    private Note(Path file, FileChannel channel) {
      this.file = file;
      this.channel = channel;
    }

    /** Writes down the server that has been started. */
    void of(long pid) throws IOException {
      String identity = ProcessIdentity.of(pid).orElse("");
      channel.write(ByteBuffer.wrap((pid + "\n" + identity).getBytes(StandardCharsets.UTF_8)));
      // Under this name it is seen by others, and locked and whole from the first moment.
      Path noted = file.resolveSibling(OWN_PREFIX + pid + SUFFIX);
      Files.move(file, noted, StandardCopyOption.ATOMIC_MOVE);
      file = noted;
    }

    /** Takes the note back. Idempotent. */
    @Override
    public void close() {
      try {
        channel.close();
        Files.deleteIfExists(file);
      } catch (IOException e) {
        LOG.log(Level.WARNING, "Cannot remove the note of a server that has ended: " + e);
      }
    }
  }

  /**
   * A note for a server that is about to be started.
   *
   * @throws IOException if it could not be noted
   */
  Note draft() throws IOException {
    Files.createDirectories(folder, privately("rwx------"));
    Path draft = folder.resolve(OWN_PREFIX + UUID.randomUUID() + DRAFT);
    FileChannel channel =
        FileChannel.open(
            draft,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            privately("rw-------"));
    Note note = new Note(draft, channel);
    try {
      channel.lock();
      return note;
    } catch (IOException | RuntimeException e) {
      note.close();
      throw e;
    }
  }

  /** Attributes for something that only its owner may see, created so in one step. */
  private static FileAttribute<?>[] privately(String permissions) {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /**
   * Ends the servers whose JVM has ended without them, and no other process. A note that cannot be
   * read is left where it is, and one that makes no sense is removed.
   *
   * @throws IOException if the folder cannot be read
   */
  void endLeftovers() throws IOException {
    // One at a time: a lock that another thread of this JVM holds is an error, not a lock in use.
    synchronized (PidFolder.class) {
      try (DirectoryStream<Path> notes =
          Files.newDirectoryStream(folder, "*{" + SUFFIX + "," + DRAFT + "}")) {
        for (Path note : notes) {
          if (!String.valueOf(note.getFileName()).startsWith(OWN_PREFIX)) {
            endIfLeftOver(note);
          }
        }
      } catch (NoSuchFileException e) {
        LOG.log(Level.TRACE, "No server was ever noted in {0}", folder);
      }
    }
  }

  private static void endIfLeftOver(Path note) {
    if (isBeingWritten(note) || !isOwn(note)) {
      return;
    }
    try (FileChannel channel =
            FileChannel.open(
                note,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        return; // Its JVM lives.
      }
      ByteBuffer text = ByteBuffer.allocate(LARGEST_NOTE);
      while (channel.read(text) > 0) {
        // More may come.
      }
      end(new String(text.array(), 0, text.position(), StandardCharsets.UTF_8));
      Files.deleteIfExists(note);
    } catch (NoSuchFileException | OverlappingFileLockException e) {
      LOG.log(Level.TRACE, "Somebody else deals with {0}", note);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "A server may be left over, since its note cannot be read: " + e);
    }
  }

  /** Nobody else may say which processes of this user are to be ended. */
  private static boolean isOwn(Path note) {
    try {
      UserPrincipal owner = Files.getOwner(note, LinkOption.NOFOLLOW_LINKS);
      String user = System.getProperty("user.name", "");
      // Windows has the domain before the name.
      return owner.getName().equals(user) || owner.getName().endsWith("\\" + user);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** For a moment a draft is there and not locked yet. */
  private static boolean isBeingWritten(Path note) {
    Instant recently = Instant.now().minus(A_DRAFTS_LIFE);
    return note.toString().endsWith(DRAFT)
        && Instant.ofEpochMilli(note.toFile().lastModified()).isAfter(recently);
  }

  private static void end(String note) {
    String[] lines = note.split("\n", 2);
    if (lines.length < 2 || lines[1].isEmpty() || !lines[0].matches("\\d{1,18}")) {
      return;
    }
    long pid = Long.parseLong(lines[0]);
    if (ProcessIdentity.of(pid).filter(lines[1]::equals).isPresent()) {
      ProcessHandle.of(pid).ifPresent(ProcessEnd::kill);
      LOG.log(Level.DEBUG, "Ended llama-server {0}, whose program was killed", String.valueOf(pid));
    }
  }
}
