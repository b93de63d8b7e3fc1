package dev.parley.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code parley} in a source tree with a Maven and a JDK that only pretend. */
@DisabledOnOs(OS.WINDOWS)
class ScriptTest {
  private static final List<String> TOOLS =
      List.of(
          "cat cksum cp date dirname find head ln locale ls mkdir mv ps readlink rm sed sleep tail touch"
              .split(" ", -1));

  private static final String MAVEN =
      """
      #!/bin/sh
      echo built >>maven-calls
      [ -f broken ] && { echo '[ERROR] does not compile'; exit 1; }
      mkdir -p examples/chat-cli/target/lib
      touch examples/chat-cli/target/lib/a.jar examples/chat-cli/target/lib/b.jar
      """;

  private static final String JAVA =
      """
      #!/bin/sh
      case "$*" in
        -version) echo 'openjdk version "VERSION.0.1"' >&2 ;;
        *ArchiveTraining*) ;;
        *-Xshare:dump*)
          echo "$*" >>"ROOT/dumps"
          for arg; do case $arg in *ArchiveFile=*) echo archive >"${arg#*=}" ;; esac; done ;;
        *) for arg; do printf '<%s>\\n' "$arg"; done; exit 42 ;;
      esac
      """;

  /** What it answers if it can link the classes of an archive. */
  private static final String LINKING =
      "'-XX:+AOTClassLinking --enable-native-access=ALL-UNNAMED -version') ;;\n  -version)";

  private record Result(int code, String out, String err) {}

  @TempDir Path folder;
  private Path root;
  private Path bin;
  private Path script;

  @BeforeEach
  void source_tree() throws IOException {
    root = Files.createDirectories(folder.resolve("a tree"));
    script = Files.createDirectories(root.resolve("examples/chat-cli/src/main")).resolve("x.java");
    Files.writeString(script, "source");
    age(script);
    age(Files.writeString(root.resolve("pom.xml"), "pom"));
    Path start = Path.of("src/main/dist");
    Path copy = root.resolve("examples/chat-cli").resolve(start);
    for (String file : List.of("bin/parley", "libexec/archive")) {
      Files.createDirectories(copy.resolve(file).getParent());
      age(Files.copy(start.resolve(file), copy.resolve(file)));
    }
    script = Files.copy(Path.of("../parley"), root.resolve("examples/parley"));
    bin = Files.createDirectories(folder.resolve("bin"));
    for (String tool : TOOLS) {
      // Not a link: JUnit would warn of links out of its folder.
      program(tool, "#!/bin/sh\nexec " + find(tool) + " \"$@\"\n");
    }
    program("mvn", MAVEN);
    program("java", java().replace("VERSION", "17"));
  }

  /** The archive is made by a process that nobody waits for. */
  @AfterEach
  void nothing_of_it_runs_any_more() throws Exception {
    Await.until(
        "its processes to end",
        () ->
            ProcessHandle.allProcesses()
                .noneMatch(
                    process ->
                        process.info().commandLine().orElse("").contains(folder.toString())));
  }

  @Test
  void the_first_run_says_that_it_builds_and_later_ones_just_start() throws Exception {
    Result first = run(script, "hello");
    Result second = run(script, "hello");
    assertEquals(
        "parley: building what it needs; this happens once and may take a few minutes\n",
        first.err());
    assertEquals("", second.err());
    assertEquals(42, second.code());
    assertEquals(1, builds());
  }

  @Test
  void arguments_arrive_as_they_are() throws Exception {
    Result result = run(script, "two words", "", "*", "-h", "$HOME");
    assertTrue(
        result.out().endsWith("dev.parley.cli.Main>\n<two words>\n<>\n<*>\n<-h>\n<$HOME>\n"),
        result.out());
  }

  @Test
  void the_class_path_is_ordered_and_the_archive_used_once_it_is_made() throws Exception {
    String out = run(script).out();
    assertTrue(out.contains("lib/a.jar:") && out.contains("lib/b.jar>"), out);
    assertFalse(out.contains("SharedArchiveFile"), out);
    Await.until("an archive", () -> archives() == 1);
    out = run(script).out();
    assertTrue(out.contains("<-XX:SharedArchiveFile=" + root.toRealPath()), out);
    assertTrue(out.contains("<-Dparley.stdin.terminal=false>"), out);
  }

  @Test
  void an_archive_of_linked_classes_is_used_with_the_native_access_it_was_made_with()
      throws Exception {
    program("java", java().replace("VERSION", "25").replace("-version)", LINKING));
    String out = run(script).out();
    assertFalse(out.contains("enable-native-access"), out);
    Await.until("an archive", () -> archives() == 1);
    out = run(script).out();
    assertTrue(out.contains("<--enable-native-access=ALL-UNNAMED>"), out);
    assertTrue(out.contains(".linked.jsa>"), out);
    String made = Files.readString(root.resolve("dumps"));
    assertTrue(made.contains("-XX:+AOTClassLinking --enable-native-access=ALL-UNNAMED"), made);
    nothing_of_it_runs_any_more();
    assertEquals(1, dumps());
    out = run(script, "chat").out();
    assertEquals(1, out.split("enable-native-access", -1).length - 1, out);
  }

  @Test
  void it_works_through_links_from_anywhere() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a tree/examples/parley"));
    Path linkToLink = Files.createSymbolicLink(bin.resolve("parley"), link);
    assertEquals(42, run(linkToLink).code());
    assertEquals(1, builds());
  }

  @Test
  void newer_sources_are_built() throws Exception {
    run(script);
    Path source = root.resolve("examples/chat-cli/src/main/x.java");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
    Result result = run(script);
    assertTrue(result.err().startsWith("parley: building: the sources are newer"), result.err());
    assertEquals(2, builds());
  }

  @Test
  void a_build_that_fails_shows_its_log_and_is_tried_again() throws Exception {
    Path broken = Files.createFile(root.resolve("broken"));
    Result failed = run(script);
    assertEquals(1, failed.code());
    assertTrue(failed.err().contains("[ERROR] does not compile\nparley: the build failed"));
    Files.delete(broken);
    assertEquals(42, run(script).code());
  }

  @Test
  void a_lock_whose_owner_died_is_taken_over() throws Exception {
    Path place = Files.createDirectories(root.resolve("examples/chat-cli/target/parley"));
    Files.createSymbolicLink(place.resolve("lock"), Path.of("999999999"));
    assertEquals(42, run(script).code());
    assertFalse(Files.isSymbolicLink(place.resolve("lock")));
  }

  @Test
  void two_first_runs_at_once_build_once() throws Exception {
    Process first = start(script);
    Process second = start(script);
    assertEquals(42, result(first).code());
    assertEquals(42, result(second).code());
    assertEquals(1, builds());
  }

  @Test
  void what_is_missing_is_told_in_one_line() throws Exception {
    Files.delete(bin.resolve("mvn"));
    assertEquals(
        new Result(1, "", "parley: mvn not found; install Maven 3.8.7 or newer to build parley\n"),
        run(script));
    program("java", java().replace("VERSION", "11"));
    String old = run(script).err();
    assertTrue(old.matches("parley: parley needs JDK 17 or newer, but .*/java is 11\n"), old);
    Files.delete(bin.resolve("java"));
    assertEquals(
        new Result(1, "", "parley: no java found; install JDK 17 or newer, or set JAVA_HOME\n"),
        run(script));
  }

  @Test
  void a_jdk_that_is_too_old_is_told_after_the_build_too() throws Exception {
    run(script);
    program("java", java().replace("VERSION", "1.8"));
    String err = run(script).err();
    assertTrue(
        err.matches("parley: parley needs Java 17 or newer, but .*/java is Java 1;.*\n"), err);
  }

  @Test
  void many_at_once_make_one_archive() throws Exception {
    run(script);
    Await.until("an archive", () -> archives() == 1);
    program("java", java().replace("VERSION", "17.0.1")); // of another size, so another Java
    List<Process> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(start(script, "hello"));
    }
    for (Process each : all) {
      assertEquals("", result(each).err());
    }
    Await.until("one archive, and the old one gone", () -> archives() == 1 && dumps() == 2);
    nothing_of_it_runs_any_more();
    assertEquals(2, dumps());
  }

  private long dumps() throws IOException {
    Path calls = root.resolve("dumps");
    return Files.exists(calls) ? Files.readAllLines(calls).size() : 0;
  }

  private long archives() throws IOException {
    try (Stream<Path> files = Files.walk(root.resolve("examples/chat-cli/target/parley"))) {
      return files.filter(file -> file.toString().endsWith(".jsa")).count();
    }
  }

  private Result run(Path program, String... arguments) throws Exception {
    return result(start(program, arguments));
  }

  private Process start(Path program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", bin.toString());
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  /** The outputs are too short to fill a pipe. */
  private static Result result(Process process) throws Exception {
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    return new Result(
        process.exitValue(),
        new String(process.getInputStream().readAllBytes(), UTF_8),
        new String(process.getErrorStream().readAllBytes(), UTF_8));
  }

  private String java() {
    return JAVA.replace("ROOT", root.toString());
  }

  private int builds() throws IOException {
    return Files.readAllLines(root.resolve("maven-calls")).size();
  }

  private void program(String name, String text) throws IOException {
    Path file = bin.resolve(name);
    Files.deleteIfExists(file);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void age(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
  }

  /** Where a tool is, or false in place of one that the machine lacks. */
  private static String find(String tool) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toString)
        .orElse("false");
  }
}
