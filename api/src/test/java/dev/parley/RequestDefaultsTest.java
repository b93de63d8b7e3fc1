package dev.parley;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.ReasoningEffort;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.config.Config;
import dev.parley.error.ConfigurationException;
import dev.parley.testing.FakeModel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestDefaultsTest {
  private static final Map<String, String> ALL =
      Map.ofEntries(
          Map.entry("temperature", "0.5"),
          Map.entry("top-p", "0.25"),
          Map.entry("max-output-tokens", "7"),
          Map.entry("seed", "8"),
          Map.entry("stop", "END"),
          Map.entry("frequency-penalty", "-1"),
          Map.entry("presence-penalty", "1"),
          Map.entry("reasoning-effort", "minimal"),
          Map.entry("timeout.connect", "1s"),
          Map.entry("timeout.silence", "0"),
          Map.entry("timeout.whole", "1h"));

  private final FakeModel inner = FakeModel.saying("fake:m", "x");

  private ChatRequest sent(Map<String, String> settings, ChatRequest request) {
    try (ChatModel model = new RequestDefaults(inner, Config.of(settings))) {
      assertEquals("x", model.complete(request).text());
    }
    return inner.lastRequest();
  }

  @Test
  void what_is_unset_comes_from_the_configuration() {
    ChatRequest sent = sent(ALL, ChatRequest.of("Hi"));

    assertEquals(0.5, sent.temperature().orElseThrow());
    assertEquals(0.25, sent.topP().orElseThrow());
    assertEquals(7, sent.maxOutputTokens().orElseThrow());
    assertEquals(8, sent.seed().orElseThrow());
    assertEquals(List.of("END"), sent.stop());
    assertEquals(-1, sent.frequencyPenalty().orElseThrow());
    assertEquals(1, sent.presencePenalty().orElseThrow());
    assertEquals(Optional.of(ReasoningEffort.MINIMAL), sent.reasoningEffort());
    assertEquals(Optional.of(Duration.ofSeconds(1)), sent.timeouts().get(Kind.CONNECT));
    assertEquals(Optional.of(Duration.ofMinutes(10)), sent.timeouts().get(Kind.FIRST_EVENT));
    assertEquals(Optional.of(Duration.ZERO), sent.timeouts().get(Kind.SILENCE));
    assertEquals(Optional.of(Duration.ofHours(1)), sent.timeouts().get(Kind.WHOLE));
  }

  @Test
  void what_the_request_sets_stays() {
    ChatRequest request =
        ChatRequest.builder()
            .user("Hi")
            .temperature(0)
            .topP(1)
            .maxOutputTokens(1)
            .seed(0)
            .stop(List.of("."))
            .frequencyPenalty(0)
            .presencePenalty(0)
            .reasoningEffort(ReasoningEffort.NONE)
            .timeouts(Timeouts.UNSET.with(Kind.WHOLE, Duration.ZERO))
            .build();

    ChatRequest sent = sent(ALL, request);

    assertEquals(0, sent.temperature().orElseThrow());
    assertEquals(1, sent.topP().orElseThrow());
    assertEquals(1, sent.maxOutputTokens().orElseThrow());
    assertEquals(0, sent.seed().orElseThrow());
    assertEquals(List.of("."), sent.stop());
    assertEquals(0, sent.frequencyPenalty().orElseThrow());
    assertEquals(0, sent.presencePenalty().orElseThrow());
    assertEquals(Optional.of(ReasoningEffort.NONE), sent.reasoningEffort());
    assertEquals(Optional.of(Duration.ZERO), sent.timeouts().get(Kind.WHOLE));
    assertEquals(Optional.of(Duration.ofSeconds(1)), sent.timeouts().get(Kind.CONNECT));
  }

  @Test
  void nothing_configured_adds_time_outs_only() {
    ChatRequest sent = sent(Map.of(), ChatRequest.of("Hi"));

    assertTrue(sent.temperature().isEmpty() && sent.seed().isEmpty() && sent.stop().isEmpty());
    assertEquals(Timeouts.DEFAULTS, sent.timeouts());
  }

  @Test
  void streams_and_counts_get_the_defaults_too() {
    try (ChatModel model = new RequestDefaults(inner, Config.of(ALL))) {
      model.stream(ChatRequest.of("Hi")).close();
      assertEquals(8, inner.lastRequest().seed().orElseThrow());

      assertFalse(model.countTokens(ChatRequest.of("Hi")).exact());
      assertEquals(2, inner.requests().size());
      assertEquals(8, inner.lastRequest().seed().orElseThrow());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "temperature, -1",
    "temperature, warm",
    "temperature, NaN",
    "top-p, -0.1",
    "max-output-tokens, 0",
    "max-output-tokens, 99999999999",
    "max-output-tokens, 1.5",
    "reasoning-effort, hard",
    "timeout.silence, 5"
  })
  void wrong_default_fails_when_the_model_is_opened(String setting, String value) {
    Config config = Config.of(Map.of(setting, value));

    ConfigurationException e =
        assertThrows(ConfigurationException.class, () -> new RequestDefaults(inner, config));

    assertEquals(ConfigurationException.Kind.INVALID_VALUE, e.kind());
    assertEquals(Optional.of("parley." + setting), e.setting());
    assertTrue(e.getMessage().contains(setting), e.getMessage());
  }
}
