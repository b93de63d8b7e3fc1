package dev.parley.cli.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.cli.Run;
import dev.parley.openai.OpenAiProviderFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys where there is no keyring: there is no PATH to find one on. */
class KeysTest {
  private static final String KEY = "a-key-that-nobody-may-see";

  @TempDir Path folder;

  private Run run() {
    return new Run(folder, new OpenAiProviderFactory());
  }

  private Path file() {
    return folder.resolve("user/parley/keys.properties");
  }

  private void givenKey(String key) {
    assertEquals(0, run().stdin(key + "\n").with("keys", "set", "openai"));
  }

  private static void assertOneLine(Run run) {
    assertTrue(run.err().matches("parley: [^\n]+\n"), run.err());
    assertFalse((run.out() + run.err()).contains(KEY), run.out() + run.err());
  }

  @Test
  void a_key_is_kept_in_a_file_for_its_owner_alone_and_it_is_said_why() throws IOException {
    Run run = run().stdin(KEY + "\n");
    assertEquals(0, run.with("keys", "set", "openai.api-key"));
    assertEquals("openai.api-key is kept in " + file() + ", which only you can read\n", run.out());
    assertEquals(
        "parley: the key does not go into a keyring: secret-tool is not installed\n", run.err());
    assertEquals("openai.api-key = " + KEY + "\n", Files.readString(file()));
    if (file().getFileSystem().supportedFileAttributeViews().contains("posix")) {
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file())));
      assertEquals(
          "rwx------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"${env:HOME}", "back\\slash", "$${", "#sharp = : !"})
  void a_key_of_any_form_comes_back_as_it_was(String key) {
    givenKey(key);
    try (KeyServer server = new KeyServer(key)) {
      Run run = run().environment("OPENAI_BASE_URL", server.address());
      assertEquals(0, run.with("keys", "test", "openai"), run.err());
      assertEquals("openai: ok, 1 model\n", run.out());
    }
  }

  @Test
  void quiet_leaves_out_what_is_only_good_to_know() {
    Run run = run().stdin(KEY).environment("OPENAI_API_KEY", "another");
    assertEquals(0, run.with("keys", "set", "openai", "--quiet"));
    assertEquals("", run.err());
  }

  @Test
  void the_other_lines_of_the_file_stay() throws IOException {
    givenKey("first");
    Files.writeString(file(), "# mine\nopenai.api-key = first\nopenai.headers = X: y\n");
    givenKey("second");
    assertEquals(
        "# mine\nopenai.headers = X: y\nopenai.api-key = second\n", Files.readString(file()));
  }

  @Test
  void the_list_has_names_and_origins_and_never_a_key() throws IOException {
    givenKey(KEY);
    Path env = Files.writeString(folder.resolve("keys.env"), "OPENAI_PROXY=" + KEY + "\n");
    Files.setPosixFilePermissions(env, PosixFilePermissions.fromString("rw-------"));
    Run run = run().environment("OPENAI_HEADERS", "X: " + KEY);
    assertEquals(0, run.with("keys", "list", "--env-file", "keys.env"));
    assertEquals(
        "openai.api-key  ***  the file ("
            + file()
            + ")\nopenai.headers  ***  environment variable OPENAI_HEADERS\n"
            + "openai.proxy  ***  OPENAI_PROXY in "
            + env
            + "\n",
        run.out());
  }

  @Test
  void what_wins_over_a_kept_key_is_told() {
    Run run = run().stdin("x").environment("OPENAI_API_KEY", KEY);
    assertEquals(0, run.with("keys", "set", "openai", "--file"));
    assertEquals(
        "parley: but another wins over it, which is set: environment variable OPENAI_API_KEY\n",
        run.err());
    Run list = run().environment("OPENAI_API_KEY", KEY);
    list.with("keys", "list");
    assertEquals(
        "openai.api-key  ***  environment variable OPENAI_API_KEY, which wins over the file\n",
        list.out());
  }

  @Test
  void a_list_of_nothing_says_how_to_begin() {
    Run run = run();
    assertEquals(0, run.with("keys", "list"));
    assertEquals("", run.out());
    assertOneLine(run);
    assertTrue(run.err().contains("keeps one of: openai.api-key, openai.headers"), run.err());
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the command is that of a Unix shell")
  void a_command_is_kept_instead_of_a_key_and_used() throws IOException {
    Run set = run();
    assertEquals(0, set.with("keys", "set", "openai", "--command", "printf '%s' 'a\\b'"));
    assertEquals("openai.api-key = ${command:printf '%s' 'a\\\\b'}\n", Files.readString(file()));
    try (KeyServer server = new KeyServer("a\\b")) {
      Run run = run().environment("OPENAI_BASE_URL", server.address());
      assertEquals(0, run.with("keys", "test"), run.err());
    }
    Run list = run();
    list.with("keys", "list");
    assertEquals("openai.api-key  ***  a command (" + file() + ")\n", list.out());
  }

  @Test
  void a_key_is_forgotten_and_the_second_time_there_is_none() throws IOException {
    givenKey(KEY);
    Run run = run();
    assertEquals(0, run.with("keys", "rm", "openai"));
    assertEquals("openai.api-key is forgotten\n", run.out());
    assertEquals("", Files.readString(file()));
    Run again = run().environment("OPENAI_API_KEY", KEY);
    assertEquals(2, again.with("keys", "rm", "openai"));
    assertOneLine(again);
    assertTrue(
        again.err().contains("remove it there: environment variable OPENAI_API_KEY"), again.err());
  }

  @ParameterizedTest
  @CsvSource({
    "opnai, Did you mean \"openai\"?",
    "openai.api-kee, Did you mean \"openai.api-key\"?",
    "openai.base-url, No secret setting",
    "zzz, 'Known: openai.api-key, openai.headers, openai.proxy'"
  })
  void an_unknown_name_is_told_with_the_nearest(String name, String told) {
    for (String action : new String[] {"set", "rm", "test"}) {
      Run run = run().stdin(KEY);
      assertEquals(2, run.with("keys", action, name));
      assertOneLine(run);
      assertTrue(run.err().contains(told), run.err());
    }
  }

  @Test
  void an_instance_has_keys_of_its_own() throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(file().resolveSibling("parley.properties"), "work.provider = openai\n");
    assertEquals(0, run().stdin(KEY).with("keys", "set", "work"));
    assertEquals("work.api-key = " + KEY + "\n", Files.readString(file()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "  \n", "one\ntwo\n", "a\u001Bb\n", "a\u0000b"})
  void what_is_no_key_is_refused_and_not_kept(String input) {
    Run run = run().stdin(input);
    assertEquals(2, run.with("keys", "set", "openai"));
    assertOneLine(run);
    assertFalse(Files.exists(file()));
  }

  @Test
  void what_is_too_long_or_no_text_is_refused() {
    Run tooLong = run().stdin("x".repeat(64 * 1024 + 1));
    assertEquals(2, tooLong.with("keys", "set", "openai"));
    assertOneLine(tooLong);
    Run noText = run().stdin("ä".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(2, noText.with("keys", "set", "openai"));
    assertOneLine(noText);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keys",
        "keys sett openai",
        "keys set",
        "keys rm",
        "keys list openai",
        "keys list --file",
        "keys rm openai --command x",
        "keys set openai --file --command x",
        "keys set openai --command a}b",
        "keys set openai sk-on-the-command-line",
        "keys test"
      })
  void a_wrong_command_line_is_one_line(String line) {
    Run run = run().stdin(KEY);
    assertEquals(2, run.with(line.split(" ", -1)));
    assertOneLine(run);
    assertFalse(Files.exists(file()));
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no such modes")
  void a_file_that_is_open_to_others_is_refused_by_every_command() throws IOException {
    givenKey(KEY);
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
    for (String action : new String[] {"keys list", "keys rm openai", "models", "check"}) {
      Run run = run();
      assertEquals(7, run.with(action.split(" ", -1)), action);
      assertTrue((run.out() + run.err()).contains("chmod 600 '" + file() + "'"), run.err());
      assertFalse((run.out() + run.err()).contains(KEY));
    }
  }

  @Test
  void help_shows_how_and_the_exit_codes() {
    Run run = run();
    assertEquals(0, run.with("keys", "--help"));
    assertTrue(run.out().contains("parley keys set openai"), run.out());
    assertTrue(run.out().contains("Exit codes"), run.out());
  }
}
