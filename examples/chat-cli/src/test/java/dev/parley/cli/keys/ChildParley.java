package dev.parley.cli.keys;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The tool as a process of its own, in a home and an environment of its own. */
final class ChildParley {
  /** How a process ended. */
  record Ended(int code, String output) {}

  private static final long SECONDS = 60;

  private final Map<String, String> environment = new TreeMap<>();

  ChildParley(Path home) {
    environment.put("PATH", System.getenv().getOrDefault("PATH", "/usr/bin:/bin"));
    environment.put("HOME", home.toString());
    environment.put("XDG_CONFIG_HOME", home.resolve("config").toString());
    environment.put("XDG_DATA_HOME", home.resolve("data").toString());
    environment.put("XDG_STATE_HOME", home.resolve("state").toString());
    environment.put("LC_ALL", "C.UTF-8");
  }

  ChildParley environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** The words that start it, for a shell: there is nothing in them that needs quotes. */
  static List<String> java(boolean terminal) {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dparley.stdin.terminal=" + terminal,
            "-Dparley.stdout.terminal=" + terminal,
            "-cp",
            System.getProperty("java.class.path"),
            "dev.parley.cli.Main"));
  }

  /** Starts a program in this environment; what it says on stderr comes with stdout. */
  Process start(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** Runs a program to its end. */
  Ended run(List<String> command) throws Exception {
    Process process = start(command);
    try {
      process.getOutputStream().close();
      return new Ended(await(process), read(process, ""));
    } finally {
      process.destroyForcibly();
    }
  }

  /** Waits for the end, for which its output has to fit into a pipe. */
  static int await(Process process) throws Exception {
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("It does not end: " + process.info());
    }
    return process.exitValue();
  }

  /** Reads up to a text, or to the end if that is empty or does not come. */
  static String read(Process process, String until) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    InputStream in = process.getInputStream();
    for (int next = in.read(); next >= 0; next = in.read()) {
      read.write(next);
      if (!until.isEmpty() && text(read).endsWith(until)) {
        break;
      }
    }
    return text(read);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
