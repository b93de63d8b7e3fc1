package dev.parley.openai;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.parley.Models;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionStream;
import dev.parley.config.Config;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.RefusedLocallyException.Limiter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The setting {@code offline}, through the front door. A proxy on this machine stands for every
 * other one, so that a mistake reaches no network.
 */
@Timeout(60)
class OfflineTest {
  private static final ChatRequest HI = ChatRequest.of("Hi");
  private static final String ANSWER =
      "{\"id\":\"c\",\"choices\":[{\"message\":{\"content\":\"Hello\"},\"finish_reason\":\"stop\"}]}";

  private final WireMockServer server =
      new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));
  private final WireMockServer outside =
      new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));

  @TempDir Path folder;

  @BeforeEach
  void start() {
    server.start();
    outside.start();
    server.stubFor(any(anyUrl()).willReturn(okJson(ANSWER)));
    outside.stubFor(any(anyUrl()).willReturn(okJson(ANSWER.replace("Hello", "Outside"))));
  }

  @AfterEach
  void stop() {
    server.stop();
    outside.stop();
  }

  private Config.Builder config(String baseUrl, String... environment) {
    Map<String, String> variables = new HashMap<>();
    variables.put("OPENAI_BASE_URL", baseUrl);
    variables.put("HTTP_PROXY", "http://127.0.0.1:" + outside.port());
    for (int i = 0; i < environment.length; i += 2) {
      variables.put(environment[i], environment[i + 1]);
    }
    return Config.standard(variables, folder).userFile(folder.resolve("none.properties"));
  }

  private void assertRefused(Config.Builder config) {
    try (Models models = Models.load(config.build());
        ChatModel model = models.chat("openai:m");
        CompletionStream stream = model.stream(HI)) {
      RefusedLocallyException e =
          assertThrows(RefusedLocallyException.class, () -> model.complete(HI));
      assertEquals(Limiter.OFFLINE, e.limiter());
      assertEquals(1, e.details().attempts());
      assertThrows(RefusedLocallyException.class, stream::completion);
    }
    assertTrue(outside.getAllServeEvents().isEmpty());
  }

  private String answer(Config.Builder config) {
    try (Models models = Models.load(config.build());
        ChatModel model = models.chat("openai:m")) {
      return model.complete(HI).text();
    }
  }

  @Test
  void another_machine_is_refused_when_set_in_code() {
    assertRefused(config("http://server.invalid/v1").set("parley.offline", "true"));
    assertRefused(config("http://server.invalid/v1").set("offline", "true"));
  }

  @Test
  void another_machine_is_refused_when_set_in_the_environment() {
    assertRefused(config("http://192.0.2.1/v1", "PARLEY_OFFLINE", "true"));
  }

  @Test
  void openai_itself_is_refused_and_its_key_is_not_asked_for() {
    Config.Builder config = config("", "PARLEY_OFFLINE", "true");
    config.set(
        "openai.api-key",
        () -> {
          throw new AssertionError("The key was asked for");
        });
    assertRefused(config.set("openai.proxy", "http://127.0.0.1:" + outside.port()));
  }

  @Test
  void the_same_goes_out_when_not_offline() {
    assertEquals("Outside", answer(config("http://server.invalid/v1")));
    assertEquals("Outside", answer(config("http://server.invalid/v1", "PARLEY_OFFLINE", "false")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1", "[::ffff:127.0.0.1]"})
  void this_machine_is_served_without_a_proxy(String host) {
    String url = "http://" + host + ":" + server.port() + "/v1";
    String proxy = "http://127.0.0.1:" + outside.port();
    assertEquals("Hello", answer(config(url, "PARLEY_OFFLINE", "true").set("openai.proxy", proxy)));
    assertTrue(outside.getAllServeEvents().isEmpty());
  }

  @Test
  void named_instances_are_offline_too() {
    Config config =
        config("http://127.0.0.1:" + server.port() + "/v1", "PARLEY_OFFLINE", "true")
            .set("work.provider", "openai")
            .set("work.base-url", "http://server.invalid/v1")
            .build();
    try (Models models = Models.load(config);
        ChatModel here = models.chat("openai:m");
        ChatModel there = models.chat("work:m")) {
      assertEquals("Hello", here.complete(HI).text());
      assertThrows(RefusedLocallyException.class, () -> there.complete(HI));
    }
  }

  @ParameterizedTest
  @CsvSource({"maybe", "1", "yes", "on"})
  void a_value_that_is_neither_is_told_when_the_provider_is_opened(String value) {
    Config config = config("http://server.invalid/v1", "PARLEY_OFFLINE", value).build();
    try (Models models = Models.load(config)) {
      ConfigurationException e =
          assertThrows(ConfigurationException.class, () -> models.chat("openai:m"));
      assertEquals(Kind.INVALID_VALUE, e.kind());
      assertTrue(e.getMessage().contains("offline"), e::getMessage);
      assertFalse(e.getMessage().contains("maybe"), e::getMessage);
    }
    assertTrue(outside.getAllServeEvents().isEmpty());
  }
}
