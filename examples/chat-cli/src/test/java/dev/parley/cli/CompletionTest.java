package dev.parley.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.cli.Installed.Result;
import dev.parley.config.Config;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the shells are offered, and what real ones make of it. */
class CompletionTest {
  @TempDir Path folder;

  private Run run() {
    return new Run(folder, new FakeFactory("fake", Run.text("Yes"), Run.STOP));
  }

  private List<String> offered(String... words) {
    Run run = run();
    String[] all =
        Stream.concat(Stream.of("complete", "--"), Stream.of(words)).toArray(String[]::new);
    assertEquals(0, run.with(all), run::err);
    assertEquals("", run.err());
    return run.out().lines().toList();
  }

  private void configure() throws IOException {
    Path user = Files.createDirectories(folder.resolve("user/parley/templates"));
    Files.writeString(
        user.resolveSibling("parley.properties"),
        "model = fake:big | work:small\nwork.provider = fake\n");
    Files.writeString(user.resolve("review.txt"), "{{input}}");
    run().with("-m", "fake:m", "--conversation", "my talk", "Hello");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "comp|completion",
        "log s|search show",
        "usa|usage",
        "usage --by m|model month",
        "usage --pr|--prices",
        "--bud|--budget",
        "chat --bud|--budget",
        "log show my|my talk",
        "-m fake:|fake: fake:big",
        "--model=wo|--model=work: --model=work:small",
        "--conversation m|my talk",
        "-t r|review",
        "-o top|top-p=",
        "log list --j|--json",
        "log rm --old|--older-than",
        "--conv|--conversation",
        "providers wo|work",
        "completion z|zsh",
        "-- --conv|''",
        "What is lo|''",
        "'--config '|''",
        "'log export -o '|''",
      })
  void words_are_completed(String words, String candidates) throws IOException {
    configure();
    assertEquals(candidates, String.join(" ", offered(words.split(" ", -1))));
  }

  @Test
  void what_is_wrong_with_the_configuration_is_no_matter_of_the_line_that_is_typed()
      throws IOException {
    Path user = Files.createDirectories(folder.resolve("user/parley"));
    Files.writeString(user.resolve("parley.properties"), "modle = x\n");
    assertEquals(List.of(), offered("-m", ""));
    assertEquals(List.of("log"), offered("lo"));
  }

  @Test
  void complete_is_a_word_like_others_where_no_shell_says_it() {
    assertEquals("Yes\n", answer("complete", "this:"));
  }

  private String answer(String... words) {
    Run run = run().environment("PARLEY_MODEL", "fake:m");
    assertEquals(0, run.with(words), run::err);
    return run.out();
  }

  @Test
  void settings_that_are_offered_exist() {
    for (String name : offered("-o", "")) {
      // An unknown one would be refused; some want a number, some a word.
      String value = name.equals("reasoning-effort=") ? "low" : "1";
      Config.builder().set(name.replace("=", ""), value).build();
    }
  }

  @Test
  void a_shell_that_nobody_knows_is_told() {
    Run run = run();
    assertEquals(2, run.with("completion", "fish"));
    assertEquals("parley: say for which shell: parley completion bash, or zsh\n", run.err());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void bash_completes() throws Exception {
    configure();
    requireShell("bash");
    assertEquals(List.of("log"), bash("parley lo"));
    assertEquals(List.of("big"), bash("parley -m fake:b"));
    assertEquals(List.of("my\\ talk"), bash("parley log show m"));
    assertEquals(List.of("top-p="), bash("parley -o top"));
    assertEquals(List.of("--json"), bash("parley log list --j"));
  }

  private List<String> bash(String line) throws Exception {
    String script =
        """
        eval "$("$1" completion bash)"
        COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
        COMP_LINE=$2 COMP_POINT=${#2}
        PATH=$(dirname "$1"):$PATH
        _parley
        printf '%s\\n' "${COMPREPLY[@]}"
        """;
    Installed parley = installed();
    Result result =
        parley.shell("exec bash --norc --noprofile -c \"$2\" bash \"$1\" \"$3\"", script, line);
    assertEquals("", result.err());
    return result.out().lines().toList();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void zsh_completes() throws Exception {
    configure();
    requireShell("zsh");
    assertEquals("log", zsh("parley", "lo"));
    // The environment sets the instance up.
    assertEquals("-S  fake: fake:big", zsh("parley", "-m", "fake:"));
    assertEquals("-S  openai:", zsh("parley", "-m", "ope"));
    assertEquals("my talk", zsh("parley", "log", "show", "m"));
    assertEquals("FILES", zsh("parley", "--config", ""));
  }

  /** What the function hands to zsh, whose own completion needs somebody who types. */
  private String zsh(String... words) throws Exception {
    String script =
        """
        PATH=${1:h}:$PATH
        compdef() { }
        compadd() {
          [[ $1 = -S ]] && { print -n -- "-S $2 "; shift 2; }
          shift
          print -n -- "${(P)1} "
        }
        _files() { print -n FILES; }
        eval "$("$1" completion zsh)"
        shift
        words=("$@") CURRENT=$#
        _parley
        """;
    Installed parley = installed();
    String[] arguments = Stream.concat(Stream.of(script), Stream.of(words)).toArray(String[]::new);
    Result result =
        parley.shell(
            "parley=$1 script=$2; shift 2; exec zsh -f -c \"$script\" zsh \"$parley\" \"$@\"",
            arguments);
    assertEquals("", result.err());
    return result.out().strip();
  }

  private Installed installed() throws IOException {
    Installed parley = new Installed(Files.createTempDirectory(folder, "installed"));
    parley.environment.put("XDG_CONFIG_HOME", folder.resolve("user").toAbsolutePath().toString());
    parley.environment.put("XDG_DATA_HOME", folder.resolve("data").toAbsolutePath().toString());
    // The made-up provider is none of the real ones: an instance of the mock stands in for it.
    parley.environment.put("FAKE_PROVIDER", "mock");
    return parley;
  }

  private static void requireShell(String name) {
    boolean there =
        Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(place -> Files.isExecutable(Path.of(place, name)));
    if (Boolean.parseBoolean(System.getenv("PARLEY_REQUIRE_REAL_SERVERS"))) {
      assertTrue(there, name + " is required and not installed");
    }
    Assumptions.assumeTrue(there, "SKIPPED: no " + name + " on the PATH to complete in");
  }
}
