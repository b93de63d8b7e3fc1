package dev.parley.openai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.TimedOutException;
import dev.parley.spi.Provider;
import dev.parley.tck.http.ScriptedServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** OpenAI says at once that an answer has begun; then its models may think without a word. */
@Timeout(60)
class ResponsesSilenceTest {
  private static final String BEGUN =
      """
      data: {"type":"response.created","response":{"id":"resp_1","model":"m"}}

      data: {"type":"response.output_item.added","output_index":0,\
      "item":{"id":"rs_1","type":"reasoning","summary":[]}}

      """;
  private static final String TEXT =
      """
      data: {"type":"response.output_text.delta","output_index":1,"delta":"Yes"}

      """;
  private static final String END =
      """
      data: {"type":"response.completed","response":{"id":"resp_1","status":"completed","output":[]}}

      """;

  private static ScriptedServer pausing(String before, String after) {
    return ScriptedServer.start(
        connection -> {
          if (connection.readRequest().isPresent()) {
            connection.startChunked(200, "text/event-stream");
            connection.sendChunk(before.getBytes(StandardCharsets.UTF_8));
            connection.pause(Duration.ofMillis(900));
            connection.sendChunk(after.getBytes(StandardCharsets.UTF_8));
            connection.endChunked();
          }
        });
  }

  /** Nothing comes any more, however slow this machine may be. */
  private static ScriptedServer thenSilent(String before) {
    return ScriptedServer.start(
        connection -> {
          if (connection.readRequest().isPresent()) {
            connection.startChunked(200, "text/event-stream");
            connection.sendChunk(before.getBytes(StandardCharsets.UTF_8));
            connection.awaitHangUp();
          }
        });
  }

  private static String ask(ScriptedServer server, Kind limited) {
    Timeouts limits =
        Timeouts.UNSET
            .with(Kind.FIRST_EVENT, Duration.ofSeconds(40))
            .with(Kind.SILENCE, Duration.ofSeconds(40))
            .with(limited, Duration.ofMillis(200));
    try (Provider openai =
            OpenAi.builder().baseUrl(server.uri().resolve("/v1")).set("api", "responses").build();
        CompletionStream stream =
            openai.chat("m").stream(ChatRequest.of("Hi").toBuilder().timeouts(limits).build())) {
      return stream.completion().text();
    }
  }

  @Test
  void who_thinks_is_not_silent() {
    try (ScriptedServer server = pausing(BEGUN, TEXT + END)) {
      assertEquals("Yes", ask(server, Kind.SILENCE));
    }
  }

  @Test
  void thoughts_that_take_too_long_meet_the_limit_of_the_first_event() {
    try (ScriptedServer server = thenSilent(BEGUN)) {
      TimedOutException e =
          assertThrows(TimedOutException.class, () -> ask(server, Kind.FIRST_EVENT));
      assertEquals(Kind.FIRST_EVENT, e.timeout());
    }
  }

  @Test
  void who_has_begun_to_speak_and_stops_is_silent() {
    try (ScriptedServer server = thenSilent(BEGUN + TEXT)) {
      TimedOutException e = assertThrows(TimedOutException.class, () -> ask(server, Kind.SILENCE));
      assertEquals(Kind.SILENCE, e.timeout());
      assertEquals("Yes", e.partial().orElseThrow().text());
    }
  }
}
