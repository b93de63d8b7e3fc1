package dev.parley.chatcompletions.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.okForContentType;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static dev.parley.chatcompletions.internal.Wire.DONE;
import static dev.parley.chatcompletions.internal.Wire.HI;
import static dev.parley.chatcompletions.internal.Wire.KEY;
import static dev.parley.chatcompletions.internal.Wire.finish;
import static dev.parley.chatcompletions.internal.Wire.json;
import static dev.parley.chatcompletions.internal.Wire.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.ProviderEvent;
import dev.parley.chat.CompletionStream;
import dev.parley.chatcompletions.ChatCompletions;
import dev.parley.config.Secret;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ModelException;
import dev.parley.error.ProtocolException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.UnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and answers over HTTP, as a program sees them. */
@Timeout(60)
class HttpExchangeTest {
  private static final String PATH = "/v1/chat/completions";
  private final WireMockServer server =
      new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private URI url(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  private ChatCompletions.Builder at(String path) {
    return ChatCompletions.builder("work", url(path));
  }

  private static Completion stream(ChatModel model) {
    try (CompletionStream stream = model.stream(HI)) {
      return stream.completion();
    }
  }

  @Test
  void a_plain_call_sends_one_request_and_reads_the_answer() {
    server.stubFor(
        post(PATH).willReturn(okJson(Wire.answer()).withHeader("x-request-id", "req_1")));
    try (ChatCompletions provider =
        at("/v1").key(() -> Secret.of(KEY)).header("OpenAI-Project", "proj_1").build()) {
      Completion answer = provider.model("gpt-x").complete(HI.toBuilder().temperature(0.5).build());
      assertEquals("Hello", answer.text());
      assertEquals(11, answer.usage().totalTokens());
      assertTrue(answer.rawJson().isEmpty());
    }
    server.verify(
        1,
        postRequestedFor(urlEqualTo(PATH))
            .withHeader("Authorization", equalTo("Bearer " + KEY))
            .withHeader("OpenAI-Project", equalTo("proj_1"))
            .withHeader("Content-Type", equalTo("application/json"))
            .withHeader("Accept", equalTo("application/json"))
            .withHeader("Accept-Encoding", equalTo("gzip"))
            .withHeader("User-Agent", equalTo("parley-java"))
            .withRequestBody(
                equalToJson(
                    json(
                        "{'model':'gpt-x','messages':[{'role':'user','content':"
                            + "'Hi, this is the prompt'}],'temperature':0.5}"))));
  }

  @Test
  void a_question_with_a_name_is_sent_with_it_and_one_without_is_not() {
    server.stubFor(
        post(PATH)
            .withHeader("Accept", equalTo("application/json"))
            .willReturn(okJson(Wire.answer())));
    server.stubFor(
        post(PATH)
            .withHeader("Accept", equalTo("text/event-stream"))
            .willReturn(
                okForContentType("text/event-stream", text("Hello") + finish("stop") + DONE)));
    ChatRequest named = HI.toBuilder().idempotencyKey("batch-7/row-1").build();
    try (ChatCompletions provider = at("/v1").build()) {
      ChatModel model = provider.model("gpt-x");
      model.complete(named);
      try (CompletionStream stream = model.stream(named)) {
        stream.completion();
      }
      model.complete(HI);
    }
    server.verify(
        2,
        postRequestedFor(urlEqualTo(PATH)).withHeader("Idempotency-Key", equalTo("batch-7/row-1")));
    server.verify(1, postRequestedFor(urlEqualTo(PATH)).withHeader("Idempotency-Key", absent()));
  }

  @Test
  void a_stream_asks_for_events_uncompressed() {
    server.stubFor(
        post(PATH)
            .willReturn(
                okForContentType(
                    "text/event-stream", text("Hel") + text("lo") + finish("stop") + DONE)));
    try (ChatCompletions provider = at("/v1").build()) {
      assertEquals("Hello", stream(provider.model("gpt-x")).text());
    }
    server.verify(
        1,
        postRequestedFor(urlEqualTo(PATH))
            .withHeader("Accept", equalTo("text/event-stream"))
            .withHeader("Accept-Encoding", equalTo("identity"))
            .withHeader("Authorization", absent())
            .withRequestBody(
                equalToJson(
                    json("{'stream':true,'stream_options':{'include_usage':true}}"), true, true)));
  }

  @Test
  void the_key_is_asked_for_with_each_request() {
    server.stubFor(post(PATH).willReturn(okJson(Wire.answer())));
    AtomicInteger asked = new AtomicInteger();
    try (ChatCompletions provider =
        at("/v1").key(() -> Secret.of("key-" + asked.incrementAndGet())).build()) {
      ChatModel model = provider.model("gpt-x");
      assertEquals(0, asked.get());
      model.complete(HI);
      model.complete(HI);
      CompletionStream unread = model.stream(HI);
      assertEquals(2, asked.get());
      unread.close();
    }
    for (String key : List.of("key-1", "key-2")) {
      server.verify(
          1, postRequestedFor(anyUrl()).withHeader("Authorization", equalTo("Bearer " + key)));
    }
  }

  @Test
  void the_key_that_was_sent_is_masked_though_it_rotates() {
    AtomicInteger asked = new AtomicInteger();
    server.stubFor(
        post(PATH)
            .willReturn(aResponse().withStatus(401).withBody(json("{'error':'Bad key-1!'}"))));
    try (ChatCompletions provider =
        at("/v1").key(() -> Secret.of("key-" + asked.incrementAndGet())).build()) {
      ModelException e =
          assertThrows(ModelException.class, () -> provider.model("gpt-x").complete(HI));
      assertEquals("Bad ***!", e.details().providerMessage().orElseThrow());
      assertEquals(1, asked.get());
    }
  }

  @Test
  void a_key_that_no_header_can_carry_is_a_configuration_error_that_does_not_show_it() {
    try (ChatCompletions provider =
        at("/v1").key(() -> Secret.of("s€cret")).keyHint("setting \"x\"").build()) {
      ConfigurationException e =
          assertThrows(ConfigurationException.class, () -> provider.model("gpt-x").complete(HI));
      assertTrue(e.getMessage().contains("setting \"x\""), e::getMessage);
      assertFalse((e.getMessage() + e.getCause()).contains("€"), e::getMessage);
      assertThrows(ConfigurationException.class, () -> stream(provider.model("gpt-x")));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', /chat/completions",
    "/, /chat/completions",
    "/v1, /v1/chat/completions",
    "/v1/, /v1/chat/completions",
    "/a/b%20c/v1, /a/b%20c/v1/chat/completions",
    "/v1?api-version=1&x=%2F, /v1/chat/completions?api-version=1&x=%2F",
    "/v1/?a=b, /v1/chat/completions?a=b"
  })
  void the_path_is_added_to_the_base_url(String base, String path) {
    server.stubFor(post(anyUrl()).willReturn(okJson(Wire.answer())));
    try (ChatCompletions provider = at(base).build()) {
      provider.model("gpt-x").complete(HI);
    }
    server.verify(1, postRequestedFor(urlEqualTo(path)));
  }

  @Test
  void an_address_that_is_not_http_is_refused_at_once() {
    ChatCompletions.Builder builder = ChatCompletions.builder("work", URI.create("ftp://host/"));
    assertThrows(IllegalArgumentException.class, builder::build);
  }

  @Test
  void what_no_request_could_carry_is_refused_at_once() {
    ChatCompletions.Builder builder = at("/v1");
    assertThrows(IllegalArgumentException.class, () -> builder.header("X", "a\nb"));
    assertThrows(IllegalArgumentException.class, () -> builder.header("Authorization", "x"));
  }

  @Test
  void an_error_object_in_an_answer_of_status_200_is_typed() {
    server.stubFor(
        post(PATH)
            .willReturn(okJson(json("{'error':{'code':429,'message':'slow'},'choices':null}"))));
    try (ChatCompletions provider = at("/v1").build()) {
      assertThrows(RateLimitedException.class, () -> provider.model("gpt-x").complete(HI));
      assertThrows(RateLimitedException.class, () -> stream(provider.model("gpt-x")));
    }
  }

  @ParameterizedTest
  @CsvSource({"<html>, false", "'', true", "' ', false", "'{\"id\":', false", "{} {}, false"})
  void an_answer_that_is_not_json_is_a_protocol_error(String body, boolean retryable) {
    server.stubFor(
        post(PATH).willReturn(aResponse().withBody(body).withHeader("x-request-id", "req_1")));
    try (ChatCompletions provider = at("/v1").build()) {
      ProtocolException e =
          assertThrows(ProtocolException.class, () -> provider.model("gpt-x").complete(HI));
      assertEquals(retryable, e.retryable());
      assertEquals("req_1", e.requestId().orElseThrow());
      assertFalse(e.getMessage().contains("html"), e::getMessage);
    }
  }

  @Test
  void an_answer_without_a_message_tells_its_request_id() {
    server.stubFor(post(PATH).willReturn(okJson("{}").withHeader("x-request-id", "req_1")));
    try (ChatCompletions provider = at("/v1").build()) {
      ProtocolException e =
          assertThrows(ProtocolException.class, () -> provider.model("gpt-x").complete(HI));
      assertEquals("req_1", e.requestId().orElseThrow());
    }
  }

  @Test
  void blank_lines_before_the_answer_are_no_harm() {
    server.stubFor(post(PATH).willReturn(okJson("\n\n\r\n " + Wire.answer() + "\n")));
    try (ChatCompletions provider = at("/v1").build()) {
      assertEquals("Hello", provider.model("gpt-x").complete(HI).text());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirects_to_another_origin_are_not_followed_so_that_no_key_goes_astray(int status) {
    WireMockServer other =
        new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));
    other.start();
    try (ChatCompletions provider = at("/v1").key(() -> Secret.of(KEY)).build()) {
      other.stubFor(any(anyUrl()).willReturn(okJson(Wire.answer())));
      server.stubFor(
          post(PATH)
              .willReturn(
                  aResponse()
                      .withStatus(status)
                      .withHeader("Location", "http://127.0.0.1:" + other.port() + PATH)));
      ProtocolException e =
          assertThrows(ProtocolException.class, () -> provider.model("gpt-x").complete(HI));
      assertThrows(ProtocolException.class, () -> stream(provider.model("gpt-x")));
      assertTrue(e.getMessage().contains("work.base-url"), e::getMessage);
      assertEquals(List.of(), other.getAllServeEvents());
    } finally {
      other.stop();
    }
  }

  @Test
  void a_compressed_answer_is_read() throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(Wire.answer().getBytes(StandardCharsets.UTF_8));
    }
    server.stubFor(
        post(PATH)
            .willReturn(
                aResponse()
                    .withHeader("Content-Encoding", "gzip")
                    .withBody(compressed.toByteArray())));
    try (ChatCompletions provider = at("/v1").build()) {
      assertEquals("Hello", provider.model("gpt-x").complete(HI).text());
    }
  }

  @Test
  void raw_answers_and_chunks_are_there_on_demand() {
    ChatRequest raw = HI.toBuilder().rawChunks(true).build();
    String body = " " + Wire.answer();
    server.stubFor(post(PATH).willReturn(okJson(body)));
    try (ChatCompletions provider = at("/v1").build();
        CompletionStream stream = provider.model("gpt-x").stream(raw)) {
      assertEquals(body, provider.model("gpt-x").complete(raw).rawJson().orElseThrow());
      List<CompletionEvent> events = new ArrayList<>();
      stream.forEach(events::add);
      assertEquals(new ProviderEvent("work", "raw", Wire.answer()), events.get(1));
    }
  }

  @Test
  void no_message_holds_the_key_the_prompt_or_the_servers_words() {
    String words = json("{'error':{'message':'You said: Hi, this is the prompt; key %s'}}");
    try (ChatCompletions provider = at("/v1").key(() -> Secret.of(KEY)).build()) {
      for (int status : new int[] {200, 400, 401, 403, 404, 429, 500, 503}) {
        server.stubFor(
            post(PATH).willReturn(aResponse().withStatus(status).withBody(words.formatted(KEY))));
        ModelException e =
            assertThrows(ModelException.class, () -> provider.model("gpt-x").complete(HI));
        assertFalse(e.toString().contains(KEY), e::toString);
        assertFalse(e.toString().contains("prompt"), e::toString);
        assertTrue(e.details().providerMessage().orElseThrow().endsWith("key ***"));
      }
    }
  }

  @Test
  void an_error_page_in_html_keeps_its_status() {
    server.stubFor(
        post(PATH).willReturn(aResponse().withStatus(502).withBody("<html>Bad gateway</html>")));
    try (ChatCompletions provider = at("/v1").build()) {
      UnavailableException e =
          assertThrows(UnavailableException.class, () -> stream(provider.model("gpt-x")));
      assertEquals(502, e.status().orElseThrow());
    }
  }
}
