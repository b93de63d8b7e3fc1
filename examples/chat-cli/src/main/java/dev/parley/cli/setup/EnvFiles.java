package dev.parley.cli.setup;

import dev.parley.Models;
import dev.parley.cli.process.PrivateFiles;
import dev.parley.cli.process.Surroundings;
import dev.parley.cli.process.Utf8Text;
import dev.parley.cli.setup.DeclaredSecrets.Declared;
import dev.parley.config.Config;
import dev.parley.config.NearestName;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads keys from {@code .env} in the user's configuration folder and from {@code --env-file},
 * which wins. They count as if they were in the environment, which wins over both; but they are
 * only read, so no program that is started gets them. Nothing but declared secrets may be set
 * there: such files lie about in projects, and full of what is meant for others.
 */
@Singleton
public final class EnvFiles {
  /** What they set that the environment does not, and which file sets what. */
  public record Read(Map<String, String> values, Map<String, Path> origins) {
    /** {@return the environment, with what they set} */
    public Map<String, String> over(Map<String, String> environment) {
      if (values.isEmpty()) {
        return environment;
      }
      Map<String, String> joined = new HashMap<>(environment);
      joined.putAll(values);
      return joined;
    }

    /** {@return where a key is set, for people; the library takes a file for the environment} */
    public String shown(String origin, String variable) {
      Path file = origins.get(variable);
      boolean ofFile = file != null && origin.endsWith(" " + variable);
      return ofFile ? variable + " in " + file : origin;
    }
  }

  private static final Read NOTHING = new Read(Map.of(), Map.of());
  private static final int LARGEST = 1 << 20;

  private final Surroundings surroundings;
  private final UserFolders folders;
  private final Supplier<Models.Builder> door;

  /** A pipe can be read once only. */
  private final Map<Optional<Path>, Read> known = new HashMap<>();

  @Inject
  EnvFiles(Surroundings surroundings, UserFolders folders, Supplier<Models.Builder> door) {
    this.surroundings = surroundings;
    this.folders = folders;
    this.door = door;
  }

  /** {@return the file in the user's configuration folder, whether it is there or not} */
  public Optional<Path> ofUser() {
    return folders.config().map(folder -> folder.resolve(".env"));
  }

  /**
   * {@return what the files set}
   *
   * @throws ConfigurationException if one cannot be read, is open to others, or sets what it may
   *     not
   */
  public Read read(SetupOptions options) {
    Path user = ofUser().filter(Files::exists).orElse(null);
    if (user == null && options.envFile == null) {
      return NOTHING; // Nearly always: so nothing more is looked at.
    }
    Optional<Path> named = Optional.ofNullable(options.envFile);
    Read before = known.get(named);
    if (before != null) {
      return before;
    }
    Read all = new Read(new LinkedHashMap<>(), new LinkedHashMap<>());
    DeclaredSecrets secrets = secrets(options);
    if (user != null) {
      add(user, secrets, all);
    }
    if (options.envFile != null) {
      add(surroundings.workingFolder().resolve(options.envFile), secrets, all);
    }
    known.put(named, all);
    return all;
  }

  /** Who has secrets is said by the other files and the environment: such a file sets up nobody. */
  private DeclaredSecrets secrets(SetupOptions options) {
    Map<String, String> environment = surroundings.environment();
    Config config = options.config(environment, surroundings.workingFolder()).build();
    try (Models models = door.get().config(config).build()) {
      return DeclaredSecrets.of(models.installed(), config, environment);
    }
  }

  private void add(Path file, DeclaredSecrets secrets, Read all) {
    EnvFile.read(text(file), file.toString())
        .forEach(
            (variable, line) -> {
              if (secrets.ofVariable(variable).isEmpty()) {
                throw refused(variable, file + ", line " + line.number(), secrets);
              }
              if (surroundings.environment().getOrDefault(variable, "").isEmpty()) {
                all.values().put(variable, line.value());
                all.origins().put(variable, file);
              }
            });
  }

  private static ConfigurationException refused(
      String variable, String where, DeclaredSecrets secrets) {
    List<String> known = secrets.all().stream().map(Declared::variable).toList();
    return new ConfigurationException(
        Kind.FORBIDDEN_SETTING,
        "Variable "
            + variable
            + " ("
            + where
            + ") sets no key of an installed provider, and only keys may be set there."
            + NearestName.suggestion(variable, known)
            + " Other settings belong into "
            + Config.userFile()
            + " or the environment",
        variable,
        NearestName.sort(variable, known),
        null);
  }

  private static String text(Path file) {
    try {
      PrivateFiles.requireClosed(file, "The environment file");
      try (InputStream in = Files.newInputStream(file)) {
        byte[] bytes = in.readNBytes(LARGEST + 1);
        if (bytes.length > LARGEST) {
          throw unreadable(file, "it is larger than " + LARGEST + " bytes", null);
        }
        return Utf8Text.of(bytes);
      }
    } catch (IOException e) {
      throw unreadable(file, e.getClass().getSimpleName(), e);
    }
  }

  private static ConfigurationException unreadable(
      Path file, String why, @Nullable IOException cause) {
    return new ConfigurationException(
        Kind.UNREADABLE_FILE,
        "The environment file "
            + file
            + " cannot be read ("
            + why
            + "); check its name, its permissions and that it is UTF-8",
        null,
        List.of(),
        cause);
  }
}
