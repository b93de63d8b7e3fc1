package dev.parley.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ToolDefinition;
import dev.parley.chat.Usage;
import dev.parley.error.UnsupportedFeatureException;
import org.junit.jupiter.api.Test;

class EchoTest {
  private static final String NOTE = "\n(This is the mock provider: no model was asked.)";

  private final MockChatModel echo = MockChatModel.echo();

  @Test
  void it_says_back_what_it_was_told_and_that_it_is_a_mock() {
    Completion answer = echo.complete(ChatRequest.of("Why is the sky blue?"));
    assertEquals("You said: Why is the sky blue?" + NOTE, answer.text());
    assertEquals(FinishReason.STOP, answer.finishReason().orElseThrow());
  }

  @Test
  void the_last_user_message_counts() {
    ChatRequest request =
        ChatRequest.builder().system("s").user("first").assistant("a").user("last").build();
    assertEquals("You said: last" + NOTE, echo.complete(request).text());
  }

  @Test
  void it_says_so_when_there_were_no_words() {
    assertEquals(
        "You said nothing in words." + NOTE,
        echo.complete(ChatRequest.builder().system("only this").build()).text());
    assertEquals("You said nothing in words." + NOTE, echo.complete(ChatRequest.of(" ")).text());
  }

  @Test
  void it_streams_word_by_word() {
    long deltas =
        Outcome.of(echo.stream(ChatRequest.of("one two"))).events().stream()
            .filter(TextDelta.class::isInstance)
            .count();
    assertEquals(4 + 9, deltas);
  }

  @Test
  void its_usage_is_an_estimate_and_says_so() {
    Usage usage = echo.complete(ChatRequest.of("hi")).usage();
    assertEquals(Usage.Source.ESTIMATED, usage.source());
    assertEquals(5, usage.inputTokens());
    assertTrue(usage.outputTokens() > 0);
  }

  @Test
  void it_does_not_claim_to_do_tools() {
    ChatRequest tools =
        ChatRequest.builder().user("hi").tool(ToolDefinition.of("t", "", "{}")).build();
    assertThrows(UnsupportedFeatureException.class, () -> echo.complete(tools));
  }
}
