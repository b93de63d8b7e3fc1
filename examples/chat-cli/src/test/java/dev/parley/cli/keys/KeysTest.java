package dev.parley.cli.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.cli.Run;
import dev.parley.cli.process.Surroundings;
import dev.parley.cli.setup.UserFolders;
import dev.parley.error.ConfigurationException;
import dev.parley.openai.OpenAiProviderFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
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
  void a_key_of_another_file_is_told_by_that_file() throws IOException {
    Path env = Files.writeString(folder.resolve("keys.env"), "OPENAI_API_KEY=" + KEY + "\n");
    Files.setPosixFilePermissions(env, PosixFilePermissions.fromString("rw-------"));
    Run set = run().stdin("x");
    assertEquals(0, set.with("keys", "set", "openai", "--file", "--env-file", "keys.env"));
    assertOneLine(set);
    assertTrue(set.err().endsWith("is set: OPENAI_API_KEY in " + env + "\n"), set.err());
    Run removed = run();
    assertEquals(0, removed.with("keys", "rm", "openai", "--env-file", "keys.env"));
    assertOneLine(removed);
    assertTrue(removed.err().endsWith("still set: OPENAI_API_KEY in " + env + "\n"), removed.err());
  }

  @Test
  void a_key_of_an_instance_that_is_gone_can_be_removed() throws IOException {
    givenKey("kept");
    Files.writeString(
        file(), "old.api-key = " + KEY + "\nopenai.api-kee = " + KEY + "\nopenai.api-key = kept\n");
    Run run = run();
    assertEquals(0, run.with("keys", "rm", "old"), run.err());
    assertEquals("old.api-key is forgotten\n", run.out());
    assertEquals(0, run().with("keys", "rm", "openai.api-kee"));
    assertEquals("openai.api-key = kept\n", Files.readString(file()));
  }

  @Test
  void a_name_in_the_file_that_may_be_a_key_is_told_by_its_line() throws IOException {
    givenKey("kept");
    Files.writeString(file(), "\uFEFFold.api-key = x\neyJ" + KEY + ".eyJ.x = \n");
    Run run = run();
    assertEquals(0, run.with("keys", "list"), run.err());
    assertTrue(run.err().contains(", line 1, has \"old.api-key\", which"), run.err());
    assertTrue(run.err().contains(", line 2, has a name, which"), run.err());
    assertFalse(run.err().contains(KEY), run.err());
  }

  @Test
  void a_byte_order_mark_hides_no_key() throws IOException {
    givenKey("first");
    Files.writeString(file(), "\uFEFFopenai.api-key = first\n");
    givenKey("second");
    assertEquals("openai.api-key = second\n", Files.readString(file()));
  }

  @Test
  void a_lock_that_somebody_keeps_is_told() throws IOException {
    givenKey("first");
    Surroundings surroundings =
        new Surroundings(
            Map.of("XDG_CONFIG_HOME", folder.resolve("user").toAbsolutePath().toString()),
            folder,
            Optional.empty(),
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            OutputStream.nullOutputStream(),
            InstantSource.system(),
            false,
            false,
            false);
    KeyFile keys = new KeyFile(new UserFolders(surroundings), Duration.ofMillis(50));
    Path lock = file().resolveSibling("keys.properties.lock");
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      assertTrue(held.isValid());
      ConfigurationException e =
          assertThrows(ConfigurationException.class, () -> keys.putKey("openai.api-key", "x"));
      assertTrue(e.getMessage().contains(lock + "; end that"), e.getMessage());
    }
    keys.putKey("openai.api-key", "x");
    assertEquals("openai.api-key = x\n", Files.readString(file()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "set openai " + KEY,
        "set " + KEY,
        "rm " + KEY,
        "test " + KEY,
        "list " + KEY,
        "rm openai " + KEY,
        KEY,
        "set openai " + KEY + " more --file"
      })
  void a_key_in_the_place_of_a_word_is_not_told(String line) {
    Run run = run().stdin(KEY);
    assertEquals(2, run.with(("keys " + line).split(" ", -1)));
    assertOneLine(run);
    if (line.startsWith("set openai")) {
      assertTrue(run.err().contains("A key is not an argument"), run.err());
    }
    assertFalse(Files.exists(file()));
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
  @ValueSource(
      strings = {
        "",
        "\n",
        "  \n",
        "one\ntwo\n",
        "a\u001Bb\n",
        "a\u0000b",
        "schlüssel",
        "a\u200Bb",
        "a\u007Fb"
      })
  void what_is_no_key_is_refused_and_not_kept(String input) {
    Run run = run().stdin(input);
    assertEquals(2, run.with("keys", "set", "openai"));
    assertOneLine(run);
    assertFalse(Files.exists(file()));
  }

  @Test
  void a_prompt_that_misses_its_key_says_how_to_set_it() {
    Run run = run();
    assertEquals(6, run.with("-m", "openai:m", "Why?"));
    assertOneLine(run);
    assertTrue(run.err().endsWith(", or call: parley keys set openai\n"), run.err());
  }

  @Test
  void nobody_is_asked_where_what_is_typed_could_show() {
    Run run = run(); // Its stdin is a terminal, its stdout is none.
    assertEquals(2, run.with("keys", "set", "openai"));
    assertOneLine(run);
    assertTrue(run.err().contains("pipe the key in"), run.err());
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
