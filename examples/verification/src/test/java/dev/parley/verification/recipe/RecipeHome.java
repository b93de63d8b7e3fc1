package dev.parley.verification.recipe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.verification.Project;
import dev.parley.verification.recipe.RecipePage.Code;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/**
 * A home folder in which somebody follows the pages: {@code parley} and the settings are there once
 * {@link #prepare} has run what the index says comes first. Its {@code parley} is the real start
 * script on the class path of this test. Not thread-safe.
 */
public final class RecipeHome {
  private static final long PATIENCE_SECONDS = 120;

  /** Where {@code parley} is unpacked, and whatever else is not the user's. */
  private final Path elsewhere;

  private final Path home;
  private final Map<String, String> environment = new TreeMap<>();
  private Path working;

  /** How a command ended. */
  public record Ran(int code, String out, String err) {
    /** Fails unless the code is 0. */
    public Ran well() {
      assertEquals(0, code, () -> "stdout:\n" + out + "stderr:\n" + err);
      return this;
    }
  }

  /** Makes it, in an empty folder. */
  public RecipeHome(Path folder) throws IOException {
    home = Files.createDirectory(folder.resolve("home"));
    working = home;
    elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    unpack(elsewhere.resolve("parley"));
    environment.put("HOME", home.toString());
    environment.put("LOGNAME", "ada");
    environment.put("SHELL", "/bin/sh");
    environment.put("LANG", "C.UTF-8");
    environment.put("PATH", home.resolve(".local/bin") + ":" + System.getenv("PATH"));
    environment.put("TMPDIR", Files.createDirectory(folder.resolve("tmp")).toString());
  }

  /** A distribution whose one jar refers to what is being tested. */
  private static void unpack(Path place) throws IOException {
    Path dist = RecipePage.folder().resolve("../chat-cli/src/main/dist");
    for (String file : List.of("bin/parley", "libexec/archive")) {
      Files.createDirectories(place.resolve(file).getParent());
      Files.copy(dist.resolve(file), place.resolve(file));
    }
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath());
    Files.createDirectory(place.resolve("lib"));
    try (OutputStream out = Files.newOutputStream(place.resolve("lib/parley.jar"))) {
      new JarOutputStream(out, manifest).close();
    }
  }

  private static String classPath() {
    return Project.classPath().stream()
        .map(file -> file.toUri().toString())
        .collect(Collectors.joining(" "));
  }

  /**
   * Does what the index says is done once, in a folder that looks like a checkout, with these
   * settings of the user besides.
   */
  RecipeHome prepare(String... settings) throws Exception {
    write(".config/parley/parley.properties", String.join("\n", settings) + "\n");
    RecipePage page = link();
    run(page.next()).well();
    Ran checked = run(page.next()).well();
    assertTrue(checked.out().lines().noneMatch(line -> line.startsWith("FAIL")), checked::out);
    page.end();
    working = home;
    return this;
  }

  /** Does only the first thing of the index, so that {@code parley} is there, with no settings. */
  public RecipeHome install() throws Exception {
    link();
    working = home;
    return this;
  }

  private RecipePage link() throws Exception {
    Path checkout = Files.createDirectory(elsewhere.resolve("checkout"));
    // Java asks the system and not HOME for the home folder. No class archives are made, and the
    // java of this test is taken, wherever the system has its own.
    program(
        checkout.resolve("examples/parley"),
        """
        #!/bin/sh
        export XDG_CONFIG_HOME="$HOME/.config" XDG_DATA_HOME="$HOME/.local/share"
        export XDG_STATE_HOME="$HOME/.local/state" XDG_CACHE_HOME=/dev/null
        export JAVA_HOME='%s'
        exec '%s' "$@"
        """
            .formatted(System.getProperty("java.home"), elsewhere.resolve("parley/bin/parley")));
    Files.writeString(checkout.resolve("openai.key"), StubModel.KEY + "\n");
    working = checkout;
    RecipePage page = RecipePage.read("README");
    run(page.next()).well();
    return page;
  }

  /** {@return the home folder} */
  public Path home() {
    return home;
  }

  /** Goes into a folder of the home, in which commands run from now on. */
  Path enter(String folder) throws IOException {
    working = Files.createDirectories(home.resolve(folder));
    return working;
  }

  /** Sets a variable of the environment of everything but cron. */
  public RecipeHome variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Writes a file of the home. */
  public Path write(String file, String text) throws IOException {
    Path path = home.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }

  /** Puts a program where the user's are. */
  void program(String name, String text) throws IOException {
    program(home.resolve(".local/bin").resolve(name), text);
  }

  private static void program(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Runs a block of a page; what it prints is compared with what the page says. */
  public Ran run(Code code) throws Exception {
    Ran ran = sh(code.text());
    code.prints().ifPresent(text -> assertEquals(text, ran.out(), () -> ran.err()));
    return ran;
  }

  /** Runs lines of the shell, and stops at the first that fails. */
  public Ran sh(String lines) throws Exception {
    return ended(start(lines));
  }

  /** Runs a line of a crontab as cron does: with nothing of the user's environment. */
  Ran cron(String line) throws Exception {
    return ended(startByCron(line));
  }

  /** Runs lines of a crontab that have one time. */
  List<Ran> cronAtOnce(String... lines) throws Exception {
    List<Process> started = new ArrayList<>();
    for (String line : lines) {
      started.add(startByCron(line));
    }
    List<Ran> ran = new ArrayList<>();
    for (Process process : started) {
      ran.add(ended(process));
    }
    return ran;
  }

  private Process startByCron(String line) throws IOException {
    String command = line.strip().split("\\s+", 6)[5];
    assertTrue(!command.contains("%"), () -> "cron makes a line end of %: " + command);
    Map<String, String> bare = new TreeMap<>();
    bare.put("HOME", home.toString());
    bare.put("LOGNAME", "ada");
    bare.put("PATH", "/usr/bin:/bin");
    bare.put("SHELL", "/bin/sh");
    return start(List.of("/bin/sh", "-c", command), bare, home);
  }

  /** Begins to run lines of the shell. */
  Process start(String lines) throws IOException {
    return start(List.of("sh", "-e", "-c", lines), environment, working);
  }

  private static Process start(List<String> command, Map<String, String> environment, Path folder)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
    builder.directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  /** Ends a process, and what it has started, so that none can do anything about it. */
  static void kill(Process process) throws InterruptedException {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it cannot be killed");
  }

  /** Waits for the end; the outputs are too short to fill a pipe. */
  private static Ran ended(Process process) throws Exception {
    try {
      assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it does not end");
      return new Ran(
          process.exitValue(),
          new String(process.getInputStream().readAllBytes(), UTF_8),
          new String(process.getErrorStream().readAllBytes(), UTF_8));
    } finally {
      process.destroyForcibly();
    }
  }

  /** Looks until it is so, or fails. */
  static void await(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.call()) {
      assertTrue(System.nanoTime() < deadline, () -> "waited in vain for " + what);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
  }
}
