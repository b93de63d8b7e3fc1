package dev.parley.openai;

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
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import dev.parley.error.RefusedLocallyException;
import dev.parley.spi.Provider;
import dev.parley.tck.http.Reply;
import dev.parley.tck.http.ScriptedServer;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be set, and what is refused before anything is sent. */
class OpenAiSettingsTest {
  private static final String KEY = "sk-very-secret-1";
  private final OpenAiProviderFactory factory = new OpenAiProviderFactory();

  private ProviderSettings settings(String instance, String... pairs) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put(instance + "." + pairs[i], pairs[i + 1]);
    }
    return Config.of(map).settings(instance, factory.settings());
  }

  private void open(String... pairs) {
    factory.open(settings("openai", pairs)).close();
  }

  private ConfigurationException refused(String... pairs) {
    ConfigurationException e = assertThrows(ConfigurationException.class, () -> open(pairs));
    assertFalse(e.toString().contains(KEY), e::toString);
    return e;
  }

  @Test
  void every_setting_is_described() {
    for (Setting setting : factory.settings().all()) {
      assertFalse(setting.help().isBlank(), setting::name);
      boolean secret = List.of("api-key", "headers", "proxy").contains(setting.name());
      assertEquals(secret, setting.secret(), setting::name);
    }
    assertEquals(
        OpenAiProviderFactory.DEFAULT_BASE_URL,
        factory.settings().find("base-url").orElseThrow().defaultValue().orElseThrow());
  }

  @Test
  void fields_that_no_request_can_do_without_are_not_left_out() {
    ConfigurationException e =
        refused("api-key", KEY, "base-url", "http://127.0.0.1:1/v1", "leave-out", "messages");
    assertEquals("openai.leave-out", e.setting().orElseThrow());
  }

  @Test
  void the_factory_is_found() {
    try (Models models = Models.load(Config.of(Map.of()))) {
      assertTrue(models.installed().containsKey("openai"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://api.openai.com/v1",
        "https://API.OpenAI.com/v1",
        "https://eu.api.openai.com/v1"
      })
  void openai_itself_needs_a_key(String url) {
    ConfigurationException e = refused("base-url", url);
    assertEquals(Kind.MISSING_SETTING, e.kind());
    assertTrue(e.getMessage().contains("\"openai.api-key\""), e::getMessage);
    assertTrue(e.getMessage().contains("OPENAI_API_KEY"), e::getMessage);
    open("base-url", url, "api-key", KEY);
  }

  @Test
  void an_instance_names_its_own_setting_and_variable() {
    ConfigurationException e =
        assertThrows(ConfigurationException.class, () -> factory.open(settings("my-work")));
    assertTrue(e.getMessage().contains("\"my-work.api-key\""), e::getMessage);
    assertTrue(e.getMessage().contains("MY_WORK_API_KEY"), e::getMessage);
  }

  @Test
  void a_compatible_server_needs_no_key() {
    assertDoesNotThrow(() -> open("base-url", "http://gpu.example/v1"));
    assertDoesNotThrow(() -> open("base-url", "https://notapi.openai.com.example/v1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://gpu.example/v1", "http://10.0.0.1/v1", "HTTP://127.0.0.1.example"})
  void a_key_does_not_go_over_plain_http_to_another_machine(String url) {
    ConfigurationException e = refused("base-url", url, "api-key", KEY);
    assertEquals("openai.base-url", e.setting().orElseThrow());
    assertTrue(e.getMessage().contains("\"openai.allow-plain-http\""), e::getMessage);
    open("base-url", url, "api-key", KEY, "allow-plain-http", "true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://gpu.example/v1", "http://10.0.0.1/v1", "HTTP://127.0.0.1.example"})
  void a_secret_header_does_not_go_over_plain_http_to_another_machine(String url) {
    ConfigurationException e = refused("base-url", url, "headers", "X-Token: " + KEY);
    assertEquals("openai.base-url", e.setting().orElseThrow());
    assertTrue(e.getMessage().contains("a secret header is set"), e::getMessage);
    assertTrue(e.getMessage().contains("\"openai.allow-plain-http\""), e::getMessage);
    open("base-url", url, "headers", "X-Token: " + KEY, "allow-plain-http", "true");
    open("base-url", url.replaceFirst("(?i)^http", "https"), "headers", "X-Token: " + KEY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://localhost/v1", "http://127.0.0.2:1/v1", "http://[::1]:1/v1"})
  void a_key_may_go_over_plain_http_on_this_machine(String url) {
    assertDoesNotThrow(() -> open("base-url", url, "api-key", KEY, "headers", "X-Token: " + KEY));
  }

  @ParameterizedTest
  @CsvSource({
    "base-url, ftp://host/",
    "base-url, 'https://user:pw@host/v1'",
    "base-url, nonsense",
    "max-tokens-field, words",
    "system-role, boss",
    "stream-usage, perhaps",
    "reasoning-sent-back, perhaps",
    "tool-choice-required, some",
    "allow-plain-http, perhaps",
    "proxy, nowhere",
    "proxy, 'https://proxy.example:1'",
    "proxy, 'ftp://me:pw@proxy.example:1'",
    "azure, cloud",
    "azure, v2",
    "api-version, 2024-10-21",
    "key-header, Cookie",
    "wire-log, all",
    "http-version, 3",
    "trust, /no/such/file.pem",
    "headers, nonsense",
    "headers, ': 77'",
    "headers, 'X-Team:'",
    "headers, 'X-Team: a | '",
    "headers, 'Authorization: Bearer x'",
    "headers, 'API-Key: x'",
    "headers, 'host: x'",
    "headers, 'X Team: x'",
    "headers, 'X-Team: smörgås'",
    "headers, 'OpenAI-Project: x'",
    "organization, 'örg'",
    "project, 'pröj'"
  })
  void a_wrong_value_names_its_setting(String name, String value) {
    String[] pairs =
        name.equals("base-url")
            ? new String[] {name, value, "api-key", KEY}
            : new String[] {name, value, "api-key", KEY, "base-url", "https://host.example/v1"};
    ConfigurationException e = refused(pairs);
    assertEquals("openai." + name, e.setting().orElseThrow());
    assertFalse(e.getMessage().contains(value), e::getMessage);
  }

  @Test
  void a_misspelt_setting_is_told_with_the_nearest_name() {
    ConfigurationException e = refused("api-kei", KEY);
    assertEquals(Kind.UNKNOWN_SETTING, e.kind());
    assertTrue(e.getMessage().contains("api-key"), e::getMessage);
  }

  @Test
  void no_text_shows_the_key() {
    ProviderSettings settings = settings("openai", "api-key", KEY);
    assertFalse(settings.toString().contains(KEY), settings::toString);
    assertTrue(settings.toString().contains("***"), settings::toString);
    assertFalse(Secret.of(KEY).toString().contains(KEY));
  }

  @Test
  void the_typed_door_checks_as_the_named_one_does() {
    OpenAi.Builder keyless = OpenAi.builder();
    assertThrows(ConfigurationException.class, keyless::build);
    OpenAi.Builder plain =
        OpenAi.builder().apiKey(Secret.of(KEY)).baseUrl(URI.create("http://gpu.example/v1"));
    assertThrows(ConfigurationException.class, plain::build);
    OpenAi.Builder header = OpenAi.builder().baseUrl(URI.create("http://gpu.example/v1"));
    header.header("X-Team", "shown").build().close();
    header.header("X-Token", () -> Secret.of(KEY));
    assertThrows(ConfigurationException.class, header::build);
    header.set("allow-plain-http", "true").build().close();
    OpenAi.Builder misspelt = OpenAi.builder().apiKey(Secret.of(KEY)).set("projekt", "p");
    assertThrows(ConfigurationException.class, misspelt::build);
    OpenAi.builder().apiKey(Secret.of(KEY)).set("project", "p").build().close();
  }

  @ParameterizedTest
  @CsvSource({
    "Authorization, x",
    "proxy-authorization, x",
    "api-key, x",
    "Content-Length, 1",
    "X-A, 'a\nb'",
    "X-A, 'a\rb'",
    "'X-A\n', b",
    "'X A', b",
    "'', b",
    "X-A, ö"
  })
  void the_typed_door_refuses_headers_that_no_request_could_carry(String name, String value) {
    OpenAi.Builder builder = OpenAi.builder();
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> builder.header(name, value));
    assertFalse(e.getMessage().contains("ö"), e::getMessage);
    if (!name.startsWith("X-A") || name.endsWith("\n")) {
      assertThrows(
          IllegalArgumentException.class, () -> builder.header(name, () -> Secret.of("x")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "2147483648"})
  void of_calls_at_once_there_is_one_at_least(String value) {
    ConfigurationException e = refused("api-key", KEY, "max-calls", value);
    assertEquals(Kind.INVALID_VALUE, e.kind());
    assertEquals("openai.max-calls", e.setting().orElseThrow());
  }

  @Test
  void all_models_of_an_instance_share_its_calls() {
    Reply hello =
        Reply.json(
            200, "{\"choices\":[{\"message\":{\"content\":\"Hi\"},\"finish_reason\":\"stop\"}]}");
    try (ScriptedServer server = ScriptedServer.answering(hello);
        Provider one =
            OpenAi.builder().baseUrl(server.uri().resolve("/v1")).set("max-calls", "1").build()) {
      CompletionStream stream = one.chat("a").stream(ChatRequest.of("Hello"));
      stream.iterator().next();
      ChatModel other = one.chat("b");
      RefusedLocallyException e =
          assertThrows(
              RefusedLocallyException.class, () -> other.complete(ChatRequest.of("Hello")));
      assertEquals(RefusedLocallyException.Limiter.BULKHEAD, e.limiter());
      stream.close();
      assertEquals("Hi", other.complete(ChatRequest.of("Hello")).text());
      assertEquals(2, server.requests().size());
    }
  }
}
