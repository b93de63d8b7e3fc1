package dev.parley.config;

import dev.parley.config.Config.MapLayer;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;

/**
 * Reads the user's keys: {@code keys.properties} beside {@code parley.properties}, in its format,
 * one line each. Only secrets may stand in it, and nobody but the user may read it, so that a tool
 * can write it without a look at the user's own file.
 */
final class KeysFile {
  private static final String NAME = "keys.properties";

  private KeysFile() {}

  /**
   * {@return the keys, if the file is there}
   *
   * @param userFile the user's {@code parley.properties}, which it is looked for beside
   * @throws ConfigurationException if it cannot be read, is open to others, or holds what it may
   *     not
   */
  static Optional<MapLayer> readBeside(Path userFile, Function<Path, References> references) {
    Path file = userFile.resolveSibling(NAME);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    PrivateFile.require(file);
    Path folder = file.toAbsolutePath().getParent();
    References resolver = references.apply(folder == null ? Path.of("") : folder);
    Map<String, ConfigValue> values = new LinkedHashMap<>();
    List<String> lines = ConfigFiles.text(file).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String origin = "in " + file + ", line " + (i + 1);
      Properties line = line(lines.get(i), origin);
      for (String name : line.stringPropertyNames()) {
        String text = line.getProperty(name);
        requireForm(name, text, lines.get(i), origin);
        requireInstance(name, origin);
        if (!text.isBlank()) {
          values.put(name, new ConfigValue(name, origin, () -> text, resolver));
        }
      }
    }
    return Optional.of(new MapLayer(Map.copyOf(values), true));
  }

  private static Properties line(String text, String origin) {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(text));
      return properties;
    } catch (IOException | IllegalArgumentException e) {
      // The cause would show what is written there.
      throw new ConfigurationException(
          Kind.UNREADABLE_FILE,
          "What is written "
              + origin
              + " is no line of a properties file: a \\u in it needs four hexadecimal digits",
          null,
          List.of(),
          null);
    }
  }

  /**
   * Refuses a line that may be a key alone, or the end of one: told is where it stands, not what.
   */
  private static void requireForm(String name, String text, String line, String origin) {
    boolean assigned = !text.isEmpty() || line.indexOf('=') >= 0 || line.indexOf(':') >= 0;
    boolean setting =
        name.indexOf('.') > 0 || (assigned && OwnSettings.SPEC.find(name).isPresent());
    if (!assigned || !setting) {
      throw new ConfigurationException(
          Kind.UNREADABLE_FILE,
          "What is written "
              + origin
              + " is not of the form INSTANCE.SETTING = KEY, such as openai.api-key = KEY; a key"
              + " stands on one line, behind its name",
          null,
          List.of(),
          null);
    }
  }

  /** None of Parley's own settings is a secret, and what kind of thing an instance is neither. */
  private static void requireInstance(String name, String origin) {
    if (ConfigFiles.fullName(name).startsWith(Config.OWN + ".") || name.endsWith(".provider")) {
      throw notSecret(name, origin);
    }
  }

  /** The error that something else than a secret stands there. */
  static ConfigurationException notSecret(String name, String origin) {
    return new ConfigurationException(
        Kind.FORBIDDEN_SETTING,
        "Setting \""
            + name
            + "\" ("
            + origin
            + ") is no secret, and only secrets may stand there; put it into "
            + Config.userFile(),
        name,
        List.of(),
        null);
  }
}
