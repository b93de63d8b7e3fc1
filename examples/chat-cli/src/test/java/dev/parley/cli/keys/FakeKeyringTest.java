package dev.parley.cli.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.cli.Run;
import dev.parley.cli.process.ChildProgram;
import dev.parley.cli.process.Surroundings;
import dev.parley.config.Secret;
import dev.parley.openai.OpenAiProviderFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A secret-tool that only pretends, and notes what it gets. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no Secret Service")
class FakeKeyringTest {
  private static final String KEY = "a-key-that-nobody-may-see";

  private static final String WORKS =
      """
      #!/bin/sh
      printf '%s\\n' "$*" >>"$0.arguments"
      env >>"$0.environment"
      case $1 in
        store) cat >"$0.key" ;;
        lookup) [ -f "$0.key" ] && cat "$0.key" ;;
        clear) rm "$0.key" ;;
      esac
      """;

  private static final String LOCKED =
      """
      #!/bin/sh
      echo 'secret-tool: Cannot create an item in a locked collection' >&2
      exit 1
      """;

  private static final String HANGS = "#!/bin/sh\nexec tail -f /dev/null\n";

  @TempDir Path folder;

  private Path tool(String script) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path tool = Files.writeString(bin.resolve("secret-tool"), script);
    return Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwx------"));
  }

  private Map<String, String> environment() {
    return Map.of(
        "PATH",
        folder.resolve("bin") + ":/usr/bin:/bin",
        "DBUS_SESSION_BUS_ADDRESS",
        "unix:path=/nonexistent",
        "OPENAI_HEADERS",
        "X-Key: " + KEY,
        "WORK_API_KEY",
        KEY);
  }

  private Run run() {
    Run run = new Run(folder, new OpenAiProviderFactory());
    environment().forEach(run::environment);
    return run;
  }

  private Path file() {
    return folder.resolve("user/parley/keys.properties");
  }

  private SecretService keyring(Duration limit) {
    Surroundings surroundings =
        new Surroundings(
            environment(),
            folder,
            Optional.of(folder),
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            InstantSource.system(),
            false,
            false,
            false);
    return new SecretService(surroundings, new ChildProgram(surroundings), limit);
  }

  private String noted(String what) throws IOException {
    return Files.readString(folder.resolve("bin/secret-tool." + what));
  }

  @Test
  void a_key_goes_through_stdin_and_into_no_argument_environment_or_file() throws IOException {
    tool(WORKS);
    Run run = run().stdin(KEY + "\n");
    assertEquals(0, run.with("keys", "set", "openai"), run.err());
    assertEquals("openai.api-key is kept in the keyring; " + file() + " says so\n", run.out());
    assertEquals("", run.err());
    assertEquals(KEY, noted("key"));
    assertEquals(
        """
        store --label=Parley: openai.api-key application parley setting openai.api-key
        lookup application parley setting openai.api-key
        """,
        noted("arguments"));
    assertTrue(noted("environment").contains("DBUS_SESSION_BUS_ADDRESS="), "no vacuous check");
    assertFalse(noted("environment").contains(KEY));
    assertEquals(
        "openai.api-key = ${command:secret-tool lookup application parley setting openai.api-key}\n",
        Files.readString(file()));
  }

  @Test
  void the_list_and_the_removal_know_the_keyring() throws IOException {
    tool(WORKS);
    run().stdin(KEY).with("keys", "set", "openai");
    Run list = run();
    list.with("keys", "list");
    assertTrue(
        list.out().startsWith("openai.api-key  ***  the keyring (" + file() + ")\n"), list.out());
    Run removed = run();
    assertEquals(0, removed.with("keys", "rm", "openai"), removed.err());
    assertFalse(Files.exists(folder.resolve("bin/secret-tool.key")));
    assertEquals("", Files.readString(file()));
  }

  @Test
  void a_key_that_only_the_keyring_has_is_removed_too() throws IOException {
    tool(WORKS);
    run().stdin(KEY).with("keys", "set", "openai");
    Files.writeString(file(), "");
    assertEquals(0, run().with("keys", "rm", "openai"));
    assertFalse(Files.exists(folder.resolve("bin/secret-tool.key")));
  }

  @Test
  void a_key_that_moves_to_the_file_leaves_the_keyring() throws IOException {
    tool(WORKS);
    run().stdin(KEY).with("keys", "set", "openai");
    Run run = run().stdin("other");
    assertEquals(0, run.with("keys", "set", "openai", "--file"));
    assertEquals("openai.api-key = other\n", Files.readString(file()));
    assertFalse(Files.exists(folder.resolve("bin/secret-tool.key")));
  }

  @Test
  void a_locked_keyring_is_told_and_the_file_takes_the_key() throws IOException {
    tool(LOCKED);
    Run run = run().stdin(KEY);
    assertEquals(0, run.with("keys", "set", "openai"));
    assertEquals(
        "parley: the key does not go into a keyring: secret-tool: Cannot create an item in a locked"
            + " collection\n",
        run.err());
    assertEquals("openai.api-key = " + KEY + "\n", Files.readString(file()));
  }

  @Test
  void a_keyring_that_is_locked_at_the_removal_keeps_the_line() throws IOException {
    tool(WORKS);
    run().stdin(KEY).with("keys", "set", "openai");
    tool(LOCKED);
    Run run = run();
    assertEquals(2, run.with("keys", "rm", "openai"));
    assertTrue(
        run.err().matches("parley: openai.api-key is still in the keyring: .*\n"), run.err());
    assertTrue(Files.readString(file()).contains("secret-tool lookup"));
  }

  @Test
  void a_keyring_that_gives_back_another_key_is_not_trusted() throws IOException {
    tool("#!/bin/sh\n[ $1 != lookup ] || echo other\ncat >/dev/null\n");
    Run run = run().stdin(KEY);
    assertEquals(0, run.with("keys", "set", "openai"));
    assertTrue(run.err().contains("it gives back another key"), run.err());
    assertFalse(run.err().contains("keeps that"), run.err());
    assertEquals("openai.api-key = " + KEY + "\n", Files.readString(file()));
  }

  @Test
  void the_beginning_of_a_key_that_is_too_long_does_not_stay() throws IOException {
    tool(WORKS.replace("cat >\"$0.key\"", "head -c 5 >\"$0.key\"; cat >/dev/null"));
    Run run = run().stdin(KEY);
    assertEquals(0, run.with("keys", "set", "openai"));
    assertTrue(run.err().contains("it gives back another key"), run.err());
    assertTrue(noted("arguments").contains("clear application parley"), noted("arguments"));
    assertFalse(Files.exists(folder.resolve("bin/secret-tool.key")));
    assertEquals("openai.api-key = " + KEY + "\n", Files.readString(file()));
  }

  @Test
  void a_key_of_an_instance_that_is_gone_leaves_the_keyring() throws IOException {
    tool(WORKS);
    Run set = run().stdin(KEY).environment("OLD_PROVIDER", "openai");
    assertEquals(0, set.with("keys", "set", "old"), set.err());
    Files.writeString(file(), "");
    Run removed = run();
    assertEquals(0, removed.with("keys", "rm", "old"), removed.err());
    assertEquals("old.api-key is forgotten\n", removed.out());
    assertFalse(Files.exists(folder.resolve("bin/secret-tool.key")));
  }

  @Test
  void a_keyring_that_does_not_answer_is_given_up() throws IOException {
    tool(HANGS);
    SecretService keyring = keyring(Duration.ofMillis(200));
    assertEquals(Optional.empty(), keyring.absence());
    String told = keyring.store("openai.api-key", Secret.of(KEY)).orElseThrow();
    assertTrue(told.contains("did not answer within"), told);
    assertTrue(keyring.clear("openai.api-key").isPresent());
    assertFalse(keyring.holds("openai.api-key"));
  }

  @Test
  void a_tool_that_cannot_be_run_is_told() throws IOException {
    tool("#!/nonexistent/interpreter\n");
    String told =
        keyring(Duration.ofSeconds(30)).store("openai.api-key", Secret.of(KEY)).orElseThrow();
    assertTrue(told.startsWith("secret-tool cannot be run: "), told);
  }

  @Test
  void without_a_session_bus_nothing_is_asked() throws IOException {
    tool(WORKS);
    Run run = run().environment("DBUS_SESSION_BUS_ADDRESS", "").stdin(KEY);
    assertEquals(0, run.with("keys", "set", "openai"));
    assertTrue(run.err().contains("there is no session bus"), run.err());
    assertFalse(Files.exists(folder.resolve("bin/secret-tool.arguments")));
  }
}
