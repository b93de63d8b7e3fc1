package dev.parley.cli.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.cli.Run;
import dev.parley.openai.OpenAiProviderFactory;
import java.io.IOException;
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

/** Files of NAME=VALUE lines, as {@code parley keys list} sees them. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no such modes")
class EnvFilesTest {
  @TempDir Path folder;

  private Run run() {
    return new Run(folder, new OpenAiProviderFactory());
  }

  private Path file(String name, String text, String mode) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private Path file(String name, String text) throws IOException {
    return file(name, text, "rw-------");
  }

  private static void assertRefused(int code, String told, Run run, String... arguments) {
    assertEquals(code, run.with(arguments), run.err());
    assertTrue(run.err().matches("parley: [^\n]+\n"), run.err());
    assertTrue(run.err().contains(told), run.err());
    assertFalse(run.err().contains("hidden"), run.err());
  }

  @Test
  void the_users_own_is_read_without_being_named() throws IOException {
    Path file = file("user/parley/.env", "OPENAI_API_KEY=k\n");
    Run run = run();
    assertEquals(0, run.with("keys", "list"));
    assertEquals("openai.api-key  ***  OPENAI_API_KEY in " + file + "\n", run.out());
  }

  @Test
  void a_named_one_wins_over_the_users_and_the_environment_over_both() throws IOException {
    file("user/parley/.env", "OPENAI_API_KEY=k\nOPENAI_HEADERS=X: y\n");
    Path named = file("named", "\uFEFFOPENAI_API_KEY=k\nOPENAI_PROXY=http://127.0.0.1:1\n");
    Run run = run().environment("OPENAI_PROXY", "http://127.0.0.1:2");
    assertEquals(0, run.with("keys", "list", "--env-file", "named"), run.err());
    assertTrue(run.out().contains("OPENAI_API_KEY in " + named + "\n"), run.out());
    assertTrue(run.out().contains("OPENAI_HEADERS in " + folder.resolve("user")), run.out());
    assertTrue(
        run.out().contains("openai.proxy  ***  environment variable OPENAI_PROXY\n"), run.out());
    Run check = run().environment("OPENAI_BASE_URL", "http://127.0.0.1:1");
    check.with("check", "openai", "--env-file", "named");
    assertTrue(
        check.out().contains("openai api-key: set: OPENAI_API_KEY in " + named + "\n"),
        check.out());
  }

  @Test
  void keys_of_instances_may_stand_there() throws IOException {
    file("user/parley/parley.properties", "work.provider=openai\n");
    file("named", "WORK_API_KEY=k\nHOME_API_KEY=k\n");
    Run run = run().environment("HOME_PROVIDER", "openai");
    assertEquals(0, run.with("keys", "list", "--env-file", "named"), run.err());
    assertTrue(run.out().contains("work.api-key"), run.out());
    assertTrue(run.out().contains("home.api-key"), run.out());
  }

  @ParameterizedTest
  @CsvSource({
    "PARLEY_MODEL=hidden, Variable PARLEY_MODEL",
    "OPENAI_BASE_URL=hidden, Variable OPENAI_BASE_URL",
    "PATH=hidden, Variable PATH",
    "OPENAI_API_KYE=hidden, Did you mean \"OPENAI_API_KEY\"?",
    "NOBODY_API_KEY=hidden, only keys may be set there"
  })
  void what_is_no_key_is_refused_by_its_name(String line, String told) throws IOException {
    Path file = file("named", "# one\n" + line + "\n");
    assertRefused(5, told, run(), "keys", "list", "--env-file", "named");
    assertRefused(5, file + ", line 2", run(), "keys", "list", "--env-file", "named");
    file("user/parley/.env", line + "\n");
    assertRefused(5, told, run(), "keys", "list");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw-----w-", "rw-rw-r--"})
  void a_file_that_is_open_to_others_is_refused(String mode) throws IOException {
    Path file = file("named", "OPENAI_API_KEY=hidden\n", mode);
    String told = "chmod 600 '" + file + "'";
    assertRefused(7, told, run(), "keys", "list", "--env-file", "named");
    Path own = file("user/parley/.env", "OPENAI_API_KEY=hidden\n", mode);
    assertRefused(7, "chmod 600 '" + own + "'", run(), "keys", "list");
  }

  @Test
  void a_file_that_is_not_there_is_told() {
    assertRefused(7, "NoSuchFileException", run(), "keys", "list", "--env-file", "named");
  }

  @Test
  void a_folder_or_what_is_no_text_is_told() throws IOException {
    Files.setPosixFilePermissions(
        Files.createDirectories(folder.resolve("named")),
        PosixFilePermissions.fromString("rwx------"));
    assertRefused(7, "cannot be read", run(), "keys", "list", "--env-file", "named");
    Files.write(file("binary", ""), new byte[] {(byte) 0xFF, 0});
    assertRefused(7, "UTF-8", run(), "keys", "list", "--env-file", "binary");
  }
}
