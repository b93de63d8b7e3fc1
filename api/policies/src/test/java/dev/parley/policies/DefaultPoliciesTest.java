package dev.parley.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Models;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.ModelId;
import dev.parley.config.Config;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import dev.parley.error.NotFoundException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.mock.MockChatModel;
import dev.parley.policies.LimiterState.Allowance;
import dev.parley.policies.LimiterState.Share;
import dev.parley.policies.internal.DefaultPolicies;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What models opened by name come with. */
class DefaultPoliciesTest {
  private final DefaultPolicies defaults = new DefaultPolicies();

  private Retry retryOf(String provider, Map<String, String> settings) {
    MockChatModel mock = MockChatModel.builder().id(new ModelId(provider, "m")).build();
    return defaults.wrap(mock, Config.of(settings)).unwrap(Retry.class).orElseThrow();
  }

  @Test
  void two_retries_come_by_default() {
    assertEquals(2, retryOf("a", Map.of()).retries());
  }

  @Test
  void a_setting_changes_how_many() {
    assertEquals(5, retryOf("a", Map.of("retries", "5")).retries());
  }

  @Test
  void a_setting_switches_them_off() {
    assertEquals(0, retryOf("a", Map.of("retries", "0")).retries());
  }

  private void assertRefused(String retries) {
    ConfigurationException e =
        assertThrows(ConfigurationException.class, () -> retryOf("a", Map.of("retries", retries)));
    assertTrue(e.getMessage().contains("retries"), e.getMessage());
  }

  @Test
  void a_number_below_none_is_refused() {
    assertRefused("-1");
  }

  @Test
  void a_number_that_is_surely_a_mistake_is_refused() {
    assertRefused("101");
  }

  @Test
  void no_number_is_refused() {
    assertRefused("often");
  }

  @Test
  void models_of_one_provider_share_a_budget() {
    assertSame(retryOf("a", Map.of()).budget(), retryOf("a", Map.of()).budget());
    assertNotSame(retryOf("a", Map.of()).budget(), retryOf("b", Map.of()).budget());
  }

  @Test
  void models_opened_by_name_say_that_they_are_wrapped() {
    try (Models models = Models.load(Config.of(Map.of()))) {
      ChatModel model = models.chat("mock:echo");
      assertEquals(2, model.unwrap(Retry.class).orElseThrow().retries());
      assertTrue(model.toString().startsWith("Retry[2] around "), model.toString());
    }
  }

  @Test
  void an_address_of_several_models_falls_back_in_their_order() {
    try (Models models = Models.load(Config.of(Map.of()))) {
      ChatModel model = models.chat("mock:no-such-model | mock:echo");
      Completion answer = model.complete(ChatRequest.of("hi"));
      assertEquals(new ModelId("mock", "echo"), answer.model());
      assertInstanceOf(NotFoundException.class, answer.failedAttempts().get(0).failure());
      assertEquals(
          List.of("fallback"), answer.warnings().stream().map(each -> each.subject()).toList());
    }
  }

  @Test
  void a_whole_that_is_set_bounds_all_models_of_an_address_together() {
    Map<String, String> settings = Map.of("timeout.whole", "1ms", "mock.delay", "1h");
    try (Models models = Models.load(Config.of(settings))) {
      ChatModel model = models.chat("mock:reply | mock:echo");
      RuntimeException e =
          assertThrows(RuntimeException.class, () -> model.complete(ChatRequest.of("hi")));
      assertEquals(0, e.getSuppressed().length, "the second model was asked too");
    }
  }

  private Optional<RateLimit> limitOf(String provider, Map<String, String> settings) {
    MockChatModel mock = MockChatModel.builder().id(new ModelId(provider, "m")).build();
    return defaults.wrap(mock, Config.of(settings)).unwrap(RateLimit.class);
  }

  @Test
  void there_is_no_limit_by_default_and_zero_switches_it_off() {
    assertEquals(Optional.empty(), limitOf("a", Map.of()));
    assertEquals(Optional.empty(), limitOf("a", Map.of("rate", "0", "tokens-per-minute", "0")));
  }

  @ParameterizedTest
  @CsvSource({
    "5/s, RateLimit[5 requests in PT1S]",
    "100/m, RateLimit[100 requests in PT1M]",
    "1000 / h, RateLimit[1000 requests in PT1H]",
    "10000/d, RateLimit[10000 requests in PT24H]"
  })
  void a_rate_is_requests_in_a_while(String rate, String limit) {
    assertEquals(limit, limitOf("a", Map.of("rate", rate)).orElseThrow().toString());
  }

  @Test
  void requests_and_tokens_are_limited_together_inside_the_retries() {
    Map<String, String> settings = Map.of("rate", "5/s", "tokens-per-minute", "9000");
    MockChatModel mock = MockChatModel.builder().build();
    String wrapped = defaults.wrap(mock, Config.of(settings)).toString();
    assertTrue(
        wrapped.startsWith(
            "Retry[2] around RateLimit[5 requests in PT1S, 9000 tokens in PT1M] around "),
        wrapped);
  }

  @Test
  void all_models_share_one_limit() {
    Map<String, String> settings = Map.of("rate", "5/s");
    assertSame(
        limitOf("a", settings).orElseThrow(),
        limitOf("b", Map.of("rate", "5/s", "retries", "1")).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "0/s", "-1/s", "5/w", "5/10s", "often", "9999999999/s"})
  void a_rate_that_means_nothing_is_refused_by_name(String rate) {
    ConfigurationException e =
        assertThrows(ConfigurationException.class, () -> limitOf("a", Map.of("rate", rate)));
    assertEquals(Optional.of("parley.rate"), e.setting());
    assertTrue(e.getMessage().contains("5/s, 100/m, 1000/h or 10000/d"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "many"})
  void tokens_that_mean_nothing_are_refused_by_name(String tokens) {
    ConfigurationException e =
        assertThrows(
            ConfigurationException.class, () -> limitOf("a", Map.of("tokens-per-minute", tokens)));
    assertEquals(Optional.of("parley.tokens-per-minute"), e.setting());
  }

  @Test
  void a_file_shares_the_limit_with_others(@TempDir Path folder) {
    Path file = folder.resolve("limits/all");
    Map<String, String> settings = Map.of("rate", "1/d", "rate-file", file.toString());
    FileLimiterState other = FileLimiterState.at(file);
    Allowance day = new Allowance("requests-PT24H", 1, Duration.ofDays(1));
    assertTrue(other.reserve(List.of(new Share(day, 1))).delay().isZero());
    try (Models models = Models.load(Config.of(settings))) {
      ChatModel model = models.chat("mock:echo");
      ChatRequest question = ChatRequest.of("hi");
      assertThrows(RefusedLocallyException.class, () -> model.complete(question));
    }
  }

  @Test
  void a_file_without_a_limit_is_refused(@TempDir Path folder) {
    Map<String, String> settings = Map.of("rate-file", folder.resolve("f").toString());
    ConfigurationException e =
        assertThrows(ConfigurationException.class, () -> limitOf("a", settings));
    assertEquals(Optional.of("parley.rate-file"), e.setting());
    assertTrue(e.getMessage().contains("tokens-per-minute"), e.getMessage());
  }

  @Test
  void a_file_named_from_the_working_folder_is_refused() {
    Map<String, String> settings = Map.of("rate", "1/s", "rate-file", "limits");
    ConfigurationException e =
        assertThrows(ConfigurationException.class, () -> limitOf("a", settings));
    assertEquals(Optional.of("parley.rate-file"), e.setting());
    assertTrue(e.getMessage().contains("absolute"), e.getMessage());
  }

  @Test
  void a_file_that_cannot_be_used_is_told_when_the_model_is_opened(@TempDir Path folder) {
    Map<String, String> settings = Map.of("rate", "1/s", "rate-file", folder.toString());
    ConfigurationException e =
        assertThrows(ConfigurationException.class, () -> limitOf("a", settings));
    assertEquals(Kind.UNUSABLE_FILE, e.kind());
    assertEquals(Optional.of("parley.rate-file"), e.setting());
    assertTrue(e.getMessage().contains("\"parley.rate-file\""), e.getMessage());
    assertTrue(e.getMessage().contains(folder.toString()), e.getMessage());
  }
}
