package dev.parley.llamalocal.internal;

import dev.parley.config.ProviderSettings;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Finds the program: the setting, else {@code LLAMA_SERVER}, else the {@code PATH}. */
final class ServerProgram {
  private static final String VARIABLE = "LLAMA_SERVER";

  private final ProviderSettings settings;
  private final String path;
  private final String operatingSystem;

  ServerProgram(ProviderSettings settings, String path, String operatingSystem) {
    this.settings = settings;
    this.path = path;
    this.operatingSystem = operatingSystem;
  }

  /**
   * The program, asked for anew with each start: it may be installed meanwhile.
   *
   * @throws ConfigurationException if there is none; says how to install it
   */
  Path find() {
    Optional<Path> set = settings.path("binary");
    if (set.isPresent()) {
      if (!isProgram(set.get())) {
        throw settings.invalid("binary", "a file that can be run, such as llama-server");
      }
      return set.get().toAbsolutePath();
    }
    Optional<String> named = settings.environment(VARIABLE);
    if (named.isPresent()) {
      return program(named.get(), "")
          .orElseThrow(() -> missing(VARIABLE + " names no file that can be run: " + named.get()));
    }
    return Arrays.stream(path.split(File.pathSeparator))
        .filter(folder -> !folder.isBlank())
        .map(folder -> program(folder, isWindows() ? "llama-server.exe" : "llama-server"))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(() -> missing("there is no llama-server on the PATH"));
  }

  /** The program in a folder; a variable of the environment may hold what is no path at all. */
  private static Optional<Path> program(String folder, String name) {
    try {
      return Optional.of(Path.of(folder, name).toAbsolutePath()).filter(ServerProgram::isProgram);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }

  private boolean isWindows() {
    return operatingSystem.startsWith("Windows");
  }

  private ConfigurationException missing(String problem) {
    return new ConfigurationException(
        Kind.MISSING_SETTING,
        settings.instance()
            + ": "
            + problem
            + ". Install it ("
            + howToInstall()
            + "), or say where it is with setting \""
            + settings.fullName("binary")
            + "\" or "
            + VARIABLE
            + "; or attach to a running one with setting \""
            + settings.fullName("server")
            + "\"",
        settings.fullName("binary"),
        List.of(),
        null);
  }

  private String howToInstall() {
    if (isWindows()) {
      return "winget install llama.cpp";
    } else if (operatingSystem.startsWith("Mac")) {
      return "brew install llama.cpp";
    }
    return "apt install llama.cpp-tools on Debian and Ubuntu, or brew install llama.cpp";
  }
}
