package dev.parley.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file of keys beside the user's own. */
class KeysFileTest {
  private static final SettingsSpec SPEC =
      SettingsSpec.of(
          Setting.of("api-key", Setting.Type.SECRET, "The key."),
          Setting.of("base-url", Setting.Type.URL, "The server."));

  @TempDir Path folder;

  private Config.Builder with(String text, Map<String, String> environment) throws IOException {
    Path file = folder.resolve("keys.properties");
    Files.writeString(file, text);
    close(file, "rw-------");
    return Config.standard(environment, folder.resolve("work"))
        .userFile(folder.resolve("parley.properties"));
  }

  private Config.Builder with(String text) throws IOException {
    return with(text, Map.of());
  }

  private static void close(Path file, String mode) throws IOException {
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
  }

  private static String key(Config config) {
    return config.settings("openai", SPEC).secret("api-key").orElseThrow().get().reveal();
  }

  @Test
  void keys_stand_there_and_tell_their_line() throws IOException {
    Config config = with("# mine\n\nopenai.api-key = file-key\n").build();

    assertEquals("file-key", key(config));
    assertEquals(
        Optional.of("in " + folder.resolve("keys.properties") + ", line 3"),
        config.settings("openai", SPEC).origin("api-key"));
  }

  @Test
  void every_other_layer_wins() throws IOException {
    String keys = "openai.api-key=file-key\n";
    assertEquals("env-key", key(with(keys, Map.of("OPENAI_API_KEY", "env-key")).build()));
    assertEquals("code-key", key(with(keys).set("openai.api-key", "code-key").build()));
    Files.writeString(folder.resolve("parley.properties"), "openai.api-key=own-key\n");
    assertEquals("own-key", key(with(keys).build()));
  }

  @Test
  void references_are_resolved_from_its_folder() throws IOException {
    Files.writeString(folder.resolve("k"), "from-file\n");

    assertEquals("from-file", key(with("openai.api-key=${file:k}\n").build()));
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the command is that of a Unix shell")
  void commands_do_not_get_variables_of_secrets() throws IOException {
    // Both are in the environment of the tests, and empty: see the root pom.
    assertEquals(
        "01", key(with("openai.api-key=" + asked("OPENAI_BASE_URL", "OPENAI_API_KEY")).build()));
  }

  /** A command that says of each variable 0 if it has it, and 1 if not. */
  private static String asked(String... variables) {
    StringBuilder line = new StringBuilder("$" + "{command:");
    for (String variable : variables) {
      line.append("printenv ").append(variable).append(" >/dev/null; printf %s $?; ");
    }
    return line.append("}\n").toString();
  }

  @Test
  void variables_of_secrets_are_those_of_all_instances() throws IOException {
    SecretVariables variables = new SecretVariables();
    variables.of("openai", SPEC);
    variables.of("team-b", SPEC);

    assertEquals(Set.of("OPENAI_API_KEY", "TEAM_B_API_KEY"), variables.among(Map.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"model=a:x", "parley.store=hidden", "work.provider=hidden", "store=hidden"})
  void what_no_provider_keeps_secret_is_refused_with_its_line(String line) throws IOException {
    Config.Builder builder = with("openai.api-key=k\n" + line + "\n");
    ConfigurationException e = assertThrows(ConfigurationException.class, builder::build);

    assertEquals(Kind.FORBIDDEN_SETTING, e.kind());
    assertTrue(e.getMessage().contains("keys.properties, line 2"), e.getMessage());
    assertTrue(e.getMessage().contains("put it into "), e.getMessage());
    assertFalse(e.getMessage().contains("hidden"), e.getMessage());
  }

  @Test
  void a_setting_of_a_provider_that_is_no_secret_is_refused_with_its_line() throws IOException {
    Config config = with("openai.base-url=https://hidden.example\n").build();
    ConfigurationException e =
        assertThrows(ConfigurationException.class, () -> config.settings("openai", SPEC));

    assertEquals(Kind.FORBIDDEN_SETTING, e.kind());
    assertTrue(e.getMessage().contains("\"openai.base-url\""), e.getMessage());
    assertTrue(e.getMessage().contains("line 1"), e.getMessage());
    assertFalse(e.getMessage().contains("hidden"), e.getMessage());
  }

  @Test
  void a_misspelt_one_is_told_with_its_line_and_the_nearest_name() throws IOException {
    Config config = with("openai.api-kye=hidden\n").build();
    ConfigurationException e =
        assertThrows(ConfigurationException.class, () -> config.settings("openai", SPEC));

    assertEquals(Kind.UNKNOWN_SETTING, e.kind());
    assertTrue(e.getMessage().contains("line 1"), e.getMessage());
    assertTrue(e.getMessage().contains("Did you mean \"api-key\"?"), e.getMessage());
  }

  @Test
  void a_line_that_is_none_is_told_without_what_it_says() throws IOException {
    Config.Builder builder = with("openai.api-key=\\uhidden\n");
    ConfigurationException e = assertThrows(ConfigurationException.class, builder::build);

    assertTrue(e.getMessage().contains("line 1"), e.getMessage());
    assertFalse(e.getMessage().contains("hidden"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hidden",
        "hidden==",
        "eyJhidden.eyJhidden.hidden",
        "openai.api-key=begun\\\nhidden",
        "openai.api-key hidden\n  hidden"
      })
  void a_key_in_the_place_of_a_name_is_not_told(String text) throws IOException {
    Config.Builder builder = with(text + "\n");
    ConfigurationException e = assertThrows(ConfigurationException.class, builder::build);

    assertEquals(Kind.UNREADABLE_FILE, e.kind());
    assertTrue(
        e.getMessage().contains("line " + text.lines().count() + " is not of the form"),
        e.getMessage());
    assertFalse(e.getMessage().contains("hidden"), e.getMessage());
  }

  @Test
  void a_line_without_a_key_sets_none() throws IOException {
    Config config = with("openai.api-key =\nopenai.other:\n").build();
    assertTrue(
        Config.of(Map.of()).settings("openai", SPEC).secret("api-key").isEmpty(),
        "no vacuous check");
    assertTrue(config.settings("openai", SPEC).secret("api-key").isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw--w----", "rw----r--", "rw-rw-rw-", "rwx--x---"})
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no such modes")
  void a_file_that_is_open_to_others_is_refused_with_the_command_that_closes_it(String mode)
      throws IOException {
    Config.Builder builder = with("openai.api-key=hidden\n");
    Path file = folder.resolve("keys.properties");
    close(file, mode);
    ConfigurationException e = assertThrows(ConfigurationException.class, builder::build);

    assertEquals(Kind.UNREADABLE_FILE, e.kind());
    assertTrue(e.getMessage().contains("chmod 600 '" + file + "'"), e.getMessage());
    close(file, "r--------");
    assertEquals("hidden", key(builder.build()));
  }
}
