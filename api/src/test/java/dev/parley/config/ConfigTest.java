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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTest {
  private static final SettingsSpec SPEC =
      SettingsSpec.of(
          Setting.of("api-key", Setting.Type.SECRET, "The key."),
          Setting.of("base-url", Setting.Type.URL, "Where.")
              .withDefault("https://default.example/v1"));

  @TempDir Path folder;
  private Path userFile;
  private Path work;

  @BeforeEach
  void makeFolders() throws IOException {
    userFile = folder.resolve("home").resolve("parley.properties");
    work = Files.createDirectories(folder.resolve("work"));
    Files.createDirectories(folder.resolve("home"));
  }

  private Config.Builder standard(Map<String, String> environment) {
    return Config.standard(environment, work).userFile(userFile);
  }

  private void workFile(String text) throws IOException {
    Files.writeString(work.resolve("parley.properties"), text);
  }

  private static Kind kind(org.junit.jupiter.api.function.Executable action) {
    return assertThrows(ConfigurationException.class, action).kind();
  }

  @Test
  void offline_is_off_unless_a_trusted_layer_switches_it_on() throws IOException {
    assertFalse(offline(standard(Map.of())));
    assertTrue(offline(standard(Map.of("PARLEY_OFFLINE", "true"))));
    assertTrue(offline(standard(Map.of()).set("offline", "TRUE")));
    assertTrue(offline(standard(Map.of()).set("parley.offline", " true ")));
    Files.writeString(userFile, "offline = true");
    assertTrue(offline(standard(Map.of())));
    assertFalse(offline(standard(Map.of("PARLEY_OFFLINE", "false"))));
  }

  private static boolean offline(Config.Builder config) {
    return config.build().settings("work", SPEC).offline();
  }

  @Test
  void offline_that_is_neither_on_nor_off_is_told_and_counts_as_neither() {
    ProviderSettings settings =
        standard(Map.of("PARLEY_OFFLINE", "maybe")).build().settings("work", SPEC);

    ConfigurationException e = assertThrows(ConfigurationException.class, settings::offline);

    assertEquals(Kind.INVALID_VALUE, e.kind());
    assertEquals(Optional.of("parley.offline"), e.setting());
    assertTrue(e.getMessage().contains("PARLEY_OFFLINE"), e.getMessage());
    assertFalse(e.getMessage().contains("maybe"), e.getMessage());
  }

  @Test
  void later_layers_win() throws IOException {
    Files.writeString(userFile, "model=a:user\ntemperature=0.1\nseed=1\nstop=user");
    workFile("model=a:work\ntemperature=0.2\nseed=2");
    Map<String, String> environment = Map.of("PARLEY_MODEL", "a:env", "PARLEY_TEMPERATURE", "0.3");

    Config config = standard(environment).set("model", "a:code").build();

    assertEquals(Optional.of("a:code"), config.model());
    assertEquals(Optional.of(0.3), config.own().number("temperature"));
    assertEquals(Optional.of(2L), config.own().integer("seed"));
    assertEquals(Optional.of("user"), config.own().text("stop"));
  }

  @Test
  void empty_value_in_a_file_counts_as_not_set() throws IOException {
    Files.writeString(userFile, "model=a:user");
    workFile("model=");

    assertEquals(Optional.of("a:user"), standard(Map.of()).build().model());
  }

  @Test
  void byte_order_mark_is_no_part_of_the_first_name() throws IOException {
    workFile("\uFEFFmodel=a:work");

    assertEquals(Optional.of("a:work"), standard(Map.of()).build().model());
  }

  @Test
  void supplier_that_gives_nothing_is_an_error_that_names_the_setting() {
    Supplier<String> nothing = () -> null;
    Config config = Config.builder().set("model", nothing).build();

    ConfigurationException e = assertThrows(ConfigurationException.class, config::model);

    assertEquals(Kind.MISSING_SETTING, e.kind());
    assertEquals(Optional.of("parley.model"), e.setting());
  }

  @Test
  void empty_environment_variable_counts_as_not_set() throws IOException {
    Files.writeString(userFile, "model=a:user");

    Config config = standard(Map.of("PARLEY_MODEL", "", "PARLEY_CONFIG", "")).build();

    assertEquals(Optional.of("a:user"), config.model());
    assertEquals(Optional.empty(), config.own().environment("PARLEY_MODEL"));
  }

  @Test
  void environment_names_instances_and_nested_settings() {
    Config config =
        standard(
                Map.of(
                    "WORK_PROVIDER", "openai",
                    "WORK_API_KEY", "key",
                    "PARLEY_TIMEOUT_FIRST_EVENT", "3s"))
            .build();

    assertEquals(Optional.of("openai"), config.providerOf("work"));
    ProviderSettings settings = config.settings("work", SPEC);
    assertEquals("key", settings.secret("api-key").orElseThrow().get().reveal());
    assertEquals("WORK_API_KEY", settings.environmentName("api-key"));
    assertEquals(3, config.own().duration("timeout.first-event").orElseThrow().toSeconds());
  }

  @Test
  void own_settings_may_carry_the_prefix_or_not() {
    assertEquals(Optional.of("a:x"), Config.of(Map.of("parley.model", "a:x")).model());
    assertEquals(Optional.of("a:x"), Config.of(Map.of("model", "a:x")).model());
  }

  @Test
  void map_alone_reads_neither_files_nor_the_environment() {
    String variable = System.getenv().keySet().stream().findFirst().orElse("PATH");
    Config config = Config.of(Map.of("work.provider", "openai"));

    assertEquals(Optional.empty(), config.model());
    assertEquals(Optional.empty(), config.own().environment(variable));
    assertEquals(List.of("work"), config.instances());
  }

  @Test
  void named_file_is_read_instead_of_the_working_folders() throws IOException {
    workFile("temperature=0.5\nmodel=a:work");
    Path named = Files.writeString(folder.resolve("named.properties"), "model=a:named");

    Config byVariable = standard(Map.of("PARLEY_CONFIG", named.toString())).build();
    Config byCode = standard(Map.of()).file(named).build();

    for (Config config : List.of(byVariable, byCode)) {
      assertEquals(Optional.of("a:named"), config.model());
      assertEquals(Optional.empty(), config.own().number("temperature"));
    }
  }

  @Test
  void named_file_must_be_there() {
    Config.Builder builder = standard(Map.of()).file(folder.resolve("missing"));

    ConfigurationException e = assertThrows(ConfigurationException.class, builder::build);

    assertEquals(Kind.UNREADABLE_FILE, e.kind());
    assertTrue(e.getMessage().contains("missing"), e.getMessage());
  }

  @Test
  void file_that_is_not_utf_8_or_a_folder_is_unreadable() throws IOException {
    Path latin = folder.resolve("latin");
    Files.write(latin, new byte[] {'s', 't', 'o', 'p', '=', (byte) 0xE4, '\n'});
    Path escape = Files.writeString(folder.resolve("escape"), "stop=\\u12");

    for (Path file : List.of(latin, escape, work)) {
      assertEquals(Kind.UNREADABLE_FILE, kind(() -> standard(Map.of()).file(file).build()));
    }
  }

  @Test
  void files_are_utf_8() throws IOException {
    Files.writeString(userFile, "stop=Schluß");

    assertEquals(Optional.of("Schluß"), standard(Map.of()).build().own().text("stop"));
  }

  @Test
  void unknown_own_setting_names_the_nearest() {
    ConfigurationException e =
        assertThrows(
            ConfigurationException.class, () -> Config.of(Map.of("temprature", "secret-value")));

    assertEquals(Kind.UNKNOWN_SETTING, e.kind());
    assertEquals(Optional.of("temprature"), e.setting());
    assertEquals("temperature", e.candidates().get(0));
    assertTrue(e.getMessage().contains("Did you mean \"temperature\"?"), e.getMessage());
    assertFalse(e.getMessage().contains("secret-value"), e.getMessage());
  }

  @Test
  void unknown_setting_of_an_instance_names_the_nearest_when_the_instance_is_asked_for() {
    Config config = Config.of(Map.of("work.provider", "x", "work.api-kye", "secret-value"));

    ConfigurationException e =
        assertThrows(ConfigurationException.class, () -> config.settings("work", SPEC));

    assertEquals(Kind.UNKNOWN_SETTING, e.kind());
    assertEquals(Optional.of("work.api-kye"), e.setting());
    assertTrue(e.getMessage().contains("\"api-key\""), e.getMessage());
    assertFalse(e.getMessage().contains("secret-value"), e.getMessage());
  }

  @Test
  void settings_of_a_provider_that_is_not_asked_for_are_ignored() {
    assertEquals(
        Optional.of("a:x"), Config.of(Map.of("model", "a:x", "notinstalled.odd", "1")).model());
  }

  @Test
  void parley_is_no_instance() {
    assertEquals(Kind.UNKNOWN_SETTING, kind(() -> Config.of(Map.of("parley.provider", "openai"))));
  }

  @Test
  void supplier_is_asked_each_time() {
    AtomicInteger asked = new AtomicInteger();
    Config config =
        standard(Map.of()).set("work.api-key", () -> "key" + asked.incrementAndGet()).build();
    Supplier<Secret> key = config.settings("work", SPEC).secret("api-key").orElseThrow();

    assertEquals(0, asked.get(), "not before it is needed");
    assertEquals("key1", key.get().reveal());
    assertEquals("key2", key.get().reveal());
  }

  @Test
  void value_of_a_supplier_is_no_reference() {
    Config config = standard(Map.of()).set("work.api-key", () -> "${env:X}").build();

    assertEquals(
        "${env:X}", config.settings("work", SPEC).secret("api-key").orElseThrow().get().reveal());
  }

  @Test
  void default_holds_where_nothing_is_set() {
    ProviderSettings settings = Config.of(Map.of()).settings("openai", SPEC);

    assertEquals("https://default.example/v1", settings.url("base-url").orElseThrow().toString());
    assertEquals(Optional.empty(), settings.secret("api-key").map(Supplier::get));
  }

  @Test
  void config_shows_names_only() {
    String shown = Config.of(Map.of("work.api-key", "secret-value")).toString();

    assertEquals("Config[work.api-key]", shown);
  }

  @Test
  void users_file_lies_in_the_folder_that_xdg_names() {
    String os = System.getProperty("os.name");
    String variable = os.startsWith("Windows") ? "APPDATA" : "XDG_CONFIG_HOME";

    assertEquals(
        folder.resolve("parley").resolve("parley.properties"),
        ConfigFiles.userFile(Map.of(variable, folder.toString())));
    assertFalse(
        ConfigFiles.userFile(Map.of(variable, "relative")).startsWith("relative"),
        "a relative folder would be one of the working folder");
  }
}
