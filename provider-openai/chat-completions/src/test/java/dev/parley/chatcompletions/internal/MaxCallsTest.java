package dev.parley.chatcompletions.internal;

import static dev.parley.chatcompletions.internal.Wire.DONE;
import static dev.parley.chatcompletions.internal.Wire.HI;
import static dev.parley.chatcompletions.internal.Wire.STREAM;
import static dev.parley.chatcompletions.internal.Wire.chunked;
import static dev.parley.chatcompletions.internal.Wire.finish;
import static dev.parley.chatcompletions.internal.Wire.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.CompletionStream;
import dev.parley.chatcompletions.ChatCompletions;
import dev.parley.error.ModelException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.RefusedLocallyException.Limiter;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server's models share a number of calls that may run at once. */
@Timeout(60)
class MaxCallsTest {
  private static final String HELLO = chunked(text("Hello"));
  private static final String END = chunked(finish("stop") + DONE) + Wire.LAST;

  private static ChatCompletions server(RawServer server, int most) {
    return ChatCompletions.builder("work", server.url()).maxCalls(most).build();
  }

  /** Says Hello to each, and ends its answers when it may. */
  private static RawServer.Script ending(CountDownLatch end) {
    return connection -> {
      while (connection.readRequest()) {
        connection.send(STREAM + HELLO);
        connection.await(end);
        connection.send(END);
      }
    };
  }

  @Test
  void one_more_is_refused_at_once_and_nothing_is_sent() {
    CountDownLatch end = new CountDownLatch(1);
    try (RawServer server = RawServer.start(ending(end));
        ChatCompletions two = server(server, 2)) {
      ChatModel model = two.model("gpt-x");
      try (CompletionStream first = model.stream(HI);
          CompletionStream second = two.model("gpt-y").stream(HI);
          CompletionStream third = model.stream(HI)) {
        first.iterator().next();
        second.iterator().next();
        RefusedLocallyException refused =
            assertThrows(RefusedLocallyException.class, third::completion);
        assertEquals(Limiter.BULKHEAD, refused.limiter());
        assertEquals(model.id(), refused.details().model());
        assertTrue(refused.retryable());
        assertTrue(refused.getMessage().contains("2 calls run already"), refused::getMessage);
        assertTrue(refused.getMessage().contains("\"work.max-calls\""), refused::getMessage);
        assertThrows(RefusedLocallyException.class, () -> model.complete(HI));
        assertThrows(RefusedLocallyException.class, () -> two.models().list());
        assertEquals(2, server.requests());
        end.countDown();
        assertEquals("Hello", first.completion().text());
        assertEquals("Hello", second.completion().text());
      }
      for (int i = 0; i < 3; i++) { // Those that were refused hold no places.
        assertEquals("Hello", model.stream(HI).completion().text());
      }
    }
  }

  @Test
  void a_stream_counts_from_its_first_read_to_its_close() {
    try (RawServer server = RawServer.start(ending(new CountDownLatch(1)));
        ChatCompletions one = server(server, 1)) {
      ChatModel model = one.model("gpt-x");
      CompletionStream read = model.stream(HI);
      try (CompletionStream unread = model.stream(HI)) {
        read.iterator().next();
        assertThrows(RefusedLocallyException.class, () -> unread.iterator().next());
        read.close();
        read.close();
        for (int i = 0; i < 3; i++) {
          try (CompletionStream next = model.stream(HI)) {
            next.iterator().next();
            assertThrows(RefusedLocallyException.class, () -> model.complete(HI));
          }
        }
      }
    }
  }

  @Test
  void a_call_that_fails_gives_its_place_back() {
    try (RawServer server =
            RawServer.start(
                connection -> {
                  while (connection.readRequest()) {
                    connection.send(
                        Wire.response("500 Oops", "application/json", "{\"error\":{}}"));
                  }
                });
        ChatCompletions one = server(server, 1)) {
      ChatModel model = one.model("gpt-x");
      for (int i = 0; i < 2; i++) {
        assertEquals(
            500,
            assertThrows(ModelException.class, () -> model.complete(HI))
                .details()
                .status()
                .orElseThrow());
        assertThrows(ModelException.class, () -> model.stream(HI).completion());
      }
      assertEquals(4, server.requests());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void it_is_at_least_one(int value) {
    ChatCompletions.Builder builder =
        ChatCompletions.builder("work", URI.create("http://127.0.0.1:1"));
    assertThrows(IllegalArgumentException.class, () -> builder.maxCalls(value));
  }
}
