package dev.parley.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Models;
import dev.parley.chat.ChatRequest;
import dev.parley.config.Config;
import dev.parley.embedding.EmbeddingRequest;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import dev.parley.error.SensitiveDataException;
import dev.parley.guard.internal.InstalledGuard;
import dev.parley.mock.MockProviderFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardSettingsTest {
  private static final String KEY = "gh" + "p_" + new Drawing(5).alnum(36);

  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("file"), text);
  }

  private static Guard guard(String... settings) {
    Config.Builder config = Config.builder();
    for (int i = 0; i < settings.length; i += 2) {
      config.set(settings[i], settings[i + 1]);
    }
    return Guard.builder().mode(GuardMode.OFF).settings(config.build()).build();
  }

  private static Models models(Map<String, String> settings) {
    return Models.builder()
        .config(Config.of(settings))
        .discover(false)
        .provider(new MockProviderFactory())
        .guard(new InstalledGuard())
        .build();
  }

  @Test
  void nothing_set_is_no_guard() {
    assertEquals(GuardMode.OFF, guard().mode());
    assertEquals(GuardMode.REDACT, guard("guard", "redact").mode());
  }

  @Test
  void a_model_opened_by_name_is_guarded_by_the_setting() {
    try (Models models = models(Map.of("guard", "refuse"))) {
      SensitiveDataException e =
          assertThrows(
              SensitiveDataException.class,
              () -> models.chat("mock:echo").complete(ChatRequest.of(KEY)));
      assertEquals("message 1, part 1, line 1", e.place());
    }
    try (Models models = models(Map.of())) {
      assertTrue(models.chat("mock:echo").complete(ChatRequest.of(KEY)).text().contains(KEY));
    }
  }

  @Test
  void a_model_for_vectors_is_guarded_too() {
    try (Models models = models(Map.of("guard", "refuse"))) {
      SensitiveDataException e =
          assertThrows(
              SensitiveDataException.class,
              () -> models.embeddings("mock:hash").embed(EmbeddingRequest.of("a", KEY)));
      assertEquals("text 2, line 1", e.place());
    }
    try (Models models = models(Map.of("guard", "redact"))) {
      EmbeddingRequest request = EmbeddingRequest.of("a", KEY);
      assertEquals(1, models.embeddings("mock:hash").embed(request).warnings().size());
    }
  }

  @Test
  void stop_texts_of_the_configuration_are_looked_at() {
    try (Models models = models(Map.of("guard", "refuse", "stop", KEY))) {
      SensitiveDataException e =
          assertThrows(
              SensitiveDataException.class,
              () -> models.chat("mock:echo").complete(ChatRequest.of("hi")));
      assertEquals("stop text 1, line 1", e.place());
    }
  }

  @Test
  void kinds_are_chosen_by_name() {
    Guard guard = guard("guard-kinds", "personal, github-token");
    assertEquals("[REDACTED:email] ", guard.filter().apply("ada@lovelace.org "));
    assertEquals("[REDACTED:github-token]", guard.filter().apply(KEY));
    assertEquals("PASSWORD=Zx9!kq72", guard.filter().apply("PASSWORD=Zx9!kq72"));
    assertEquals(EnumSet.noneOf(GuardKind.class), GuardKind.named("none"));
    assertEquals(GuardKind.defaults(), GuardKind.named("default"));
  }

  @Test
  void a_wrong_kind_is_told_with_what_there_is() {
    ConfigurationException e =
        assertThrows(ConfigurationException.class, () -> guard("guard-kinds", "emial"));
    assertEquals(Kind.INVALID_VALUE, e.kind());
    assertTrue(e.getMessage().contains("guard-kinds"), e.getMessage());
    assertTrue(e.getMessage().contains("card-number, iban"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {",", " , ,", " "})
  void a_list_without_a_kind_is_an_error(String list) {
    ConfigurationException e =
        assertThrows(ConfigurationException.class, () -> guard("guard-kinds", list));
    assertTrue(e.getMessage().contains("guard-kinds"), e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> GuardKind.named(list));
    assertEquals(EnumSet.of(GuardKind.IBAN), GuardKind.named("iban," + list));
  }

  @Test
  void a_byte_order_mark_is_no_part_of_the_first_line() throws IOException {
    Guard words = guard("guard-words", file("\ufeffBluebird\n").toString());
    assertEquals("[REDACTED:word]", words.filter().apply("bluebird"));
    Guard patterns = guard("guard-patterns", file("\ufeffticket = ABC-\\d+\n").toString());
    assertEquals("[REDACTED:ticket]", patterns.filter().apply("ABC-7"));
    Guard none = guard("guard-words", file("\ufeff# all of ours\n").toString());
    assertEquals("# all of ours", none.filter().apply("# all of ours"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\\p{Bluebird}", "(?<Bluebird>a)(?<Bluebird>b)", "\\N{BLUEBIRD}", "\\k<Bluebird>"})
  void the_reason_why_a_pattern_is_wrong_does_not_quote_it(String pattern) throws IOException {
    Path file = file("x = " + pattern + "\n");
    ConfigurationException e =
        assertThrows(ConfigurationException.class, () -> guard("guard-patterns", file.toString()));
    assertFalse(e.getMessage().toLowerCase(Locale.ROOT).contains("bluebird"), e.getMessage());
    assertTrue(e.getMessage().contains("Line 1 of "), e.getMessage());
  }

  @Test
  void words_are_found_whatever_their_case_but_not_in_words() throws IOException {
    Guard guard = guard("guard-words", file("# ours\nBluebird\n\nProject Ångström\n").toString());
    assertEquals(
        "The [REDACTED:word] of bluebirds, \\n[REDACTED:word]!",
        guard.filter().apply("The BLUEBIRD of bluebirds, \\nproject ångström!"));
  }

  @Test
  void patterns_are_found_by_their_name() throws IOException {
    Path file = file("# ours\nticket = [A-Z]{3}-\\d+\nhost=[a-z]+\\.corp\n\\bmap=\\d+\n");
    Guard guard = guard("guard-patterns", file.toString());
    assertEquals(
        "[REDACTED:ticket] on [REDACTED:host], [REDACTED:pattern]",
        guard.filter().apply("ABC-123 on build.corp, map=7"));
  }

  @Test
  void a_wrong_pattern_is_told_by_its_line_and_not_quoted() throws IOException {
    Path file = file("ok = a\nbad = (hidden\n");
    ConfigurationException e =
        assertThrows(ConfigurationException.class, () -> guard("guard-patterns", file.toString()));
    assertTrue(e.getMessage().contains("Line 2 of "), e.getMessage());
    assertFalse(e.getMessage().contains("hidden"), e.getMessage());
  }

  @Test
  void a_file_that_is_not_there_is_an_error() {
    ConfigurationException e =
        assertThrows(
            ConfigurationException.class,
            () -> guard("guard-words", folder.resolve("none").toString()));
    assertEquals(Kind.UNREADABLE_FILE, e.kind());
    assertTrue(e.getMessage().contains("guard-words"), e.getMessage());
  }
}
