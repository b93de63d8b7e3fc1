package dev.parley.cli.setup;

import dev.parley.cli.process.Surroundings;
import dev.parley.cli.process.UsageException;
import jakarta.inject.Inject;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the user's files lie, as the XDG Base Directory Specification 0.8 has it, and as is usual
 * on macOS and Windows. Empty where there is no home, as in some containers and jobs.
 */
public final class UserFolders {
  private static final String NAME = "parley";

  private final Surroundings surroundings;
  private final String os;

  @Inject
  public UserFolders(Surroundings surroundings) {
    this.surroundings = surroundings;
    os = System.getProperty("os.name", "");
  }

  /** {@return where the configuration is, with templates and keys} */
  public Optional<Path> config() {
    return folder("XDG_CONFIG_HOME", "APPDATA", ".config");
  }

  /** {@return where conversations are kept} */
  public Optional<Path> data() {
    return folder("XDG_DATA_HOME", "LOCALAPPDATA", ".local/share");
  }

  /** {@return where it is noted what was done last} */
  public Optional<Path> state() {
    return folder("XDG_STATE_HOME", "LOCALAPPDATA", ".local/state");
  }

  private Optional<Path> folder(String variable, String windows, String belowHome) {
    boolean onWindows = os.startsWith("Windows");
    String chosen = onWindows ? windows : variable;
    String set = surroundings.environment().getOrDefault(chosen, "");
    if (!set.isEmpty()) {
      Path path = path(chosen, set);
      if (path.isAbsolute()) {
        return Optional.of(path.resolve(NAME));
      }
    }
    String below = os.startsWith("Mac") ? "Library/Application Support" : belowHome;
    return surroundings.home().map(home -> home.resolve(below).resolve(NAME));
  }

  private static Path path(String variable, String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new UsageException(
          variable
              + " names no path that this process can use; if it has other letters than ASCII, use a"
              + " UTF-8 locale, such as LC_ALL=C.UTF-8");
    }
  }
}
