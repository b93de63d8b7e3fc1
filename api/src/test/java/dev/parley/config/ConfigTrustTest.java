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
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The working folder's file may come with somebody else's files. */
class ConfigTrustTest {
  private static final SettingsSpec SPEC =
      SettingsSpec.of(Setting.of("api-key", Setting.Type.SECRET, "The key."));

  @TempDir Path work;

  private Path file(String text) throws IOException {
    return Files.writeString(work.resolve("parley.properties"), text);
  }

  private Config.Builder standard() {
    return Config.standard(Map.of(), work).userFile(work.resolve("none"));
  }

  @Test
  void working_folder_may_set_the_model_and_sampling_defaults() throws IOException {
    file(
        "model=a:x\ntemperature=0.5\ntop-p=0.5\nmax-output-tokens=5\nseed=1\nstop=END\n"
            + "frequency-penalty=1\nparley.presence-penalty=1\nreasoning-effort=low");

    Config config = standard().build();

    assertEquals(Optional.of("a:x"), config.model());
    assertEquals(Optional.of("low"), config.own().choice("reasoning-effort"));
    assertEquals(Optional.of(1.0), config.own().number("presence-penalty"));
  }

  @ParameterizedTest
  @CsvSource({
    "openai.api-key=hidden, openai.api-key",
    "openai.base-url=https://evil.example/hidden, openai.base-url",
    "openai.proxy=http://evil.example/hidden, openai.proxy",
    "llama-local.program=/tmp/hidden, llama-local.program",
    "work.provider=hidden, work.provider",
    "timeout.connect=99h, timeout.connect",
    "parley.timeout.whole=99h, timeout.whole",
    "rate=99/s, rate",
    "tokens-per-minute=99, tokens-per-minute",
    "rate-file=/tmp/hidden, rate-file",
    "parley.rate-file=/tmp/hidden, rate-file",
    "offline=true, offline",
    "parley.offline=false, offline"
  })
  void everything_else_is_refused_by_name(String line, String setting) throws IOException {
    file(line);

    ConfigurationException e = assertThrows(ConfigurationException.class, standard()::build);

    assertEquals(Kind.FORBIDDEN_SETTING, e.kind());
    assertEquals(Optional.of(setting), e.setting());
    assertTrue(e.getMessage().contains("\"" + setting + "\""), e.getMessage());
    assertTrue(e.getMessage().contains("PARLEY_CONFIG"), e.getMessage());
    assertFalse(e.getMessage().contains("hidden"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model=${env:PATH}",
        "model=a:${file:/etc/passwd}",
        "stop=${command:touch owned}",
        "temperature=${broken"
      })
  void references_are_refused_and_not_resolved(String line) throws IOException {
    file(line);

    ConfigurationException e = assertThrows(ConfigurationException.class, standard()::build);

    assertEquals(Kind.FORBIDDEN_SETTING, e.kind());
    assertTrue(e.getMessage().contains("reference"), e.getMessage());
    assertFalse(Files.exists(work.resolve("owned")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "model=llama-local:./m.gguf",
        "model=llama-local:../m",
        "model=llama-local:~/m",
        "model=llama-local:/m",
        "model=llama-local:m.gguf",
        "model=openai:x | llama-local: /m",
        "model=llama-local:C:/m",
        "model=llama-local:\\\\\\\\host\\\\share"
      })
  void working_folder_may_not_name_a_file_as_the_model(String line) throws IOException {
    file(line);
    ConfigurationException e = assertThrows(ConfigurationException.class, standard()::build);
    assertEquals(Kind.FORBIDDEN_SETTING, e.kind());
    assertTrue(e.getMessage().contains("may not name a file"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama-local:qwen3-8b", "openai:meta/llama-3.1", "a:x | b:y"})
  void working_folder_may_name_other_models(String model) throws IOException {
    file("model=" + model);
    assertEquals(Optional.of(model), standard().build().model());
  }

  @ParameterizedTest
  @ValueSource(strings = {"parley.provider=openai", "parley.parley.model=a:x", "modell=a:x"})
  void what_looks_like_parleys_own_is_checked_too(String line) throws IOException {
    file(line);

    ConfigurationException e = assertThrows(ConfigurationException.class, standard()::build);

    assertEquals(Kind.UNKNOWN_SETTING, e.kind());
  }

  @Test
  void file_that_is_named_explicitly_is_trusted() throws IOException {
    Path file = file("openai.api-key=${env:KEY}\ntimeout.connect=1s");
    Map<String, String> environment = Map.of("PARLEY_CONFIG", file.toString(), "KEY", "k");

    Config byVariable = Config.standard(environment, work).userFile(work.resolve("none")).build();

    assertEquals(
        "k", byVariable.settings("openai", SPEC).secret("api-key").orElseThrow().get().reveal());
    assertEquals(
        1,
        standard().file(file).build().own().duration("timeout.connect").orElseThrow().toSeconds());
  }

  @Test
  void users_own_file_stays_trusted_when_the_working_folder_is_its_folder() throws IOException {
    Path file = file("timeout.connect=1s");
    Path sameFolder = work.resolve("..").resolve(work.getFileName());

    Config config = Config.standard(Map.of(), sameFolder).userFile(file).build();

    assertEquals(1, config.own().duration("timeout.connect").orElseThrow().toSeconds());
  }

  @Test
  void folder_of_that_name_is_an_error_and_no_file_is_none() throws IOException {
    assertEquals(Optional.empty(), standard().build().model());
    Files.createDirectory(work.resolve("parley.properties"));

    assertEquals(
        Kind.UNREADABLE_FILE, assertThrows(ConfigurationException.class, standard()::build).kind());
  }
}
