package dev.parley.llamalocal;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Models;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionStream;
import dev.parley.config.Config;
import dev.parley.config.ProviderSettings;
import dev.parley.config.Secret;
import dev.parley.config.Setting;
import dev.parley.config.SettingsSpec;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.RefusedLocallyException.Limiter;
import dev.parley.llamalocal.internal.ScriptedServer;
import dev.parley.spi.Provider;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be set, what is refused before anything is sent, and how the provider is found. */
@Timeout(60)
class LlamaLocalSettingsTest {
  private static final String KEY = "sk-very-secret-1";
  private static final ChatRequest HI = ChatRequest.of("Hi");

  private final LlamaLocalProviderFactory factory = new LlamaLocalProviderFactory();

  private static Config config(String... pairs) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(pairs[i], pairs[i + 1]);
    }
    return Config.of(map);
  }

  private Provider open(Config config) {
    return factory.open(config.settings("llama-local", factory.settings()));
  }

  private ConfigurationException refused(String... pairs) {
    ConfigurationException e =
        assertThrows(ConfigurationException.class, () -> open(config(pairs)).close());
    assertFalse(e.toString().contains(KEY), e::toString);
    return e;
  }

  @Test
  void every_setting_is_described_and_only_the_key_is_a_secret() {
    SettingsSpec settings = factory.settings();
    assertEquals(
        List.of(
            "server",
            "api-key",
            "allow-plain-http",
            "binary",
            "models-folder",
            "context",
            "slots",
            "threads",
            "gpu-layers",
            "chat-template",
            "chat-template-file",
            "reasoning-format",
            "extra-args",
            "port",
            "state-folder"),
        settings.names());
    for (Setting setting : settings.all()) {
      assertFalse(setting.help().isBlank(), setting::name);
      assertEquals(setting.name().equals("api-key"), setting.secret(), setting::name);
    }
  }

  @Test
  void the_factory_is_found() {
    try (Models models = Models.load(config())) {
      assertTrue(models.installed().containsKey("llama-local"));
      assertEquals(List.of(), models.problems());
    }
  }

  @Test
  void nothing_need_be_set_and_opening_starts_nothing() {
    try (Models models = Models.load(config())) {
      ChatModel model = models.chat("llama-local:/no/such/model.gguf");
      assertEquals("llama-local:/no/such/model.gguf", model.id().toString());
    }
  }

  @Test
  void a_named_instance_is_a_provider_of_its_own() {
    try (ScriptedServer server = ScriptedServer.start(call -> call.json(401, "{}"))) {
      Config config = config("gpu.provider", "llama-local", "gpu.server", server.url().toString());
      try (Models models = Models.load(config)) {
        ChatModel model = models.chat("gpu:story");
        assertEquals("gpu:story", model.id().toString());
        Exception e = assertThrows(RuntimeException.class, () -> model.complete(HI));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains("\"gpu.api-key\" or GPU_API_KEY"), message);
      }
      assertEquals(1, server.calls("/props").size());
    }
  }

  @Test
  void a_misspelt_setting_is_told_with_the_nearest_name() {
    ConfigurationException e = refused("llama-local.servr", "http://127.0.0.1:1");
    assertEquals(Kind.UNKNOWN_SETTING, e.kind());
    assertTrue(e.getMessage().contains("Did you mean \"server\"?"), e::getMessage);
  }

  @ParameterizedTest
  @CsvSource({
    "server, nonsense",
    "server, ftp://host/",
    "server, 'http://user:pw@host/'",
    "allow-plain-http, perhaps"
  })
  void a_wrong_value_of_an_attached_server_names_its_setting(String name, String value) {
    String[] pairs =
        name.equals("server")
            ? new String[] {"llama-local.server", value, "llama-local.api-key", KEY}
            : new String[] {
              "llama-local.server",
              "http://gpu.example/",
              "llama-local.api-key",
              KEY,
              "llama-local." + name,
              value
            };
    ConfigurationException e = refused(pairs);
    assertEquals("llama-local." + name, e.setting().orElseThrow());
    assertFalse(e.getMessage().contains(value), e::getMessage);
  }

  @ParameterizedTest
  @CsvSource({
    "context, 0",
    "context, much",
    "slots, -1",
    "threads, 0",
    "gpu-layers, most",
    "reasoning-format, loud",
    "extra-args, '--host 0.0.0.0'",
    "extra-args, '\"open'",
    "port, 65536",
    "port, -1"
  })
  void a_wrong_value_of_a_started_server_names_its_setting(String name, String value) {
    ConfigurationException e = refused("llama-local." + name, value);
    assertEquals("llama-local." + name, e.setting().orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://gpu.example/v1", "http://10.0.0.1:8080", "HTTP://127.0.0.1.example"})
  void a_key_does_not_go_over_plain_http_to_another_machine(String url) {
    ConfigurationException e = refused("llama-local.server", url, "llama-local.api-key", KEY);
    assertEquals("llama-local.server", e.setting().orElseThrow());
    assertTrue(e.getMessage().contains("\"llama-local.allow-plain-http\""), e::getMessage);
    Config allowed =
        config(
            "llama-local.server",
            url,
            "llama-local.api-key",
            KEY,
            "llama-local.allow-plain-http",
            "true");
    assertDoesNotThrow(() -> open(allowed).close());
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost:1", "http://127.0.0.2:1/v1", "https://gpu.example"})
  void a_key_may_go_to_this_machine_and_over_https(String url) {
    Config config = config("llama-local.server", url, "llama-local.api-key", KEY);
    assertDoesNotThrow(() -> open(config).close());
  }

  @Test
  void a_server_on_another_machine_needs_no_key_to_be_talked_to_over_http() {
    assertDoesNotThrow(() -> open(config("llama-local.server", "http://gpu.example")).close());
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://gpu.invalid:1", "https://192.0.2.1"})
  void offline_a_server_on_another_machine_is_refused_at_the_first_call(String url) {
    try (Provider local = open(config("offline", "true", "llama-local.server", url))) {
      ChatModel model = local.chat("story");
      assertOffline(() -> model.complete(HI));
      assertOffline(() -> model.complete(HI.toBuilder().rawChunks(true).build()));
      assertOffline(() -> model.countTokens(HI));
      assertOffline(() -> local.models().orElseThrow().list());
      try (CompletionStream stream = model.stream(HI)) {
        assertOffline(stream::completion);
      }
    }
  }

  private static void assertOffline(Runnable call) {
    RefusedLocallyException e = assertThrows(RefusedLocallyException.class, call::run);
    assertEquals(Limiter.OFFLINE, e.limiter());
    assertFalse(e.retryable());
  }

  @Test
  void offline_a_server_on_this_machine_is_talked_to() {
    try (ScriptedServer server = ScriptedServer.start(call -> call.json(401, "{}"));
        Provider local =
            open(config("offline", "true", "llama-local.server", server.url().toString()))) {
      assertThrows(RuntimeException.class, () -> local.chat("story").complete(HI));
      assertEquals(1, server.calls().size());
    }
  }

  @Test
  void no_text_shows_the_key() {
    ProviderSettings settings =
        config("llama-local.api-key", KEY).settings("llama-local", factory.settings());
    assertEquals("{api-key=***}", settings.toString());
  }

  @Test
  void the_typed_door_sets_what_the_named_one_does() {
    URI elsewhere = URI.create("http://gpu.example");
    LlamaLocal.Builder keyed = LlamaLocal.builder().server(elsewhere).apiKey(() -> Secret.of(KEY));
    ConfigurationException plain = assertThrows(ConfigurationException.class, keyed::build);
    assertEquals("llama-local.server", plain.setting().orElseThrow());
    assertDoesNotThrow(() -> keyed.set("allow-plain-http", "true").build().close());
    LlamaLocal.Builder misspelt = LlamaLocal.builder().set("treads", "2");
    assertEquals(
        Kind.UNKNOWN_SETTING, assertThrows(ConfigurationException.class, misspelt::build).kind());
    LlamaLocal.Builder wrong = LlamaLocal.builder().binary(Path.of("/none")).set("slots", "0");
    assertEquals(
        "llama-local.slots",
        assertThrows(ConfigurationException.class, wrong::build).setting().orElseThrow());
  }
}
