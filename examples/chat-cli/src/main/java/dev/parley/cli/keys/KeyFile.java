package dev.parley.cli.keys;

import dev.parley.cli.process.PrivateFiles;
import dev.parley.cli.process.UsageException;
import dev.parley.cli.setup.UserFolders;
import dev.parley.error.ConfigurationException;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * The user's {@code keys.properties}, which the library reads: one line for each key, with the key
 * or where it is. What else stands in it, such as comments, is left as it is.
 */
final class KeyFile {
  /** Where a line of the file has the key. */
  enum Kind {
    KEYRING("the keyring"),
    COMMAND("a command"),
    REFERENCE("a reference"),
    FILE("the file");

    private final String shown;

    Kind(String shown) {
      this.shown = shown;
    }

    @Override
    public String toString() {
      return shown;
    }
  }

  private static final String NAME = "keys.properties";

  /** A change takes no time, so that who waits longer waits for a program that hangs. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final long POLL_NANOS = 10_000_000;

  private final UserFolders folders;

  private final Duration patience;

  @Inject
  KeyFile(UserFolders folders) {
    this(folders, PATIENCE);
  }

  KeyFile(UserFolders folders, Duration patience) {
    this.folders = folders;
    this.patience = patience;
  }

  /**
   * {@return where it is, or would be}
   *
   * @throws UsageException if there is no place for it
   */
  Path path() {
    return folders
        .config()
        .orElseThrow(
            () ->
                new UsageException(
                    "There is no home folder to keep keys in; set HOME, or XDG_CONFIG_HOME to a"
                        + " folder"))
        .resolve(NAME);
  }

  /**
   * {@return which keys it has, and where they are}
   *
   * @throws ConfigurationException if it cannot be read
   */
  Map<String, Kind> kinds() {
    Map<String, Kind> kinds = new LinkedHashMap<>();
    if (folders.config().isPresent()) {
      for (String line : lines()) {
        Properties properties = parsed(line);
        for (String name : properties.stringPropertyNames()) {
          kinds.put(name, kind(name, properties.getProperty(name)));
        }
      }
    }
    return kinds;
  }

  /** {@return the names it has, by the numbers of their lines} */
  SortedMap<Integer, String> names() {
    SortedMap<Integer, String> names = new TreeMap<>();
    List<String> lines = folders.config().isPresent() ? lines() : List.of();
    for (int i = 0; i < lines.size(); i++) {
      for (String name : parsed(lines.get(i)).stringPropertyNames()) {
        names.put(i + 1, name);
      }
    }
    return names;
  }

  private static Kind kind(String name, String value) {
    if (value.equals(SecretService.reference(name))) {
      return Kind.KEYRING;
    } else if (value.startsWith("${command:")) {
      return Kind.COMMAND;
    }
    return value.startsWith("${") ? Kind.REFERENCE : Kind.FILE;
  }

  /** Keeps a key itself. */
  void putKey(String name, String key) {
    put(name, key.replace("${", "$${")); // Else the library would take it for a reference.
  }

  /** Keeps a value that says where the key is. */
  void put(String name, String value) {
    change(name, name + " = " + value.replace("\\", "\\\\"));
  }

  /** Forgets a key, if it is there. */
  void remove(String name) {
    change(name, "");
  }

  /** Replaces the line of a key, or adds it. Others that do so at once take turns. */
  private void change(String name, String with) {
    try {
      rewrite(name, with);
    } catch (IOException e) {
      throw new ConfigurationException(
          ConfigurationException.Kind.UNREADABLE_FILE,
          "The file of keys "
              + path()
              + " cannot be written ("
              + e
              + "); check the permissions of its folder, and that the disk is not full");
    }
  }

  private void rewrite(String name, String with) throws IOException {
    Path file = Files.exists(path()) ? path().toRealPath() : path(); // Links of dotfiles stay.
    PrivateFiles.folder(PrivateFiles.folderOf(file));
    Path lock = file.resolveSibling(NAME + ".lock");
    try (FileChannel channel = PrivateFiles.open(lock)) {
      lock(channel, lock); // Until it is closed.
      List<String> kept = new ArrayList<>();
      for (String line : lines()) {
        if (!parsed(line).containsKey(name)) {
          kept.add(line);
        }
      }
      if (!with.isEmpty()) {
        kept.add(with);
      }
      PrivateFiles.replace(file, kept.isEmpty() ? "" : String.join("\n", kept) + "\n");
    }
  }

  private void lock(FileChannel channel, Path file) throws IOException {
    long start = System.nanoTime();
    while (!isLocked(channel)) {
      if (System.nanoTime() - start > patience.toNanos()) {
        throw new ConfigurationException(
            ConfigurationException.Kind.UNREADABLE_FILE,
            "The file of keys "
                + path()
                + " is being changed by another program since "
                + patience.toSeconds()
                + " s, which holds "
                + file
                + "; end that, and try again");
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // Held by this JVM.
    }
  }

  private List<String> lines() {
    try {
      String text = Files.exists(path()) ? Files.readString(path()) : "";
      return (text.startsWith("\uFEFF") ? text.substring(1) : text).lines().toList();
    } catch (IOException e) {
      throw new ConfigurationException(
          ConfigurationException.Kind.UNREADABLE_FILE,
          "The file of keys " + path() + " cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  private static Properties parsed(String line) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(line));
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Never: a string can be read, and every line is one.
    }
  }
}
