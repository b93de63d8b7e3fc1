package dev.parley.chatcompletions.internal;

import static dev.parley.chatcompletions.internal.Wire.HI;
import static dev.parley.chatcompletions.internal.Wire.KEY;
import static dev.parley.chatcompletions.internal.Wire.json;
import static dev.parley.chatcompletions.internal.Wire.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Capabilities;
import dev.parley.chat.Capabilities.Support;
import dev.parley.chat.Capability;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.chat.ToolDefinition;
import dev.parley.chatcompletions.ChatCompletions;
import dev.parley.config.Secret;
import dev.parley.error.CancelledException;
import dev.parley.error.ModelException;
import dev.parley.error.NotFoundException;
import dev.parley.error.ProtocolException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.TimedOutException;
import dev.parley.error.TransportException;
import dev.parley.error.UnavailableException;
import dev.parley.error.UnsupportedFeatureException;
import dev.parley.spi.EventSource;
import dev.parley.spi.PullStream;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a provider that builds on the protocol asks the server beside chats. */
@Timeout(60)
class AskServerTest {
  private static final Duration BOUND = Duration.ofSeconds(10);

  private static ChatCompletions.Builder at(RawServer server) {
    return ChatCompletions.builder("work", server.url());
  }

  private static Map<String, Object> get(ChatCompletions provider) {
    return provider.get("gpt-x", "props", Timeouts.UNSET);
  }

  private static RawServer silent() {
    return RawServer.start(
        connection -> {
          connection.readRequest();
          connection.awaitHangUp();
        });
  }

  @Test
  void an_object_comes_as_javas_own_values() {
    String body =
        "{'text':'ü','list':[1,'x',null,true,{'a':[]}],'object':{'none':null,'deep':{'b':false}},"
            + "'int':7,'long':12345678901,'fraction':0.5,'empty':''}";
    try (RawServer server = RawServer.answering(response(json(body)));
        ChatCompletions provider = at(server).build()) {
      Map<String, Object> answer = get(provider);
      assertEquals(
          List.of("text", "list", "object", "int", "long", "fraction", "empty"),
          List.copyOf(answer.keySet()));
      assertEquals("ü", answer.get("text"));
      assertEquals(Arrays.asList(1, "x", null, true, Map.of("a", List.of())), answer.get("list"));
      Map<?, ?> object = assertInstanceOf(Map.class, answer.get("object"));
      assertTrue(object.containsKey("none"));
      assertNull(object.get("none"));
      assertEquals(Map.of("b", false), object.get("deep"));
      assertEquals(7, assertInstanceOf(Number.class, answer.get("int")).longValue());
      assertEquals(12345678901L, assertInstanceOf(Number.class, answer.get("long")).longValue());
      assertEquals(0.5, assertInstanceOf(Number.class, answer.get("fraction")).doubleValue());
      assertEquals("", answer.get("empty"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-x, gpt-x",
    "a b&c/d\u00FC, a%20b%26c%2Fd%C3%BC",
    "x?y=z#1+2%20:Q4, x%3Fy%3Dz%231%2B2%2520%3AQ4"
  })
  void the_models_name_goes_along_as_a_query(String name, String encoded) {
    AtomicReference<String> head = new AtomicReference<>("");
    try (RawServer server =
            RawServer.start(
                connection -> {
                  connection.readRequest();
                  head.set(connection.head());
                  connection.send(response("{}"));
                });
        ChatCompletions provider =
            ChatCompletions.builder("work", URI.create(server.url() + "?api-version=1"))
                .key(() -> Secret.of(KEY))
                .header("X-Own", "own")
                .build()) {
      assertEquals(Map.of(), provider.get(name, "props", Timeouts.UNSET));
    }
    String[] lines = head.get().split("\r\n", -1);
    assertEquals("GET /v1/props?api-version=1&model=" + encoded + " HTTP/1.1", lines[0]);
    List<String> headers = List.of(lines);
    assertTrue(headers.contains("Accept: application/json"), head::get);
    assertTrue(headers.contains("Authorization: Bearer " + KEY), head::get);
    assertTrue(headers.contains("X-Own: own"), head::get);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[{'a':1}]", "'text'", "7", "null", "true", "", "<html>", "{} {}"})
  void what_is_no_object_is_a_protocol_error(String body) {
    String answer = response(json(body)).replace("\r\n\r\n", "\r\nx-request-id: req_1\r\n\r\n");
    try (RawServer server = RawServer.answering(answer);
        ChatCompletions provider = at(server).build()) {
      ProtocolException e = assertThrows(ProtocolException.class, () -> get(provider));
      assertEquals("req_1", e.requestId().orElseThrow());
    }
  }

  @Test
  void a_server_that_is_loading_is_unavailable_and_its_words_are_kept() {
    String body = "{'error':{'code':503,'message':'Loading model','type':'unavailable_error'}}";
    try (RawServer server =
            RawServer.answering(response("503 Busy", "application/json", json(body)));
        ChatCompletions provider = at(server).build()) {
      UnavailableException e = assertThrows(UnavailableException.class, () -> get(provider));
      assertTrue(e.retryable());
      assertEquals("Loading model", e.details().providerMessage().orElseThrow());
      assertEquals(new ModelId("work", "gpt-x"), e.model());
      assertEquals(1, server.requests());
    }
  }

  @Test
  void an_error_object_in_an_answer_of_status_200_is_typed() {
    try (RawServer server = RawServer.answering(response(json("{'error':{'code':502}}")));
        ChatCompletions provider = at(server).build()) {
      assertThrows(UnavailableException.class, () -> get(provider));
    }
  }

  @Test
  void a_path_that_is_not_there_points_to_where_the_address_is_set() {
    try (RawServer server = RawServer.answering(response("404 None", "text/plain", "no"));
        ChatCompletions provider =
            at(server).baseUrlHint("setting \"work.url\" or WORK_URL").build()) {
      NotFoundException e = assertThrows(NotFoundException.class, () -> get(provider));
      assertTrue(e.getMessage().contains("setting \"work.url\" or WORK_URL"), e::getMessage);
    }
  }

  @Test
  void a_refused_connection_points_to_where_the_address_is_set() throws IOException {
    try (ClosedPort port = new ClosedPort()) {
      String address = "http://127.0.0.1:" + port.number();
      ChatCompletions.Builder builder =
          ChatCompletions.builder("work", URI.create(address + "/v1"));
      try (ChatCompletions usual = builder.build();
          ChatCompletions other = builder.baseUrlHint("setting \"work.url\"").build()) {
        TransportException e = assertThrows(TransportException.class, () -> get(usual));
        assertTrue(e.getMessage().contains("setting \"work.base-url\""), e::getMessage);
        e = assertThrows(TransportException.class, () -> get(other));
        assertTrue(e.getMessage().contains("setting \"work.url\""), e::getMessage);
        assertFalse(e.getMessage().contains("base-url"), e::getMessage);
        assertTrue(e.getMessage().contains(address), e::getMessage);
        assertTrue(e.retryable());
      }
    }
  }

  @Test
  void time_outs_of_the_question_count() {
    try (RawServer server = silent();
        ChatCompletions provider = at(server).build()) {
      Timeouts limits = Timeouts.UNSET.with(Kind.FIRST_EVENT, Duration.ofMillis(50));
      TimedOutException e =
          assertThrows(TimedOutException.class, () -> provider.get("gpt-x", "props", limits));
      assertEquals(Kind.FIRST_EVENT, e.timeout());
      assertTrue(server.awaitHangUps(1, BOUND), "the server was left waiting");
    }
  }

  @Test
  void interrupting_hangs_up_and_keeps_the_flag() {
    try (RawServer server = silent();
        ChatCompletions provider = at(server).build()) {
      Reader reader = Reader.start(() -> get(provider));
      assertTrue(server.awaitRequests(1, BOUND));
      reader.interrupt();
      reader.awaitEnd(BOUND);
      assertInstanceOf(CancelledException.class, reader.failure());
      assertTrue(reader.interruptedAtEnd());
      assertTrue(server.awaitHangUps(1, BOUND), "the server was left waiting");
    }
  }

  @Test
  void closing_cancels_a_question_and_refuses_the_next() {
    try (RawServer server = silent()) {
      ChatCompletions provider = at(server).build();
      Reader reader = Reader.start(() -> get(provider));
      assertTrue(server.awaitRequests(1, BOUND));
      provider.close();
      reader.awaitEnd(BOUND);
      assertInstanceOf(CancelledException.class, reader.failure());
      assertThrows(IllegalStateException.class, () -> get(provider));
      assertThrows(
          IllegalStateException.class, () -> provider.events("gpt-x", Capabilities.UNKNOWN, HI));
    }
  }

  @Test
  void events_can_be_read_by_a_stream_of_ones_own() {
    try (RawServer server = RawServer.answering(Wire.stream());
        ChatCompletions provider = at(server).build()) {
      EventSource events = provider.events("gpt-x", Capabilities.UNKNOWN, HI);
      assertEquals(0, server.accepted(), "nothing is done before the first read");
      try (CompletionStream stream = new PullStream(new ModelId("own", "m"), HI, events)) {
        Completion answer = stream.completion();
        assertEquals("Hello", answer.text());
        assertEquals(11, answer.usage().totalTokens());
      }
    }
  }

  @Test
  void a_model_may_be_known_to_do_less_than_most() {
    Capabilities toolless = Capabilities.UNKNOWN.with(Capability.TOOLS, Support.NO);
    ChatRequest request = HI.toBuilder().tool(ToolDefinition.of("f", "", "{}")).build();
    try (RawServer server = RawServer.answering(response(Wire.answer()));
        ChatCompletions provider = at(server).build()) {
      assertEquals(toolless, provider.model("gpt-x", toolless).capabilities());
      assertEquals(Capabilities.UNKNOWN, provider.model("gpt-x").capabilities());
      assertThrows(
          UnsupportedFeatureException.class,
          () -> provider.model("gpt-x", toolless).complete(request));
      EventSource events = provider.events("gpt-x", toolless, request);
      assertThrows(UnsupportedFeatureException.class, events::next);
      assertEquals(0, server.accepted());
      assertEquals("Hello", provider.model("gpt-x").complete(request).text());
    }
  }

  @Test
  void cancelling_events_hangs_up() {
    try (RawServer server =
            RawServer.start(
                connection -> {
                  connection.readRequest();
                  connection.send(Wire.STREAM + Wire.chunked(Wire.text("Hel")));
                  connection.awaitHangUp();
                });
        ChatCompletions provider = at(server).build()) {
      EventSource events = provider.events("gpt-x", Capabilities.UNKNOWN, HI);
      assertInstanceOf(Started.class, events.next());
      assertNotNull(events.next());
      events.cancel();
      assertThrows(ModelException.class, events::next);
      events.release();
      assertTrue(server.awaitHangUps(1, BOUND), "the server was left waiting");
    }
  }

  @Test
  void the_builder_passes_being_offline_on() {
    try (ChatCompletions provider =
        ChatCompletions.builder("work", URI.create("http://127.0.0.1.invalid/v1"))
            .offline(true)
            .build()) {
      assertThrows(RefusedLocallyException.class, () -> get(provider));
      assertThrows(
          RefusedLocallyException.class,
          () -> provider.events("gpt-x", Capabilities.UNKNOWN, HI).next());
    }
  }
}
