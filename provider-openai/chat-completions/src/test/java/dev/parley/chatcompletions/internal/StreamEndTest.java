package dev.parley.chatcompletions.internal;

import static dev.parley.chatcompletions.internal.Wire.DONE;
import static dev.parley.chatcompletions.internal.Wire.HI;
import static dev.parley.chatcompletions.internal.Wire.LAST;
import static dev.parley.chatcompletions.internal.Wire.STREAM;
import static dev.parley.chatcompletions.internal.Wire.STREAM_TO_THE_END;
import static dev.parley.chatcompletions.internal.Wire.chunked;
import static dev.parley.chatcompletions.internal.Wire.event;
import static dev.parley.chatcompletions.internal.Wire.finish;
import static dev.parley.chatcompletions.internal.Wire.response;
import static dev.parley.chatcompletions.internal.Wire.stream;
import static dev.parley.chatcompletions.internal.Wire.text;
import static dev.parley.chatcompletions.internal.Wire.usage;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.FinishReason;
import dev.parley.chat.Usage;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.ModelException;
import dev.parley.error.ProtocolException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.TransportException;
import dev.parley.error.UnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How streams end: as they should, cut off, or with an error inside. */
@Timeout(60)
class StreamEndTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  private static Completion whole(RawServer server) {
    try (HttpTransport transport = Wire.transport(server.url());
        CompletionStream stream = Wire.model(transport).stream(HI)) {
      return stream.completion();
    }
  }

  private static Completion whole(String response) {
    try (RawServer server = once(response)) {
      return whole(server);
    }
  }

  /** Answers one request and closes the connection. */
  private static RawServer once(String response) {
    return RawServer.start(
        connection -> {
          connection.readRequest();
          connection.send(response);
        });
  }

  private static <E extends ModelException> E broken(Class<E> type, String response) {
    return assertThrows(type, () -> whole(response));
  }

  @Test
  void a_clean_stream_is_complete() {
    Completion answer = whole(stream());
    assertEquals("Hello", answer.text());
    assertEquals(FinishReason.Kind.STOP, answer.finishReason().orElseThrow().kind());
    assertEquals(Usage.reported().input(9).output(2).build(), answer.usage());
    assertEquals("c1", answer.id());
    assertEquals("gpt-x-1", answer.answeredBy());
  }

  @Test
  void events_begin_with_started_and_end_with_finished() {
    try (RawServer server = once(stream());
        HttpTransport transport = Wire.transport(server.url());
        CompletionStream stream = Wire.model(transport).stream(HI)) {
      List<CompletionEvent> events = new ArrayList<>();
      stream.forEach(events::add);
      assertInstanceOf(Started.class, events.get(0));
      assertInstanceOf(Finished.class, events.get(events.size() - 1));
      assertEquals(5, events.size(), events::toString);
    }
  }

  @Test
  void a_body_cut_before_its_finish_marker_is_an_interrupted_stream_with_an_estimated_usage() {
    InterruptedStreamException e =
        broken(InterruptedStreamException.class, STREAM + chunked(text("Hel")) + "ff\r\nda");
    Completion partial = e.partial().orElseThrow();
    assertEquals("Hel", partial.text());
    assertFalse(partial.isComplete());
    assertEquals(Usage.Source.ESTIMATED, partial.usage().source());
    assertTrue(partial.usage().outputTokens() > 0);
    assertTrue(partial.usage().inputTokens() > 0);
    assertEquals("req_7", e.requestId().orElseThrow());
    assertTrue(e.retryable());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_body_that_ends_without_a_finish_is_an_interrupted_stream(boolean chunked) {
    String body = chunked ? STREAM + chunked(text("Hel")) + LAST : STREAM_TO_THE_END + text("Hel");
    InterruptedStreamException e = broken(InterruptedStreamException.class, body);
    assertEquals("Hel", e.partial().orElseThrow().text());
    assertEquals(200, e.status().orElseThrow());
    if (chunked) {
      assertEquals("req_7", e.requestId().orElseThrow());
    }
  }

  @Test
  void an_empty_stream_is_an_interrupted_stream() {
    InterruptedStreamException e = broken(InterruptedStreamException.class, STREAM + LAST);
    assertEquals(Usage.NONE, e.partial().orElseThrow().usage());
  }

  @Test
  void a_reset_in_mid_stream_is_an_interrupted_stream() {
    try (RawServer server =
        RawServer.start(
            connection -> {
              connection.readRequest();
              connection.send(STREAM + chunked(text("Hel")));
              connection.reset();
            })) {
      ModelException e = assertThrows(ModelException.class, () -> whole(server));
      // The reset may overtake the text, and then even the head.
      assertTrue(e instanceof InterruptedStreamException || e instanceof TransportException);
      assertTrue(e.retryable());
    }
  }

  @Test
  void a_reset_before_the_head_is_a_transport_error() {
    try (RawServer server =
        RawServer.start(
            connection -> {
              connection.readRequest();
              connection.reset();
            })) {
      assertTrue(assertThrows(TransportException.class, () -> whole(server)).retryable());
      assertEquals(1, server.requests());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"stop", "length"})
  void the_end_after_a_finish_reason_is_complete_without_done(String reason) {
    Completion answer = whole(STREAM_TO_THE_END + text("Hello") + finish(reason) + usage(9, 2));
    assertTrue(answer.isComplete());
    assertEquals(reason, answer.finishReason().orElseThrow().raw());
    assertEquals(9, answer.usage().inputTokens());
  }

  @Test
  void a_break_after_the_finish_reason_loses_the_usage_only() {
    Completion answer = whole(STREAM + chunked(text("Hello")) + chunked(finish("stop")) + "ff\r\n");
    assertEquals("Hello", answer.text());
    assertEquals(Usage.NONE, answer.usage());
  }

  @Test
  void done_ends_the_stream_at_once_though_the_connection_is_held() {
    try (RawServer server =
        RawServer.start(
            connection -> {
              connection.readRequest();
              connection.send(STREAM + chunked(text("Hello") + finish("stop") + DONE));
              connection.awaitHangUp();
            })) {
      Completion answer = assertTimeout(Duration.ofSeconds(20), () -> whole(server));
      assertEquals("Hello", answer.text());
      assertTrue(server.awaitHangUps(1, Duration.ofSeconds(20)), "the connection was kept");
    }
  }

  @Test
  void done_without_a_finish_reason_is_complete() {
    Completion answer = whole(STREAM + chunked(text("Hello") + DONE) + LAST);
    assertEquals(FinishReason.Kind.OTHER, answer.finishReason().orElseThrow().kind());
  }

  @Test
  void what_follows_done_is_ignored() {
    assertEquals(
        "Hello", whole(STREAM_TO_THE_END + text("Hello") + DONE + "data: {nonsense\n\n").text());
  }

  @Test
  void an_error_object_in_the_stream_is_typed_and_carries_the_partial() {
    String error =
        event(
            "{'error':{'message':'slow','type':'requests','code':'rate_limit_exceeded'},"
                + "'choices':[{'index':0,'delta':{},'finish_reason':'error'}]}");
    RateLimitedException e =
        broken(RateLimitedException.class, STREAM + chunked(text("Hel") + error + DONE) + LAST);
    assertEquals("Hel", e.partial().orElseThrow().text());
    assertEquals(Usage.Source.ESTIMATED, e.partial().orElseThrow().usage().source());
    assertEquals("req_7", e.requestId().orElseThrow());
    assertEquals("rate_limit_exceeded", e.details().code().orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data: {\"error\":\"the model crashed\"}\n\n",
        "event: error\ndata: the model crashed\n\n",
        "event: error\ndata: {\"message\":\"the model crashed\"}\n\n",
        "data: {\"object\":\"error\",\"message\":\"the model crashed\",\"code\":500}\n\n",
        "data: {\"code\":\"500\",\"message\":\"the model crashed\"}\n\n",
        "data: [{\"error\":{\"code\":500,\"message\":\"the model crashed\"}}]\n\n"
      })
  void errors_in_a_stream_are_seen_in_every_form(String error) {
    UnavailableException e =
        broken(UnavailableException.class, STREAM + chunked(text("Hel") + error) + LAST);
    assertEquals("the model crashed", e.details().providerMessage().orElseThrow());
    assertFalse(e.getMessage().contains("crashed"), e::getMessage);
  }

  @Test
  void an_error_that_is_null_is_none() {
    assertEquals(
        "Hello",
        whole(
                STREAM
                    + chunked(
                        event(
                            "{'error':null,'choices':[{'delta':"
                                + "{'content':'Hello'},'finish_reason':'stop'}]}"))
                    + LAST)
            .text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"data: {\"id\":\n\n", "data: <html>\n\n", "data: 7\n\n"})
  void an_event_that_is_no_json_object_is_a_protocol_error_with_the_partial(String event) {
    ProtocolException e =
        broken(ProtocolException.class, STREAM + chunked(text("Hel") + event) + LAST);
    assertEquals("Hel", e.partial().orElseThrow().text());
    assertEquals("req_7", e.requestId().orElseThrow());
  }

  @Test
  void a_whole_answer_to_a_stream_request_is_streamed() {
    assertEquals("Hello", whole(response(Wire.answer())).text());
  }

  @Test
  void a_whole_error_to_a_stream_request_is_typed() {
    broken(RateLimitedException.class, response(Wire.json("{'error':{'code':429}}")));
  }

  @Test
  void framing_is_read_as_the_standard_says() {
    String body =
        "\uFEFF: hello\r\n\r\nid: 1\r\nretry: 5\r\ndata:"
            + text("Hel").substring(6).replace("\n", "\r\n")
            + "\n\ndata:\n\n: keep-alive\n\n"
            + text("lo").replace('\n', '\r')
            + "event: message\ndata:   "
            + finish("stop").substring(6)
            + "data:  [DONE] \n\n";
    assertEquals("Hello", whole(STREAM + chunked(body) + LAST).text());
  }

  @Test
  void bytes_may_be_cut_anywhere() {
    String body = text("Grüße, 世界 \uD83D\uDE00") + finish("stop") + DONE;
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    for (int cut = 1; cut < bytes.length; cut += cut < 120 ? 1 : 7) {
      int at = cut;
      try (RawServer server =
          RawServer.start(
              connection -> {
                connection.readRequest();
                connection.send(STREAM_TO_THE_END);
                connection.send(java.util.Arrays.copyOf(bytes, at));
                connection.pause(Duration.ofMillis(1));
                connection.send(java.util.Arrays.copyOfRange(bytes, at, bytes.length));
              })) {
        assertEquals("Grüße, 世界 \uD83D\uDE00", whole(server).text(), () -> "cut at " + at);
      }
    }
  }

  @Test
  void reading_stops_where_the_failure_was_and_says_it_again() {
    try (RawServer server = once(STREAM + chunked(text("Hel")) + LAST);
        HttpTransport transport = Wire.transport(server.url());
        CompletionStream stream = Wire.model(transport).stream(HI)) {
      assertThrows(InterruptedStreamException.class, stream::completion);
      assertThrows(InterruptedStreamException.class, stream::completion);
      assertEquals("Hel", stream.partial().text());
      assertTrue(server.awaitOpen(0, SOON));
    }
  }
}
