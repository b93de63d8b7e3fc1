package dev.parley.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The distribution in a folder of its own, with its start script as it is and one jar that refers
 * to what is being tested. Its class archives are not made unless a test gives them a place.
 */
final class Installed {
  final Path home;
  final Map<String, String> environment = new HashMap<>();

  record Result(int code, String out, String err) {}

  Installed(Path folder) throws IOException {
    home = folder.resolve("parley in a folder");
    for (String file : List.of("bin/parley", "libexec/archive")) {
      Files.createDirectories(home.resolve(file).getParent());
      Files.copy(Path.of("src/main/dist").resolve(file), home.resolve(file));
    }
    Files.createDirectories(home.resolve("lib"));
    jar(home.resolve("lib/parley.jar"));
    environment.put("PATH", System.getenv("PATH"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("XDG_CONFIG_HOME", folder.resolve("config").toAbsolutePath().toString());
    environment.put("XDG_DATA_HOME", folder.resolve("data").toAbsolutePath().toString());
    environment.put("XDG_STATE_HOME", folder.resolve("state").toAbsolutePath().toString());
  }

  private static void jar(Path file) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(
        Attributes.Name.CLASS_PATH,
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(path -> Path.of(path).toUri().toString())
            .collect(Collectors.joining(" ")));
    try (OutputStream out = Files.newOutputStream(file)) {
      new JarOutputStream(out, manifest).close();
    }
  }

  /** Runs {@code parley} with these arguments. */
  Result run(String... arguments) throws Exception {
    return shell("exec \"$@\"", arguments);
  }

  /** Runs a shell's line in which {@code "$@"} is parley with these arguments. */
  Result shell(String line, String... arguments) throws Exception {
    return result(start(line, arguments));
  }

  Process start(String line, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("sh", "-c", line, "sh"));
    command.add(home.resolve("bin/parley").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  /** The outputs are too short to fill a pipe. */
  static Result result(Process process) throws Exception {
    assertTrue(process.waitFor(2, TimeUnit.MINUTES));
    return new Result(
        process.exitValue(),
        new String(process.getInputStream().readAllBytes(), UTF_8),
        new String(process.getErrorStream().readAllBytes(), UTF_8));
  }
}
