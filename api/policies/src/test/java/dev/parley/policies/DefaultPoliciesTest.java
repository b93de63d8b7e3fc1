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
import dev.parley.error.NotFoundException;
import dev.parley.mock.MockChatModel;
import dev.parley.policies.internal.DefaultPolicies;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
}
