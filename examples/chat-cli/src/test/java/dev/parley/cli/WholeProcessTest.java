package dev.parley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.cli.Installed.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The tool as scripts run it: whole processes, begun by the start script. */
@DisabledOnOs(OS.WINDOWS)
class WholeProcessTest {
  private static final Result ANSWERED = new Result(0, "It answers.\n", "");

  @TempDir Path folder;
  private ChatStub server;
  private Installed parley;

  @BeforeEach
  void install() throws IOException {
    server = new ChatStub();
    parley = new Installed(folder);
    parley.environment.put("PARLEY_MODEL", "openai:m");
    parley.environment.put("OPENAI_BASE_URL", server.baseUrl());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void it_answers_with_no_home_and_no_terminal() throws Exception {
    parley.environment.put("TERM", "dumb");
    assertEquals(ANSWERED, parley.run("Hello"));
  }

  @Test
  void it_answers_with_stdin_closed() throws Exception {
    assertEquals(ANSWERED, parley.shell("exec \"$@\" <&-", "Hello"));
  }

  @Test
  void it_answers_with_stderr_closed() throws Exception {
    assertEquals(ANSWERED, parley.shell("exec \"$@\" 2>&-", "Hello"));
  }

  @Test
  void closed_stdout_is_told() throws Exception {
    assertEquals(
        new Result(1, "", "parley: stdout is closed\n"), parley.shell("exec \"$@\" >&-", "Hello"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void a_full_disk_behind_stdout_is_told() throws Exception {
    String told = "parley: stdout cannot be written: No space left on device\n";
    assertEquals(new Result(1, "", told), parley.shell("exec \"$@\" >/dev/full", "Hello"));
    assertEquals(new Result(1, "", told), parley.shell("exec \"$@\" >/dev/full", "--version"));
  }

  @Test
  void a_reader_who_leaves_is_no_failure_to_talk_about() throws Exception {
    Result result = parley.shell("{ \"$@\"; echo $? >&2; } | :", "Hello");
    assertTrue(Pattern.matches("(141|0)\n", result.err()), result.err());
  }

  @Test
  void a_disk_that_takes_nothing_loses_the_conversation_and_says_so_but_not_the_answer()
      throws Exception {
    // No file may be longer than nothing.
    Result result = parley.shell("ulimit -f 0 && exec \"$@\"", "Hello");
    assertEquals("It answers.\n", result.out());
    assertTrue(result.err().lines().allMatch(line -> line.startsWith("parley: ")), result.err());
    assertTrue(result.err().contains("kept"), result.err());
  }

  @Test
  void a_place_for_conversations_that_is_none_is_told() throws Exception {
    parley.environment.put("XDG_DATA_HOME", "/dev/null");
    Result result = parley.run("Hello");
    assertEquals("It answers.\n", result.out());
    assertTrue(result.err().contains("parley: this will not be kept: "), result.err());
  }

  @Test
  void many_at_once_are_all_kept() throws Exception {
    List<Process> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(parley.start("exec \"$@\"", "Hello"));
    }
    for (Process each : all) {
      assertEquals(ANSWERED, Installed.result(each));
    }
    assertEquals(8, parley.run("log", "list").out().lines().count());
  }

  @Test
  void the_version_is_told() throws Exception {
    Result result = parley.run("--version");
    assertTrue(result.out().matches("parley [0-9].* on Java .*\n"), result.out());
    assertEquals("", result.err());
  }

  @Test
  void a_prompt_loads_no_class_of_what_it_does_not_use() throws Exception {
    Path log = folder.resolve("classes");
    String classPath = System.getProperty("java.class.path");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load=info:file=" + log.getFileName() + ":none",
                "-cp",
                classPath,
                "dev.parley.cli.Main",
                "Hello")
            .directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(parley.environment);
    Process process = builder.start();
    process.getOutputStream().close();
    assertEquals(ANSWERED, Installed.result(process));
    List<String> loaded;
    try (Stream<String> lines = Files.lines(log)) {
      loaded = lines.map(line -> line.substring(0, line.indexOf(' '))).toList();
    }
    assertTrue(
        loaded.contains("dev.parley.openai.OpenAiProviderFactory"), "it sees what is loaded");
    Pattern unused =
        Pattern.compile(
            "(dev\\.parley\\.(llamalocal|mock|store\\.(redis|memory)|cli\\.(log|completion|check|chat"
                + "|keys|batch)|batch|store\\.export)|redis\\.|org\\.jline|dev\\.harrel|sun\\.security\\.x509"
                + "|org\\.slf4j)\\b.*");
    // Dagger's are among these. ServiceLoader asks a factory for its constructors, and one takes
    // it.
    Pattern allowed = Pattern.compile(".*Factory(\\$.*)?|.*\\.ServerListener");
    assertEquals(
        List.of(),
        loaded.stream()
            .filter(name -> unused.matcher(name).matches() && !allowed.matcher(name).matches())
            .toList());
  }
}
