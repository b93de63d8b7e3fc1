package dev.parley.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.chat.ChatModel;
import dev.parley.error.ContextTooLongException;
import dev.parley.openai.OpenAi;
import dev.parley.spi.Provider;
import dev.parley.store.ConversationStore;
import dev.parley.store.ConversationStores;
import dev.parley.tck.http.ScriptedServer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** With the counter beside the provider, models and windows count exactly. */
class WithTokenCountsTest {
  private static final String ANSWER =
      """
      {"choices":[{"index":0,"message":{"role":"assistant","content":"Hi."},"finish_reason":"stop"}],
       "usage":{"prompt_tokens":8,"completion_tokens":2}}""";

  @Test
  void the_snippet_counts_and_asks() {
    try (ScriptedServer server =
            ScriptedServer.start(
                connection -> {
                  while (connection.readRequest().isPresent()) {
                    connection.send(
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                            + ANSWER.getBytes(StandardCharsets.UTF_8).length
                            + "\r\n\r\n"
                            + ANSWER);
                  }
                });
        Provider provider = OpenAi.builder().baseUrl(server.uri().resolve("/v1")).build();
        ChatModel model = provider.chat("gpt-4o");
        ConversationStore store = ConversationStores.open("memory:")) {
      assertEquals("8 tokens: Hi.", WithTokenCounts.ask(model, store, "hello"));
      ContextTooLongException e =
          assertThrows(
              ContextTooLongException.class,
              () -> WithTokenCounts.ask(model, store, "hello ".repeat(5_000)));
      // " hello" is a token, the last blank is another, and 7 stand around them.
      assertEquals(5_008, e.size().orElseThrow());
      assertEquals(4_000, e.limit().orElseThrow());
    }
  }
}
