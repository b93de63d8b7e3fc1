package dev.parley.llamalocal.internal;

import static dev.parley.llamalocal.internal.Llama.CHAT;
import static dev.parley.llamalocal.internal.Llama.HI;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ModelId;
import dev.parley.error.ContextTooLongException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.ModelException;
import dev.parley.error.NotFoundException;
import dev.parley.error.UnavailableException;
import dev.parley.spi.Provider;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real server's refusals, word for word, and what callers are told. */
@Timeout(60)
class LlamaErrorsTest {
  private static final String POOL = "Context size has been exceeded.";
  private static final String BROKEN_CALL =
      "got exception: Unexpected empty grammar stack after accepting piece: <tool_call>\n"
          + "{\"name\": \"no_such\" (317)";

  /** How a request goes to the server. */
  enum Way {
    STREAM,
    COMPLETE,
    PLAIN;

    void call(Provider local) {
      if (this == STREAM) {
        try (CompletionStream stream = local.chat("story").stream(HI)) {
          stream.completion();
        }
      } else {
        ChatRequest request = HI.toBuilder().rawChunks(this == PLAIN).build();
        local.chat("story").complete(request);
      }
    }
  }

  /** The error of a call that the server refuses so. */
  private static ModelException refused(Way way, int status, String body) {
    try (ScriptedServer server = Llama.server(call -> call.json(status, body));
        Provider local = Llama.attach(server)) {
      ModelException e = assertThrows(ModelException.class, () -> way.call(local));
      assertEquals(1, server.calls(CHAT).size(), "sent again");
      return e;
    }
  }

  private static void assertWordsAreKeptApart(String words, ModelException e) {
    assertEquals(words, e.details().providerMessage().orElseThrow());
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      assertFalse(Llama.message(cause).contains(words), cause::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Failed to parse tools: Missing tool function: {\"type\":\"function\"}; tools = [\n  {\n"
            + "    \"type\": \"function\"\n  }\n]",
        "Failed to parse tools: Expected 'tools' to be an array, got {}; tools = {}",
        "Unknown reasoning format: weird",
        "Cannot use both json_schema and grammar",
        "tools param requires --jinja flag",
        "image input is not supported - hint: if this is unexpected, you may need to provide the"
            + " mmproj",
        "Failed to parse messages: Missing 'role' in message: {\"content\":\"hi\"}",
        "Failed to parse messages: [json.exception.type_error.302] type must be string, but is"
            + " number",
        "Failed to parse tool call arguments as JSON: [json.exception.parse_error.101] parse error"
            + " at line 1, column 3: syntax error while parsing object key - invalid literal; last"
            + " read: '{no'; expected string literal",
        "Grammar trigger word should be marked as preserved token: <tool_call>\n"
      })
  void a_500_that_is_the_callers_mistake_is_an_invalid_request(String words) {
    for (Way way : Way.values()) {
      ModelException e = refused(way, 500, Llama.error(500, "server_error", words));
      assertInstanceOf(InvalidRequestException.class, e);
      assertFalse(e.retryable(), way::name);
      assertEquals(500, e.status().orElseThrow());
      assertWordsAreKeptApart(words, e);
      assertTrue(e.getMessage().contains("details().providerMessage()"), e::getMessage);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "All non-assistant messages must contain 'content'",
        "'messages' is required",
        "Failed to initialize samplers: failed to parse grammar",
        "Unable to generate parser for this template. Automatic parser generation failed: JSON"
            + " schema error at #: unrecognized type wizard",
      })
  void a_400_is_an_invalid_request(String words) {
    ModelException e = refused(Way.STREAM, 400, Llama.error(400, "invalid_request_error", words));
    assertInstanceOf(InvalidRequestException.class, e);
    assertFalse(e.retryable());
    assertWordsAreKeptApart(words, e);
  }

  @Test
  void a_prompt_that_is_too_long_tells_the_numbers() {
    String body =
        "{\"error\":{\"code\":400,\"message\":\"request (2243 tokens) exceeds the available context"
            + " size (512 tokens), try increasing it\",\"type\":\"exceed_context_size_error\","
            + "\"n_prompt_tokens\":2243,\"n_ctx\":512}}";
    for (Way way : Way.values()) {
      ContextTooLongException e =
          assertInstanceOf(ContextTooLongException.class, refused(way, 400, body));
      assertEquals(512, e.limit().orElseThrow());
      assertEquals(2243, e.size().orElseThrow());
      assertFalse(e.retryable());
    }
  }

  @Test
  void a_full_pool_says_what_to_do_and_may_be_tried_again() {
    for (Way way : Way.values()) {
      ModelException e = refused(way, 500, Llama.error(500, "server_error", POOL));
      assertInstanceOf(UnavailableException.class, e);
      assertTrue(e.retryable());
      assertTrue(e.getMessage().contains("\"slots\""), e::getMessage);
      assertWordsAreKeptApart(POOL, e);
    }
  }

  @Test
  void other_500s_may_be_tried_again() {
    for (String words : List.of(BROKEN_CALL, "vk::DeviceLostError")) {
      ModelException e = refused(Way.COMPLETE, 500, Llama.error(500, "server_error", words));
      assertInstanceOf(UnavailableException.class, e);
      assertTrue(e.retryable());
      assertWordsAreKeptApart(words, e);
    }
  }

  @ParameterizedTest
  @CsvSource({"501, not_supported_error", "400, invalid_request_error"})
  void what_the_server_was_not_told_to_do_is_an_invalid_request(int status, String type) {
    ModelException e = refused(Way.STREAM, status, Llama.error(status, type, "no"));
    assertInstanceOf(InvalidRequestException.class, e);
  }

  @Test
  void a_404_names_the_setting() {
    ModelException e = refused(Way.STREAM, 404, Llama.NOT_FOUND);
    assertInstanceOf(NotFoundException.class, e);
    assertTrue(e.getMessage().contains("\"llama-local.server\""), e::getMessage);
  }

  /** The error inside a stream that began with {@code before}. */
  private static ModelException inBand(List<String> before, String words) {
    try (ScriptedServer server =
            Llama.server(
                call -> {
                  List<String> events = new ArrayList<>(before);
                  events.add(Llama.error(500, "server_error", words));
                  call.stream(events);
                });
        Provider local = Llama.attach(server)) {
      ModelException e = assertThrows(ModelException.class, () -> Way.STREAM.call(local));
      assertWordsAreKeptApart(words, e);
      return e;
    }
  }

  @Test
  void a_pool_that_is_full_in_mid_stream_says_what_to_do_and_keeps_what_came() {
    ModelException e = inBand(Llama.STREAM.subList(0, 7), POOL);
    assertInstanceOf(UnavailableException.class, e);
    assertTrue(e.getMessage().contains("\"slots\""), e::getMessage);
    assertEquals("A sentence", e.partial().orElseThrow().text());
    assertEquals("server_error", e.details().code().orElseThrow());
  }

  @Test
  void a_call_that_breaks_the_grammar_in_a_stream_may_be_tried_again() {
    ModelException e = inBand(List.of(), BROKEN_CALL);
    assertInstanceOf(UnavailableException.class, e);
    assertTrue(e.retryable());
    assertEquals("", e.partial().orElseThrow().text());
  }

  @Test
  void a_mistake_of_the_caller_that_is_told_in_a_stream_is_an_invalid_request() {
    ModelException e = inBand(List.of(), "Failed to parse messages: x");
    assertInstanceOf(InvalidRequestException.class, e);
    assertFalse(e.retryable());
  }

  @Test
  void a_stream_that_breaks_off_is_an_interrupted_one() {
    try (ScriptedServer server = Llama.server(call -> call.stream(Llama.STREAM.subList(0, 7)));
        Provider local = Llama.attach(server)) {
      ModelException e =
          assertThrows(InterruptedStreamException.class, () -> Way.STREAM.call(local));
      assertEquals("A sentence", e.partial().orElseThrow().text());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "503, unavailable_error, true",
    "503, server_error, false",
    "500, unavailable_error, false"
  })
  void only_a_503_of_its_own_type_is_loading(int status, String type, boolean loading) {
    ErrorDetails details =
        ErrorDetails.builder(new ModelId("llama-local", "m")).status(status).code(type).build();
    assertEquals(loading, LlamaErrors.isLoading(new UnavailableException("x", details, null)));
    assertFalse(LlamaErrors.isLoading(new InvalidRequestException("x", details, null)));
  }

  @Test
  void the_same_words_from_something_else_change_nothing() {
    ModelException e = refused(Way.STREAM, 502, "Failed to parse messages: says a gateway");
    assertInstanceOf(UnavailableException.class, e);
  }
}
