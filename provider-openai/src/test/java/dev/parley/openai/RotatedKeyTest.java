package dev.parley.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.config.Secret;
import dev.parley.embedding.EmbeddingModel;
import dev.parley.embedding.EmbeddingRequest;
import dev.parley.error.AuthenticationException;
import dev.parley.spi.Provider;
import dev.parley.tck.http.RecordedRequest;
import dev.parley.tck.http.Reply;
import dev.parley.tck.http.ScriptedServer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Keys and secret headers that change while the provider is open. */
@Timeout(60)
class RotatedKeyTest {
  private static final ChatRequest HI = ChatRequest.of("Hi");

  /** Serves as an answer, as vectors and as a list. */
  private static final Reply ANY =
      Reply.json(
          200,
          "{\"data\":[{\"id\":\"m\",\"index\":0,\"embedding\":[1]}],"
              + "\"choices\":[{\"message\":{\"content\":\"Hello\"},\"finish_reason\":\"stop\"}]}");

  private static List<String> keys(ScriptedServer server) {
    return server.requests().stream()
        .map(request -> request.header("Authorization").orElse(""))
        .toList();
  }

  @Test
  void the_next_request_of_every_kind_has_the_next_key() {
    AtomicInteger asked = new AtomicInteger();
    try (ScriptedServer server = ScriptedServer.answering(ANY);
        Provider provider =
            OpenAi.builder()
                .baseUrl(server.uri().resolve("/v1"))
                .set("embedding-batch", "1")
                .apiKey(() -> Secret.of("key-" + asked.incrementAndGet()))
                .build()) {
      ChatModel model = provider.chat("m");
      EmbeddingModel vectors = provider.embeddings("e").orElseThrow();
      assertEquals(0, asked.get());
      model.complete(HI);
      model.stream(HI).completion();
      vectors.embed(EmbeddingRequest.of("a", "b")); // In two requests.
      provider.models().orElseThrow().list();
      model.complete(HI);
      assertEquals(
          List.of(
              "Bearer key-1",
              "Bearer key-2",
              "Bearer key-3",
              "Bearer key-4",
              "Bearer key-5",
              "Bearer key-6"),
          keys(server));
      assertEquals(
          List.of(
              "/v1/chat/completions",
              "/v1/chat/completions",
              "/v1/embeddings",
              "/v1/embeddings",
              "/v1/models",
              "/v1/chat/completions"),
          server.requests().stream().map(RecordedRequest::path).toList());
    }
  }

  @Test
  void a_stream_asks_for_its_key_when_it_is_read() {
    AtomicReference<String> key = new AtomicReference<>("old");
    try (ScriptedServer server = ScriptedServer.answering(ANY);
        Provider provider =
            OpenAi.builder()
                .baseUrl(server.uri().resolve("/v1"))
                .apiKey(() -> Secret.of(key.get()))
                .build()) {
      var stream = provider.chat("m").stream(HI);
      key.set("new");
      assertEquals("Hello", stream.completion().text());
      assertEquals(List.of("Bearer new"), keys(server));
    }
  }

  @Test
  void a_secret_header_is_asked_for_with_each_request_too() {
    AtomicInteger asked = new AtomicInteger();
    try (ScriptedServer server = ScriptedServer.answering(ANY);
        Provider provider =
            OpenAi.builder()
                .baseUrl(server.uri().resolve("/v1"))
                .header("X-Plain", "shown")
                .header("X-Token", () -> Secret.of("token-" + asked.incrementAndGet()))
                .set("headers", "X-Team: blue | X-Other: a: b")
                .build()) {
      provider.chat("m").complete(HI);
      provider.models().orElseThrow().list();
      for (int i = 0; i < 2; i++) {
        RecordedRequest sent = server.requests().get(i);
        assertEquals("shown", sent.header("X-Plain").orElseThrow());
        assertEquals("token-" + (i + 1), sent.header("X-Token").orElseThrow());
        assertEquals("blue", sent.header("X-Team").orElseThrow());
        assertEquals("a: b", sent.header("X-Other").orElseThrow());
      }
    }
  }

  @Test
  void of_a_key_that_a_server_quotes_the_one_that_was_sent_is_hidden() {
    AtomicInteger asked = new AtomicInteger();
    try (ScriptedServer server =
            ScriptedServer.start(
                connection -> {
                  for (var request = connection.readRequest();
                      request.isPresent();
                      request = connection.readRequest()) {
                    String key = request.get().header("Authorization").orElseThrow();
                    connection.send(Reply.json(401, "{\"error\":\"Bad: " + key + "\"}"));
                  }
                });
        Provider provider =
            OpenAi.builder()
                .baseUrl(server.uri().resolve("/v1"))
                .apiKey(() -> Secret.of("rotated-" + asked.incrementAndGet()))
                .build()) {
      for (int i = 0; i < 2; i++) {
        AuthenticationException e =
            assertThrows(AuthenticationException.class, () -> provider.chat("m").complete(HI));
        String said = e.details().providerMessage().orElseThrow();
        assertTrue(said.startsWith("Bad: "), said);
        assertFalse(said.contains("rotated-"), said);
      }
    }
  }
}
