package dev.parley.chatcompletions.internal;

import static dev.parley.chatcompletions.internal.Wire.HI;
import static dev.parley.chatcompletions.internal.Wire.STREAM;
import static dev.parley.chatcompletions.internal.Wire.chunked;
import static dev.parley.chatcompletions.internal.Wire.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;
import dev.parley.error.CancelledException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cancelling: by closing, by interrupting, by closing the provider; the server must see it. */
@Timeout(60)
class CancelTest {
  private static final Duration BOUND = Duration.ofSeconds(10);

  /** Where the server falls silent. */
  enum Silence {
    BEFORE_HEAD(""),
    AFTER_HEAD(STREAM),
    IN_MID_BODY(STREAM + chunked(text("Hel"))),
    IN_ERROR("HTTP/1.1 429 Slow\r\nContent-Length: 50\r\n\r\n{"),
    IN_PLAIN_ANSWER(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{\"id\"");

    final String before;

    Silence(String before) {
      this.before = before;
    }
  }

  private static RawServer silent(Silence when) {
    return RawServer.start(
        connection -> {
          connection.readRequest();
          connection.send(when.before);
          connection.awaitHangUp();
        });
  }

  private static void awaitSilence(RawServer server, Silence when, CompletionStream stream) {
    assertTrue(server.awaitRequests(1, BOUND));
    if (when == Silence.IN_MID_BODY) {
      long end = System.nanoTime() + BOUND.toNanos();
      while (stream.partial().text().isEmpty() && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Silence.class)
  void closing_a_stream_frees_its_blocked_reader_and_hangs_up(Silence when) {
    try (RawServer server = silent(when);
        HttpTransport transport = Wire.transport(server.url())) {
      CompletionStream stream = Wire.model(transport).stream(HI);
      Reader reader = Reader.start(stream::completion);
      awaitSilence(server, when, stream);
      stream.close();
      reader.awaitEnd(BOUND);
      CancelledException e = assertInstanceOf(CancelledException.class, reader.failure());
      assertEquals(when == Silence.IN_MID_BODY ? "Hel" : "", e.partial().orElseThrow().text());
      assertFalse(e.retryable());
      assertTrue(server.awaitHangUps(1, BOUND), "the server was left waiting");
      assertThrows(CancelledException.class, stream::completion);
      stream.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Silence.class)
  void interrupting_the_reader_of_a_stream_hangs_up_and_keeps_the_flag(Silence when) {
    try (RawServer server = silent(when);
        HttpTransport transport = Wire.transport(server.url());
        CompletionStream stream = Wire.model(transport).stream(HI)) {
      Reader reader = Reader.start(stream::completion);
      awaitSilence(server, when, stream);
      reader.interrupt();
      reader.awaitEnd(BOUND);
      assertInstanceOf(CancelledException.class, reader.failure());
      assertTrue(reader.interruptedAtEnd());
      assertTrue(server.awaitHangUps(1, BOUND), "the server was left waiting");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Silence.class,
      names = {"BEFORE_HEAD", "IN_PLAIN_ANSWER", "IN_ERROR"})
  void interrupting_complete_hangs_up_and_keeps_the_flag(Silence when) {
    try (RawServer server = silent(when);
        HttpTransport transport = Wire.transport(server.url())) {
      ChatModel model = Wire.model(transport);
      Reader reader = Reader.start(() -> model.complete(HI));
      assertTrue(server.awaitRequests(1, BOUND));
      reader.interrupt();
      reader.awaitEnd(BOUND);
      assertInstanceOf(CancelledException.class, reader.failure());
      assertTrue(reader.interruptedAtEnd());
      assertTrue(server.awaitHangUps(1, BOUND), "the server was left waiting");
    }
  }

  @ParameterizedTest
  @EnumSource(Silence.class)
  void closing_the_provider_cancels_streams(Silence when) {
    try (RawServer server = silent(when)) {
      HttpTransport transport = Wire.transport(server.url());
      CompletionStream stream = Wire.model(transport).stream(HI);
      Reader reader = Reader.start(stream::completion);
      awaitSilence(server, when, stream);
      transport.close();
      reader.awaitEnd(BOUND);
      assertInstanceOf(CancelledException.class, reader.failure());
      assertTrue(server.awaitHangUps(1, BOUND), "the server was left waiting");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Silence.class,
      names = {"BEFORE_HEAD", "IN_PLAIN_ANSWER"})
  void closing_the_provider_cancels_plain_calls(Silence when) {
    try (RawServer server = silent(when)) {
      HttpTransport transport = Wire.transport(server.url());
      Reader reader = Reader.start(() -> Wire.model(transport).complete(HI));
      assertTrue(server.awaitRequests(1, BOUND));
      transport.close();
      reader.awaitEnd(BOUND);
      assertInstanceOf(CancelledException.class, reader.failure());
      assertTrue(server.awaitHangUps(1, BOUND), "the server was left waiting");
    }
  }

  @Test
  void a_stream_between_reads_is_cancelled_by_closing_the_provider() {
    try (RawServer server = silent(Silence.IN_MID_BODY)) {
      HttpTransport transport = Wire.transport(server.url());
      CompletionStream stream = Wire.model(transport).stream(HI);
      Iterator<CompletionEvent> events = stream.iterator();
      events.next();
      assertInstanceOf(TextDelta.class, events.next());
      transport.close();
      assertTrue(server.awaitHangUps(1, BOUND), "the server was left waiting");
      assertThrows(CancelledException.class, events::hasNext);
    }
  }

  @Test
  void leaving_a_stream_and_closing_it_throws_nothing_and_hangs_up() {
    try (RawServer server = silent(Silence.IN_MID_BODY);
        HttpTransport transport = Wire.transport(server.url())) {
      try (CompletionStream stream = Wire.model(transport).stream(HI)) {
        for (CompletionEvent event : stream) {
          if (event instanceof TextDelta) {
            break;
          }
        }
      }
      assertTrue(server.awaitHangUps(1, BOUND), "the server was left waiting");
    }
  }

  @Test
  void nothing_is_sent_before_the_first_read() {
    try (RawServer server = silent(Silence.BEFORE_HEAD);
        HttpTransport transport = Wire.transport(server.url())) {
      CompletionStream stream = Wire.model(transport).stream(HI);
      stream.close();
      assertThrows(CancelledException.class, stream::completion);
      assertEquals(0, server.accepted());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void an_interrupted_thread_sends_nothing(boolean streamed) {
    try (RawServer server = silent(Silence.BEFORE_HEAD);
        HttpTransport transport = Wire.transport(server.url())) {
      ChatModel model = Wire.model(transport);
      Reader reader =
          Reader.start(
              () -> {
                Thread.currentThread().interrupt();
                if (streamed) {
                  model.stream(HI).completion();
                } else {
                  model.complete(HI);
                }
              });
      reader.awaitEnd(BOUND);
      assertInstanceOf(CancelledException.class, reader.failure());
      assertTrue(reader.interruptedAtEnd());
      assertEquals(0, server.accepted());
    }
  }

  @Test
  void a_closed_provider_or_model_refuses_work() {
    try (RawServer server = RawServer.answering(Wire.response(Wire.answer()))) {
      HttpTransport transport = Wire.transport(server.url());
      ChatModel model = Wire.model(transport);
      ChatModel sister = Wire.model(transport);
      CompletionStream early = model.stream(HI);
      model.close();
      assertThrows(IllegalStateException.class, () -> model.complete(HI));
      assertThrows(IllegalStateException.class, () -> model.stream(HI));
      assertThrows(CancelledException.class, early::completion);
      assertEquals("Hello", sister.complete(HI).text());
      transport.close();
      transport.close();
      assertThrows(IllegalStateException.class, () -> sister.complete(HI));
      assertThrows(IllegalStateException.class, () -> sister.stream(HI));
      assertTrue(server.awaitOpen(0, BOUND), "an idle connection was kept");
    }
  }

  @Test
  void an_exchange_that_ends_after_the_provider_was_closed_keeps_no_connection()
      throws InterruptedException {
    CountDownLatch sent = new CountDownLatch(1);
    try (RawServer server =
        RawServer.start(
            connection -> {
              while (connection.readRequest()) {
                connection.send(Wire.stream());
                sent.countDown();
              }
            })) {
      HttpTransport transport = Wire.transport(server.url());
      CompletionStream stream = Wire.model(transport).stream(HI);
      stream.iterator().next();
      assertTrue(sent.await(20, TimeUnit.SECONDS));
      transport.close();
      stream.close();
      assertTrue(server.awaitOpen(0, BOUND));
    }
  }
}
