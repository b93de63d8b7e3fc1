package dev.parley.quickstart.stranger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Models;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.config.Config;
import dev.parley.error.ConfigurationException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.UnsupportedFeatureException;
import dev.parley.message.Message;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import dev.parley.tck.http.ScriptedServer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is this protocol's own, which the kit does not know. */
class ParrotTest {
  @Test
  void a_question_is_asked_in_the_words_of_parrots() {
    try (ScriptedServer server =
            ScriptedServer.start(
                connection -> {
                  connection.readRequest();
                  connection.send("HTTP/1.1 200 OK\r\n\r\ntext Grey\\nand red.\nbye\n");
                });
        Models models = models(Map.of("parrot.base-url", server.uri().toString()));
        ChatModel model = models.chat("parrot:grey")) {
      ChatRequest request =
          ChatRequest.builder()
              .system("Be brief.")
              .user("Who\nare you?")
              .temperature(0.5)
              .option("parrot", "mood", "good")
              .build();
      assertEquals("Grey\nand red.", model.complete(request).text());
      assertEquals(
          """
          model grey
          set temperature 0.5
          set mood good
          system Be brief.
          user Who\\nare you?
          bye
          """,
          server.requests().get(0).text());
    }
  }

  @Test
  void offline_refuses_parrots_on_other_machines() {
    try (Models models =
            models(Map.of("parley.offline", "true", "parrot.base-url", "http://parrots.example"));
        ChatModel model = models.chat("parrot:grey")) {
      assertThrows(
          RefusedLocallyException.class, () -> model.complete(ChatRequest.of("Who are you?")));
    }
  }

  @Test
  void an_address_that_is_none_of_http_is_refused() {
    try (Models models = models(Map.of("parrot.base-url", "ftp://127.0.0.1:1"))) {
      ConfigurationException refused =
          assertThrows(ConfigurationException.class, () -> models.chat("parrot:grey"));
      assertTrue(refused.getMessage().contains("parrot.base-url"), refused.getMessage());
    }
  }

  @Test
  void a_conversation_with_tools_is_refused_rather_than_cut() {
    ToolCall call = new ToolCall("call_1", "clock", "{}");
    ChatRequest request =
        ChatRequest.builder()
            .user("Late?")
            .message(Message.tool(ToolResult.of(call, "No.")))
            .build();
    try (Models models = models(Map.of());
        ChatModel model = models.chat("parrot:grey")) {
      assertThrows(UnsupportedFeatureException.class, () -> model.complete(request));
    }
  }

  private static Models models(Map<String, String> settings) {
    return Models.load(Config.of(settings));
  }
}
