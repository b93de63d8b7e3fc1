package dev.parley.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingValuesTest {
  private static final String SECRET = "sk-hush hush";
  private static final SettingsSpec SPEC =
      SettingsSpec.of(
          Setting.of("text", Setting.Type.TEXT, "Text."),
          Setting.of("key", Setting.Type.SECRET, "Key."),
          Setting.of("url", Setting.Type.URL, "Address."),
          Setting.of("integer", Setting.Type.INTEGER, "Count."),
          Setting.of("number", Setting.Type.NUMBER, "Number."),
          Setting.of("boolean", Setting.Type.BOOLEAN, "Switch."),
          Setting.of("duration", Setting.Type.DURATION, "Time."),
          Setting.of("path", Setting.Type.PATH, "Path."),
          Setting.choice("choice", List.of("a", "b"), "One."));

  private static ProviderSettings with(String name, String value) {
    return Config.of(Map.of("x." + name, value)).settings("x", SPEC);
  }

  private static Object read(ProviderSettings settings, Setting.Type type) {
    return switch (type) {
      case TEXT -> settings.text("text").orElseThrow();
      case SECRET -> settings.secret("key").orElseThrow().get();
      case URL -> settings.url("url").orElseThrow();
      case INTEGER -> settings.integer("integer").orElseThrow();
      case NUMBER -> settings.number("number").orElseThrow();
      case BOOLEAN -> settings.flag("boolean");
      case DURATION -> settings.duration("duration").orElseThrow();
      case PATH -> settings.path("path").orElseThrow();
      case CHOICE -> settings.choice("choice").orElseThrow();
    };
  }

  private static void assertSilent(Executable action) {
    ConfigurationException e = assertThrows(ConfigurationException.class, action);
    assertEquals(Kind.INVALID_VALUE, e.kind());
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    assertFalse(trace.toString().contains("hush"), trace.toString());
  }

  @ParameterizedTest
  @EnumSource(names = {"URL", "INTEGER", "NUMBER", "BOOLEAN", "DURATION", "CHOICE"})
  void secret_in_the_wrong_setting_is_not_told(Setting.Type type) {
    String name = type.name().toLowerCase(java.util.Locale.ROOT);
    ProviderSettings settings = with(name, SECRET);

    assertSilent(() -> read(settings, type));
  }

  @Test
  void unfit_secret_and_path_are_not_told() {
    ProviderSettings lines = with("key", "hush\nhush");
    ProviderSettings blank = with("key", "  ");
    ProviderSettings path = with("path", "hush\0");

    assertSilent(() -> read(lines, Setting.Type.SECRET));
    assertSilent(() -> read(blank, Setting.Type.SECRET));
    assertSilent(() -> read(path, Setting.Type.PATH));
  }

  @Test
  void secrets_are_masked_wherever_they_are_shown() {
    Config config = Config.of(Map.of("x.key", SECRET, "x.text", "shown"));
    ProviderSettings settings = config.settings("x", SPEC);

    assertEquals("{text=shown, key=***}", settings.toString());
    assertEquals("***", settings.secret("key").orElseThrow().get().toString());
    assertFalse(config.toString().contains("hush"));
  }

  @Test
  void password_in_an_address_is_masked_and_refused() {
    ProviderSettings settings = with("url", "http://me:hush@host/path");

    assertFalse(settings.toString().contains("hush"), settings.toString());
    assertTrue(settings.toString().contains("host/path"), settings.toString());
    assertSilent(() -> read(settings, Setting.Type.URL));
  }

  @Test
  void reference_is_shown_unresolved() {
    assertEquals("{text=${env:HOME}}", with("text", "${env:HOME}").toString());
  }

  @Test
  void secret_is_asked_for_as_a_secret_only() {
    ProviderSettings settings = with("key", SECRET);

    assertThrows(IllegalArgumentException.class, () -> settings.text("key"));
    assertThrows(IllegalArgumentException.class, () -> settings.secret("text"));
    assertThrows(IllegalArgumentException.class, () -> settings.text("nowhere"));
  }

  @Test
  void secrets_compare_by_content() {
    assertEquals(Secret.of("a"), Secret.of("a"));
    assertEquals(Secret.of("a").hashCode(), Secret.of("a").hashCode());
    assertFalse(Secret.of("a").equals(Secret.of("b")));
    assertThrows(IllegalArgumentException.class, () -> Secret.of(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "500ms, PT0.5S",
    "30s, PT30S",
    "5 m, PT5M",
    "1h, PT1H",
    "7d, PT168H",
    "' 1s ', PT1S"
  })
  void durations_carry_their_unit(String text, Duration expected) {
    assertEquals(Optional.of(expected), with("duration", text).duration("duration"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"30", "-1s", "1.5s", "s", "1w", "9999999999h", ""})
  void other_durations_are_wrong(String text) {
    assertSilent(() -> with("duration", text).duration("duration"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"host/path", "ftp://host", "https:///path", "https://h/#f", "https://a b", "//h"})
  void other_addresses_are_wrong(String text) {
    assertSilent(() -> with("url", text).url("url"));
  }

  @Test
  void values_are_read_by_their_type() {
    assertEquals(
        "http", with("url", "http://localhost:8080/v1").url("url").orElseThrow().getScheme());
    assertTrue(with("boolean", "TRUE").flag("boolean"));
    assertFalse(with("text", "x").flag("boolean"), "neither a value nor a default");
    assertEquals(Optional.of(-3L), with("integer", "-3").integer("integer"));
    assertEquals(Optional.of("b"), with("choice", "b").choice("choice"));
    assertEquals(
        Optional.of(Path.of(System.getProperty("user.home"), "m")),
        with("path", "~/m").path("path"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "1", ""})
  void other_switches_are_wrong(String text) {
    assertSilent(() -> with("boolean", text).flag("boolean"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "1,5", "one"})
  void other_numbers_are_wrong(String text) {
    assertSilent(() -> with("number", text).number("number"));
  }

  @Test
  void missing_and_invalid_tell_how_to_set_it() {
    ProviderSettings settings = with("key", SECRET);

    ConfigurationException missing = settings.missing("key");
    ConfigurationException invalid = settings.invalid("key", "something else");

    assertEquals(Kind.MISSING_SETTING, missing.kind());
    assertTrue(missing.getMessage().contains("x.key"), missing.getMessage());
    assertTrue(missing.getMessage().contains("X_KEY"), missing.getMessage());
    assertTrue(invalid.getMessage().contains("set in code"), invalid.getMessage());
    assertFalse(invalid.getMessage().contains("hush"), invalid.getMessage());
  }

  @Test
  void descriptions_are_checked() {
    assertThrows(IllegalArgumentException.class, () -> Setting.of("apiKey", Setting.Type.TEXT, ""));
    Setting twice = Setting.of("a", Setting.Type.TEXT, "");
    assertThrows(IllegalArgumentException.class, () -> SettingsSpec.of(twice, twice));
  }

  @Test
  void nearest_name_forgives_swapped_letters_and_not_more() {
    assertEquals(List.of("openai", "mock"), NearestName.sort("opneai", List.of("mock", "openai")));
    assertEquals(
        " Did you mean \"openai\"?", NearestName.suggestion("opneai", List.of("mock", "openai")));
    assertEquals("", NearestName.suggestion("zzzzzz", List.of("mock", "openai")));
    assertEquals("", NearestName.suggestion("x", List.of()));
  }
}
