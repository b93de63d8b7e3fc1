package dev.parley.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Models;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts;
import dev.parley.config.Config;
import dev.parley.error.CancelledException;
import dev.parley.error.ConfigurationException;
import dev.parley.error.NotFoundException;
import dev.parley.error.TimedOutException;
import dev.parley.spi.Provider;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MockProviderTest {
  private static final ChatRequest REQUEST = ChatRequest.of("hi");

  private static Models models(Map<String, String> settings) {
    return Models.load(Config.of(settings));
  }

  @Test
  void it_is_found_by_its_name() {
    try (Models models = models(Map.of("model", "mock:echo"))) {
      assertTrue(models.installed().containsKey("mock"));
      assertEquals(List.of(), models.problems());
      ChatModel model = models.chat();
      assertEquals(new ModelId("mock", "echo"), model.id());
      assertTrue(model.complete(REQUEST).text().startsWith("You said: hi\n"));
    }
  }

  @Test
  void it_works_without_being_looked_for() {
    try (Models models =
        Models.builder()
            .config(Config.of(Map.of()))
            .discover(false)
            .provider(new MockProviderFactory())
            .build()) {
      assertTrue(models.chat("mock:echo").complete(REQUEST).text().startsWith("You said: hi\n"));
    }
  }

  @Test
  void adding_what_is_also_found_is_no_conflict() {
    try (Models models =
        Models.builder().config(Config.of(Map.of())).provider(new MockProviderFactory()).build()) {
      assertEquals("mock", models.chat("mock:echo").id().provider());
    }
  }

  @Test
  void it_describes_its_settings() {
    assertEquals(List.of("delay", "reply"), new MockProviderFactory().settings().names());
  }

  @Test
  void the_reply_can_be_set_for_each_instance() {
    Map<String, String> settings = Map.of("fake.provider", "mock", "fake.reply", "Forty-two.");
    try (Models models = models(settings)) {
      ChatModel fake = models.chat("fake:reply");
      assertEquals(new ModelId("fake", "reply"), fake.id());
      assertEquals("Forty-two.", fake.complete(REQUEST).text());
      assertEquals(
          "This is the mock provider: no model was asked.",
          models.chat("mock:reply").complete(REQUEST).text());
    }
  }

  @Test
  void the_delay_runs_under_the_configured_time_outs() {
    Map<String, String> settings = Map.of("mock.delay", "1h", "timeout.silence", "1ms");
    try (Models models = models(settings)) {
      TimedOutException e =
          assertThrows(TimedOutException.class, () -> models.chat("mock:echo").complete(REQUEST));
      assertEquals(Timeouts.Kind.SILENCE, e.timeout());
    }
  }

  @Test
  void wrong_settings_are_named() {
    for (String setting : List.of("mock.delay", "mock.reply", "mock.dealy")) {
      try (Models models = models(Map.of(setting, ""))) {
        ConfigurationException e =
            assertThrows(ConfigurationException.class, () -> models.chat("mock:echo"));
        assertEquals(setting, e.setting().orElseThrow());
      }
    }
  }

  @Test
  void an_unknown_model_fails_with_the_first_call_and_says_what_there_is() {
    try (Models models = models(Map.of())) {
      ChatModel model = models.chat("mock:ecko");
      NotFoundException e = assertThrows(NotFoundException.class, () -> model.complete(REQUEST));
      assertEquals(
          "mock:ecko: there is no such mock model. Did you mean \"echo\"? There are: echo, reply",
          e.getMessage());
      assertFalse(e.retryable());
      Outcome streamed = Outcome.of(model.stream(REQUEST));
      assertInstanceOf(NotFoundException.class, streamed.failure());
    }
  }

  @Test
  void closing_a_model_leaves_the_provider_open() {
    try (Models models = models(Map.of())) {
      ChatModel first = models.chat("mock:echo");
      first.close();
      assertThrows(IllegalStateException.class, () -> first.complete(REQUEST));
      assertTrue(models.chat("mock:echo").complete(REQUEST).isComplete());
    }
  }

  @Test
  void closing_the_provider_closes_its_models_and_cancels_their_streams() {
    Models models = models(Map.of());
    Provider provider = models.provider("mock");
    ChatModel model = models.chat("mock:echo");
    CompletionStream stream = model.stream(REQUEST);
    stream.iterator().next();
    models.close();
    provider.close();
    assertThrows(CancelledException.class, stream::completion);
    assertThrows(IllegalStateException.class, () -> model.complete(REQUEST));
    assertThrows(IllegalStateException.class, () -> provider.chat("echo"));
  }
}
