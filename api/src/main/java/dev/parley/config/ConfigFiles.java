package dev.parley.config;

import dev.parley.config.Config.MapLayer;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds and reads {@code parley.properties}: UTF-8, in the format of {@link Properties}. */
final class ConfigFiles {
  static final String NAME = "parley.properties";

  private ConfigFiles() {}

  /** The user's file, in the configuration folder of the platform. */
  static Path userFile(Map<String, String> environment) {
    String os = System.getProperty("os.name", "");
    Path home = home();
    String variable = os.startsWith("Windows") ? "APPDATA" : "XDG_CONFIG_HOME";
    String folder = environment.getOrDefault(variable, "");
    if (!folder.isEmpty()) {
      Path set = variable(variable, folder, Path::of);
      if (set.isAbsolute()) {
        return set.resolve("parley").resolve(NAME);
      }
    }
    return os.startsWith("Mac")
        ? home.resolve("Library").resolve("Application Support").resolve("parley").resolve(NAME)
        : home.resolve(".config").resolve("parley").resolve(NAME);
  }

  /** The path that an environment variable names. */
  static Path variable(String variable, String text, Function<String, Path> reader) {
    try {
      return reader.apply(text);
    } catch (InvalidPathException e) {
      throw new ConfigurationException(
          Kind.INVALID_VALUE,
          "Environment variable "
              + variable
              + " names no path that this process can use; if it has other letters than ASCII, use"
              + " a UTF-8 locale, such as LC_ALL=C.UTF-8",
          variable,
          List.of(),
          null);
    }
  }

  /**
   * The home folder, or one that is not there where the platform knows none, as in containers: a
   * relative path would make the working folder's file the user's own.
   */
  private static Path home() {
    Path home = Path.of(System.getProperty("user.home", ""));
    return home.isAbsolute() ? home : Path.of("/nonexistent").toAbsolutePath();
  }

  /** The full name of a setting: Parley's own may stand without {@code parley.} before them. */
  static String fullName(String name) {
    return name.indexOf('.') < 0 || name.startsWith("timeout.") ? Config.OWN + "." + name : name;
  }

  /** Whether both are one file, however they are named; false if one is not there. */
  static boolean same(Path one, @Nullable Path other) {
    try {
      return other != null && Files.isSameFile(one, other);
    } catch (IOException e) {
      return false;
    }
  }

  static Optional<MapLayer> readIfPresent(Path file, Function<Path, References> references) {
    return Files.exists(file) ? Optional.of(read(file, references)) : Optional.empty();
  }

  static MapLayer read(Path file, Function<Path, References> references) {
    Path folder = file.toAbsolutePath().getParent();
    References resolver = references.apply(folder == null ? Path.of("") : folder);
    Map<String, ConfigValue> values = new LinkedHashMap<>();
    Properties properties = properties(file);
    for (String name : properties.stringPropertyNames()) {
      String text = properties.getProperty(name);
      if (text.isBlank()) {
        continue; // As with the environment: empty is not set.
      }
      String full = fullName(name);
      values.put(full, new ConfigValue(full, "in " + file, () -> text, resolver));
    }
    return new MapLayer(Map.copyOf(values), false);
  }

  /** Reads the working folder's file, and refuses what it may not set. */
  static Optional<MapLayer> readUntrusted(Path file, Function<Path, References> references) {
    Optional<MapLayer> layer = readIfPresent(file, references);
    layer.ifPresent(
        values ->
            values.values().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> refuseUntrusted(entry.getKey(), entry.getValue(), file)));
    return layer;
  }

  /** Whether one of the addresses {@code a:x | b:y} has a file for a model: it may be hostile. */
  private static boolean namesFile(String addresses) {
    return Arrays.stream(addresses.split("\\|", -1))
        .map(address -> address.substring(address.indexOf(':') + 1).strip())
        .anyMatch(model -> model.matches("(?i)[./~\\\\].*|[a-z]:[/\\\\].*|.*\\.gguf"));
  }

  private static void refuseUntrusted(String fullName, ConfigValue value, Path source) {
    String own =
        fullName.startsWith(Config.OWN + ".")
            ? fullName.substring(Config.OWN.length() + 1)
            : fullName;
    boolean misspelt = !own.equals(fullName) && OwnSettings.SPEC.find(own).isEmpty();
    if (misspelt) {
      return; // The check of unknown settings tells the nearest name.
    }
    boolean allowed = OwnSettings.UNTRUSTED.contains(own);
    boolean file = own.equals("model") && namesFile(value.shown());
    if (!allowed || file || References.present(value.shown())) {
      String what =
          !allowed
              ? "is not allowed"
              : file ? "may not name a file" : "may not hold a ${…} reference";
      throw new ConfigurationException(
          Kind.FORBIDDEN_SETTING,
          "Setting \""
              + own
              + "\" "
              + what
              + " in the working folder's file "
              + source
              + ", which may come from somebody else; put it into your own file ("
              + Config.userFile()
              + ") or name this one with PARLEY_CONFIG",
          own,
          List.of(),
          null);
    }
  }

  private static Properties properties(Path file) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text(file)));
      return properties;
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(file, e);
    }
  }

  /** What the file holds. */
  static String text(Path file) {
    try {
      String text = Files.readString(file);
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static ConfigurationException unreadable(Path file, Exception e) {
    return new ConfigurationException(
        Kind.UNREADABLE_FILE,
        "Configuration file "
            + file
            + " cannot be read ("
            + e.getClass().getSimpleName()
            + "); check its name, its permissions and that it is UTF-8",
        null,
        List.of(),
        e);
  }
}
