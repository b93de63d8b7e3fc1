package dev.parley.chatcompletions.internal;

import static dev.parley.chatcompletions.internal.Wire.HI;
import static dev.parley.chatcompletions.internal.Wire.MODEL;
import static dev.parley.chatcompletions.internal.Wire.json;
import static dev.parley.chatcompletions.internal.Wire.response;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Capabilities;
import dev.parley.chat.Capabilities.Support;
import dev.parley.chat.Capability;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.chat.TokenCount;
import dev.parley.chat.ToolDefinition;
import dev.parley.chatcompletions.ChatCompletions;
import dev.parley.chatcompletions.Dialect;
import dev.parley.error.CancelledException;
import dev.parley.error.ContextTooLongException;
import dev.parley.error.ProtocolException;
import dev.parley.error.TimedOutException;
import dev.parley.error.UnavailableException;
import dev.parley.error.UnsupportedFeatureException;
import dev.parley.spi.TokenCounter;
import dev.parley.spi.TokenEstimate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exact counts of tokens, which the server makes. */
@Timeout(60)
class CountTokensTest {
  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final Dialect COUNTING =
      Dialect.COMPATIBLE
          .withStreamFlag("return_progress", true)
          .withTokenCountPath("chat/completions/input_tokens");

  private static ChatModel model(HttpTransport transport) {
    return Wire.model(transport, COUNTING);
  }

  private static String count(String body) {
    return response(json(body));
  }

  @Test
  void the_server_gets_the_body_of_the_chat_at_the_path_of_the_dialect() {
    List<String> heads = new CopyOnWriteArrayList<>();
    List<String> bodies = new CopyOnWriteArrayList<>();
    try (RawServer server =
            RawServer.start(
                connection -> {
                  while (connection.readRequest()) {
                    heads.add(connection.head());
                    bodies.add(connection.body());
                    boolean counting = connection.head().contains("input_tokens");
                    connection.send(
                        counting ? count("{'input_tokens':4711}") : response(Wire.answer()));
                  }
                });
        HttpTransport transport = Wire.transport(server.url())) {
      ChatRequest request =
          HI.toBuilder()
              .temperature(0.5)
              .tool(ToolDefinition.of("f", "Does f", "{}"))
              .option("work", "chat_template_kwargs", List.of())
              .build();
      assertEquals(new TokenCount(4711, true), model(transport).countTokens(request));
      model(transport).complete(request);
      assertEquals(1, server.accepted(), "the connection serves again");
    }
    assertTrue(
        heads.get(0).startsWith("POST /v1/chat/completions/input_tokens HTTP"), heads.get(0));
    assertTrue(heads.get(0).contains("Authorization: Bearer " + Wire.KEY), heads.get(0));
    assertEquals(bodies.get(1), bodies.get(0));
  }

  @Test
  void without_a_path_tokens_are_guessed_and_nobody_is_asked() {
    try (RawServer server = RawServer.answering(count("{'input_tokens':4711}"));
        HttpTransport transport = Wire.transport(server.url())) {
      assertFalse(Wire.model(transport).countTokens(HI).exact());
      assertEquals(0, server.accepted());
    }
  }

  @Test
  void without_a_path_an_installed_counter_counts_what_it_can() {
    ChatRequest unknown = ChatRequest.of("unknown");
    TokenCounter counter = countingAllBut(unknown);
    try (RawServer server = RawServer.answering(count("{'input_tokens':4711}"));
        HttpTransport transport = Wire.transport(server.url())) {
      ChatModel model = counted(Dialect.COMPATIBLE, transport, counter);
      assertEquals(new TokenCount(42, true), model.countTokens(HI));
      assertEquals(TokenEstimate.of(unknown), model.countTokens(unknown));
      assertEquals(0, server.accepted());
      assertEquals(4711, counted(COUNTING, transport, counter).countTokens(HI).tokens());
    }
  }

  /** Counted is what Chat Completions take, and tools take less here. */
  @Test
  void a_model_of_the_responses_api_is_counted_by_it_too_as_an_estimate() {
    ChatRequest unknown = ChatRequest.of("unknown");
    try (RawServer server = RawServer.answering(count("{'input_tokens':4711}"));
        ChatCompletions door =
            ChatCompletions.builder(MODEL.provider(), server.url())
                .tokenCounter(countingAllBut(unknown))
                .build();
        ChatModel model = door.responses(MODEL.model())) {
      assertEquals(new TokenCount(42, false), model.countTokens(HI));
      assertEquals(TokenEstimate.of(unknown), model.countTokens(unknown));
      assertEquals(0, server.accepted());
    }
  }

  private static TokenCounter countingAllBut(ChatRequest unknown) {
    return new TokenCounter() {
      @Override
      public String provider() {
        return "any";
      }

      @Override
      public Optional<TokenCount> count(ModelId model, ChatRequest request) {
        assertEquals(MODEL, model);
        return request == unknown ? Optional.empty() : Optional.of(new TokenCount(42, true));
      }
    };
  }

  private static ChatModel counted(Dialect dialect, HttpTransport transport, TokenCounter counter) {
    return ServerModel.chatCompletions(
        MODEL, Capabilities.UNKNOWN, dialect, transport, Optional.of(counter));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{'input_tokens':5}", "{'input_tokens':5.0,'object':'x','more':null}"})
  void a_count_is_a_number(String body) {
    try (RawServer server = RawServer.answering(count(body));
        HttpTransport transport = Wire.transport(server.url())) {
      assertEquals(new TokenCount(5, true), model(transport).countTokens(HI));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[5]",
        "5",
        "null",
        "{'tokens':5}",
        "{'input_tokens':null}",
        "{'input_tokens':'5'}",
        "{'input_tokens':true}",
        "{'input_tokens':{}}",
        "{'input_tokens':-1}",
        "{'input_tokens':1e30}",
        "{'input_tokens':9223372036854775808}",
        "<html>"
      })
  void an_answer_without_a_count_is_a_protocol_error_that_tells_its_request(String body) {
    String answer = count(body).replace("\r\n\r\n", "\r\nx-request-id: req_1\r\n\r\n");
    try (RawServer server = RawServer.answering(answer);
        HttpTransport transport = Wire.transport(server.url())) {
      ProtocolException e =
          assertThrows(ProtocolException.class, () -> model(transport).countTokens(HI));
      assertEquals("req_1", e.requestId().orElseThrow());
      assertEquals(200, e.status().orElseThrow());
      assertFalse(e.retryable());
    }
  }

  @Test
  void a_request_that_is_too_long_to_count_says_by_how_much() {
    String body =
        "{'error':{'code':400,'message':'the request exceeds the context',"
            + "'type':'exceed_context_size_error','n_prompt_tokens':5000,'n_ctx':4096}}";
    try (RawServer server =
            RawServer.answering(response("400 Bad Request", "application/json", json(body)));
        HttpTransport transport = Wire.transport(server.url())) {
      ContextTooLongException e =
          assertThrows(ContextTooLongException.class, () -> model(transport).countTokens(HI));
      assertEquals(4096, e.limit().orElseThrow());
      assertEquals(5000, e.size().orElseThrow());
      assertFalse(e.retryable());
    }
  }

  @Test
  void a_server_that_is_loading_can_be_asked_again() {
    String body = "{'error':{'code':503,'message':'Loading model','type':'unavailable_error'}}";
    try (RawServer server =
            RawServer.answering(response("503 Busy", "application/json", json(body)));
        HttpTransport transport = Wire.transport(server.url())) {
      UnavailableException e =
          assertThrows(UnavailableException.class, () -> model(transport).countTokens(HI));
      assertTrue(e.retryable());
      assertEquals(1, server.requests());
    }
  }

  @Test
  void what_the_model_cannot_do_is_refused_before_anything_is_sent() {
    Capabilities toolless = Capabilities.UNKNOWN.with(Capability.TOOLS, Support.NO);
    ChatRequest request = HI.toBuilder().tool(ToolDefinition.of("f", "", "{}")).build();
    try (RawServer server = RawServer.answering(count("{'input_tokens':5}"));
        HttpTransport transport = Wire.transport(server.url())) {
      ChatModel model = ServerModel.chatCompletions(MODEL, toolless, COUNTING, transport);
      UnsupportedFeatureException e =
          assertThrows(UnsupportedFeatureException.class, () -> model.countTokens(request));
      assertEquals(Capability.TOOLS, e.capability());
      assertEquals(0, server.accepted());
      assertEquals(5, model.countTokens(HI).tokens());
    }
  }

  @Test
  void interrupting_hangs_up_and_keeps_the_flag() {
    try (RawServer server =
            RawServer.start(
                connection -> {
                  connection.readRequest();
                  connection.awaitHangUp();
                });
        HttpTransport transport = Wire.transport(server.url())) {
      Reader reader = Reader.start(() -> model(transport).countTokens(HI));
      assertTrue(server.awaitRequests(1, BOUND));
      reader.interrupt();
      reader.awaitEnd(BOUND);
      assertInstanceOf(CancelledException.class, reader.failure());
      assertTrue(reader.interruptedAtEnd());
      assertTrue(server.awaitHangUps(1, BOUND), "the server was left waiting");
    }
  }

  @Test
  void a_thread_that_is_interrupted_already_sends_nothing() {
    try (RawServer server = RawServer.answering(count("{'input_tokens':5}"));
        HttpTransport transport = Wire.transport(server.url())) {
      Reader reader =
          Reader.start(
              () -> {
                Thread.currentThread().interrupt();
                model(transport).countTokens(HI);
              });
      reader.awaitEnd(BOUND);
      assertInstanceOf(CancelledException.class, reader.failure());
      assertTrue(reader.interruptedAtEnd());
      assertEquals(0, server.accepted());
    }
  }

  @Test
  void the_requests_own_time_outs_count() {
    try (RawServer server =
            RawServer.start(
                connection -> {
                  connection.readRequest();
                  connection.awaitHangUp();
                });
        HttpTransport transport = Wire.transport(server.url())) {
      TimedOutException e =
          assertThrows(
              TimedOutException.class,
              () -> model(transport).countTokens(Wire.hi(Kind.FIRST_EVENT, 50)));
      assertEquals(Kind.FIRST_EVENT, e.timeout());
    }
  }

  @Test
  void a_closed_model_counts_nothing() {
    try (RawServer server = RawServer.answering(count("{'input_tokens':5}"));
        HttpTransport transport = Wire.transport(server.url())) {
      ChatModel model = model(transport);
      model.close();
      assertThrows(IllegalStateException.class, () -> model.countTokens(HI));
      assertEquals(0, server.accepted());
      Reader sister = Reader.start(() -> model(transport).countTokens(HI));
      assertNull(sister.awaitEnd(BOUND).failure());
    }
  }
}
