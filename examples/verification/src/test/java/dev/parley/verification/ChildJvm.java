package dev.parley.verification;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A JVM like this one, with nothing on its paths but what it is given. */
final class ChildJvm {
  private static final int SECONDS = 60;

  private ChildJvm() {}

  /** What a run printed, both streams together, and the classes that it loaded. */
  record Outcome(int status, String output, Set<String> loaded) {}

  /** Runs {@code java} with these arguments in {@code folder}, which is empty. */
  static Outcome run(Path folder, List<String> arguments) throws Exception {
    Path output = folder.resolve("output.txt");
    Path classes = folder.resolve("classes.txt");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xlog:class+load:file=" + classes.getFileName() + ":none");
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    withoutSettings(builder.environment());
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    Process process = builder.start();
    try {
      boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
      String text = Files.readString(output);
      assertTrue(ended, () -> "did not end within " + SECONDS + " s: " + text);
      return new Outcome(process.exitValue(), text, loaded(classes));
    } finally {
      process.destroyForcibly();
    }
  }

  /** What this machine is set up with is not what is tested. */
  private static void withoutSettings(Map<String, String> environment) {
    environment
        .keySet()
        .removeIf(
            name ->
                name.toUpperCase(Locale.ROOT).endsWith("_PROXY")
                    || name.startsWith("PARLEY_")
                    || name.startsWith("OPENAI_")
                    || name.startsWith("JAVA_TOOL")
                    || name.startsWith("JDK_JAVA")
                    || name.equals("CLASSPATH"));
  }

  /** A line reads {@code java.lang.Object source: …}. */
  private static Set<String> loaded(Path log) throws IOException {
    return Files.readAllLines(log).stream()
        .map(line -> line.split(" ", 2)[0])
        .collect(Collectors.toSet());
  }
}
