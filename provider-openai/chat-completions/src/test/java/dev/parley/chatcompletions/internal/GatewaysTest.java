package dev.parley.chatcompletions.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static dev.parley.chatcompletions.internal.Wire.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Completion;
import dev.parley.chat.FinishReason;
import dev.parley.error.AuthenticationException;
import dev.parley.error.ContentFilteredException;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.ModelException;
import dev.parley.error.NotFoundException;
import dev.parley.error.ProtocolException;
import dev.parley.error.QuotaExhaustedException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.UnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands between a program and its model, and what that does to answers. */
@Timeout(60)
class GatewaysTest {
  private static final String EVENTS = "text/event-stream";
  private static final String HELLO = Wire.text("Hel") + Wire.text("lo") + Wire.finish("stop");

  @AutoClose static final FakeServer SERVER = new FakeServer();

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return compressed.toByteArray();
  }

  @Nested
  class Azure {
    @Test
    void filter_results_come_first_and_chunks_without_delta_even_after_the_end() {
      String offsets =
          "{'id':'','choices':[{'index':0,'finish_reason':null,'content_filter_offsets':"
              + "{'check_offset':1},'content_filter_results':{'hate':{'filtered':false}}}]}";
      Completion answer =
          SERVER.streamed(
              "{'id':'','object':'','created':0,'model':'','choices':[],"
                  + "'prompt_filter_results':[{'prompt_index':0}]}",
              offsets,
              "{'id':'c1','model':'gpt-x','choices':[{'index':0,'delta':{'content':'Hello'},"
                  + "'content_filter_results':{},'finish_reason':null}]}",
              "{'id':'c1','model':'gpt-x','choices':[{'index':0,'delta':{},"
                  + "'finish_reason':'stop'}]}",
              offsets);
      assertEquals("Hello", answer.text());
      assertEquals("c1", answer.id());
      assertEquals("gpt-x", answer.answeredBy());
      assertEquals(FinishReason.STOP, answer.finishReason().orElseThrow());
      assertEquals(
          json("[{'prompt_index':0}]"), answer.providerFields().get("prompt_filter_results"));
      assertEquals(
          json("{'hate':{'filtered':false}}"),
          answer.providerFields().get("content_filter_results"));
      assertEquals(
          json("{'check_offset':1}"), answer.providerFields().get("content_filter_offsets"));
    }

    @Test
    void an_answer_that_is_filtered_may_have_no_content() {
      Completion answer =
          SERVER.whole(
              "{'id':'c','choices':[{'index':0,'finish_reason':'content_filter','message':"
                  + "{'role':'assistant'},'content_filter_results':{}}]}");
      assertEquals(FinishReason.Kind.CONTENT_FILTER, answer.finishReason().orElseThrow().kind());
    }

    @Test
    void a_prompt_that_is_filtered_is_an_error() {
      SERVER.refused(
          ContentFilteredException.class,
          400,
          "{'error':{'message':'m','type':null,'param':'prompt','code':'content_filter',"
              + "'status':400,'innererror':{'code':'ResponsibleAIPolicyViolation',"
              + "'content_filter_result':{'jailbreak':{'filtered':true}}}}}");
    }

    @Test
    void the_gateway_has_errors_of_its_own() {
      SERVER.refused(AuthenticationException.class, 401, "{'statusCode':401,'message':'m'}");
      SERVER.refused(
          NotFoundException.class, 404, "{'error':{'code':'404','message':'Resource not found'}}");
      SERVER.answering(
          aResponse()
              .withStatus(429)
              .withHeader("Retry-After", "5")
              .withHeader("retry-after-ms", "4500")
              .withHeader("apim-request-id", "apim-1")
              .withBody(json("{'error':{'code':'429','message':'m'}}")));
      RateLimitedException e = assertThrows(RateLimitedException.class, SERVER::complete);
      assertEquals(Duration.ofMillis(4500), e.retryAfter().orElseThrow());
      assertEquals("apim-1", e.requestId().orElseThrow());
    }
  }

  @Nested
  class LiteLlm {
    @Test
    void codes_are_numbers_as_text_also_with_status_200() {
      String error = "{'error':{'message':'m','type':null,'param':null,'code':'%d'}}";
      SERVER.refused(UnavailableException.class, 200, error.formatted(500));
      SERVER.refused(RateLimitedException.class, 200, error.formatted(429));
      SERVER.refused(AuthenticationException.class, 200, error.formatted(401));
      SERVER.broken(UnavailableException.class, error.formatted(503));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "event: ping\ndata: still there\n\n", "event: keepalive\ndata: {}\n\n", "data: \n\n",
          "data: {\"type\":\"ping\"}\n\n", ": keep-alive\r\n\r\n", "id: 7\nretry: 100\n\n"
        })
    void keep_alives_have_many_forms(String keepAlive) {
      String body = keepAlive + HELLO.replace("data:", keepAlive + "data:") + Wire.DONE;
      assertEquals("Hello", SERVER.text(body).text());
    }

    @Test
    void events_are_cut_anew_and_their_lines_end_otherwise() {
      String body = (HELLO + Wire.usage(9, 2) + Wire.DONE).replace("\n", "\r\n");
      SERVER.answering(
          aResponse()
              .withHeader("Content-Type", EVENTS)
              .withBody(body)
              .withChunkedDribbleDelay(body.length() / 7, 50));
      Completion answer = SERVER.stream();
      assertEquals("Hello", answer.text());
      assertEquals(9, answer.usage().inputTokens());
    }

    @Test
    void pages_in_html_keep_their_status_and_are_no_answer() {
      String page = "<html><h1>502 Bad Gateway</h1>data: x</html>";
      UnavailableException e = SERVER.refused(UnavailableException.class, 502, "text/html", page);
      assertEquals(page, e.details().providerMessage().orElseThrow());
      assertFalse(SERVER.refused(ProtocolException.class, 200, "text/html", page).retryable());
    }
  }

  @Test
  void a_server_that_wants_a_login_as_a_proxy_does_is_not_taken_for_one() {
    SERVER.answering(
        aResponse()
            .withStatus(407)
            .withHeader("Proxy-Authenticate", "Basic realm=\"gateway\"")
            .withBody("who are you?"));
    for (Executable call : new Executable[] {SERVER::complete, SERVER::stream}) {
      AuthenticationException e = assertThrows(AuthenticationException.class, call);
      assertEquals(407, e.status().orElseThrow());
      assertFalse(e.retryable());
      assertFalse(e.getMessage().contains("the proxy"), e::getMessage);
      assertEquals("who are you?", e.details().providerMessage().orElseThrow());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "text/event-stream",
    "TEXT/Event-Stream;Charset=UTF-8",
    "application/json",
    "text/plain; charset=ISO-8859-1"
  })
  void events_are_read_whatever_they_are_called_and_whoever_asked(String contentType) {
    SERVER.answering(200, contentType, "\r\n" + HELLO + Wire.usage(9, 2) + Wire.DONE);
    assertEquals("Hello", SERVER.stream().text());
    Completion whole = SERVER.complete();
    assertEquals("Hello", whole.text());
    assertEquals(9, whole.usage().inputTokens());
  }

  @ParameterizedTest
  @CsvSource({"application/json", "Application/JSON; Charset=\"utf-8\"", EVENTS, "text/plain"})
  void json_is_read_whatever_it_is_called_and_whoever_asked(String contentType) {
    for (String before : new String[] {"", "\uFEFF", "\n\n", "  \t"}) {
      SERVER.answering(200, contentType, before + Wire.answer() + " \n");
      assertEquals("Hello", SERVER.stream().text());
      assertEquals("Hello", SERVER.complete().text());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n", "\n\n"})
  void the_last_event_needs_no_blank_line(String end) {
    String body = Wire.text("Hello") + Wire.finish("stop").strip();
    assertEquals("Hello", SERVER.text(body + end).text());
    assertEquals("Hello", SERVER.text(Wire.text("Hello") + "data: [DONE]" + end).text());
  }

  @Test
  void an_event_that_the_end_has_cut_is_no_malformed_one() {
    SERVER.answering(200, EVENTS, Wire.text("Hel") + "data: {\"id\":\"c\",\"cho");
    assertThrows(InterruptedStreamException.class, SERVER::stream);
    assertEquals("Hello", SERVER.text(HELLO + "data: {\"id\":\"c\",\"cho").text());
  }

  @Test
  void nonsense_after_the_finish_is_no_harm() {
    assertEquals("Hello", SERVER.text(HELLO + "data: {nonsense\n\n" + Wire.DONE).text());
  }

  @Test
  void bodies_that_nobody_asked_to_compress_are_read() throws IOException {
    SERVER.answering(
        aResponse()
            .withHeader("Content-Type", EVENTS)
            .withHeader("Content-Encoding", "gzip")
            .withBody(gzip(HELLO + Wire.DONE)));
    assertEquals("Hello", SERVER.stream().text());
    SERVER.answering(
        aResponse()
            .withStatus(429)
            .withHeader("Content-Encoding", "gzip")
            .withBody(gzip(json("{'error':{'code':'insufficient_quota'}}"))));
    assertThrows(QuotaExhaustedException.class, SERVER::stream);
    assertThrows(QuotaExhaustedException.class, SERVER::complete);
  }

  @ParameterizedTest
  @CsvSource({"application/json", EVENTS, "text/html"})
  void an_answer_of_status_200_without_a_body_may_be_tried_again(String contentType) {
    SERVER.answering(200, contentType, "");
    assertTrue(assertThrows(ModelException.class, SERVER::stream).retryable());
    assertTrue(assertThrows(ProtocolException.class, SERVER::complete).retryable());
    SERVER.answering(aResponse().withStatus(204));
    assertTrue(assertThrows(ModelException.class, SERVER::stream).retryable());
    assertTrue(assertThrows(ModelException.class, SERVER::complete).retryable());
  }

  @Test
  void errors_may_come_as_events() {
    String error = "event: error\ndata: {\"error\":{\"code\":\"model_not_found\"}}\n\n";
    SERVER.refused(NotFoundException.class, 404, EVENTS, ": hello\n\n" + error);
    SERVER.refused(NotFoundException.class, 200, EVENTS, error);
  }

  @Test
  void an_answer_that_is_no_utf8_is_read_with_replacements() {
    byte[] body = Wire.answer().replace("Hello", "H\u0001llo").getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < body.length; i++) {
      body[i] = body[i] == 1 ? (byte) 0xE9 : body[i];
    }
    SERVER.answering(aResponse().withHeader("Content-Type", "application/json").withBody(body));
    assertEquals("H\uFFFDllo", SERVER.complete().text());
  }

  @Test
  void an_error_that_is_no_utf8_is_read_with_replacements() {
    byte[] body =
        json("{'error':{'message':'caf\u00E9','code':'insufficient_quota'}}")
            .getBytes(StandardCharsets.ISO_8859_1);
    SERVER.answering(aResponse().withStatus(429).withBody(body));
    QuotaExhaustedException e = assertThrows(QuotaExhaustedException.class, SERVER::stream);
    assertEquals("caf\uFFFD", e.details().providerMessage().orElseThrow());
    assertThrows(QuotaExhaustedException.class, SERVER::complete);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "false", "0", "''", "{}", "[]"})
  void an_error_that_says_nothing_is_none(String error) {
    assertEquals(
        "Hello", SERVER.whole("{'error':" + error + "," + Wire.answer().substring(1)).text());
  }

  @Test
  void an_answer_larger_than_the_limit_is_a_protocol_error_that_names_it() {
    String large = " ".repeat((64 << 20) + 1);
    ProtocolException e =
        SERVER.refused(ProtocolException.class, 200, "application/json", "{" + large);
    assertTrue(e.getMessage().contains("larger than " + (64 << 20) + " bytes"), e::getMessage);
  }

  @Test
  void an_event_larger_than_the_limit_is_a_protocol_error_that_names_it() {
    SERVER.answering(200, EVENTS, Wire.text("Hel") + "data: {\"x\":\"" + "x".repeat(16 << 20));
    ProtocolException e = assertThrows(ProtocolException.class, SERVER::stream);
    assertTrue(e.getMessage().contains("larger than " + (16 << 20) + " bytes"), e::getMessage);
    assertEquals("Hel", e.partial().orElseThrow().text());
  }

  @Test
  void a_number_that_nothing_can_hold_is_a_protocol_error() {
    String number = "{'choices':[{'message':{'content':'a'}}],'created':1E+9999999997}";
    SERVER.refused(ProtocolException.class, 200, number);
    SERVER.broken(ProtocolException.class, number);
    SERVER.refused(UnavailableException.class, 500, "{'error':{'code':1E+9999999997}}");
  }
}
