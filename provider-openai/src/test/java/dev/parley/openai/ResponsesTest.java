package dev.parley.openai;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.parley.Models;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ToolDefinition;
import dev.parley.chat.Warning;
import dev.parley.config.Config;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ContentFilteredException;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.ModelException;
import dev.parley.error.ProtocolException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.UnavailableException;
import dev.parley.error.UnsupportedFeatureException;
import dev.parley.message.Extras;
import dev.parley.message.Media;
import dev.parley.message.Part.AudioPart;
import dev.parley.tool.ToolLoop;
import dev.parley.tool.Toolbox;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The provider with {@code api = responses} against a server. */
@Timeout(60)
class ResponsesTest {
  private static final ChatRequest HI = ChatRequest.of("Hi");
  private static final String HELLO =
      "{'id':'msg_1','type':'message','role':'assistant','content':"
          + "[{'type':'output_text','text':'Hello','annotations':[]}]}";
  private static final String USAGE = "{'input_tokens':9,'output_tokens':2,'total_tokens':11}";

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

  private static String json(String quoted) {
    return quoted.replace('\'', '"');
  }

  private static String answer(String status, String output) {
    return json(
        "{'id':'resp_1','object':'response','model':'gpt-x-1','status':'"
            + status
            + "','error':null,'output':["
            + output
            + "],'usage':"
            + USAGE
            + "}");
  }

  private static ResponseDefinitionBuilder stream(String... events) {
    StringBuilder body = new StringBuilder();
    for (String event : events) {
      body.append("data: ").append(json(event)).append("\n\n");
    }
    return aResponse()
        .withHeader("Content-Type", "text/event-stream")
        .withHeader("x-request-id", "req_7")
        .withBody(body.toString());
  }

  private void answers(ResponseDefinitionBuilder answer) {
    server.stubFor(post(anyUrl()).willReturn(answer));
  }

  private Models models(String... more) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("parley.retries", "0");
    settings.put("openai.base-url", "http://127.0.0.1:" + server.port() + "/v1");
    settings.put("openai.api-key", "sk-very-secret-1");
    settings.put("openai.api", "responses");
    for (int i = 0; i < more.length; i += 2) {
      settings.put("openai." + more[i], more[i + 1]);
    }
    return Models.load(Config.of(settings));
  }

  private static <E extends ModelException> E failing(Class<E> type, Models models) {
    ChatModel model = models.chat("openai:gpt-x");
    return assertThrows(type, () -> model.complete(HI));
  }

  private static <E extends ModelException> E breaking(Class<E> type, Models models) {
    try (CompletionStream stream = models.chat("openai:gpt-x").stream(HI)) {
      return assertThrows(type, stream::completion);
    }
  }

  @Test
  void a_plain_call_goes_to_responses_and_keeps_nothing_there() {
    answers(
        okJson(answer("completed", HELLO))
            .withHeader("x-request-id", "req_7")
            .withHeader("x-ratelimit-remaining-requests", "59"));
    try (Models models = models()) {
      Completion answer = models.chat("openai:gpt-x").complete(HI);
      assertEquals("Hello", answer.text());
      assertEquals("resp_1", answer.id());
      assertEquals("gpt-x-1", answer.answeredBy());
      assertEquals(Optional.of("req_7"), answer.requestId());
      assertEquals(OptionalLong.of(59), answer.rateLimits().requests().remaining());
      assertEquals(11, answer.usage().totalTokens());
      assertEquals(FinishReason.Kind.STOP, answer.finishReason().orElseThrow().kind());
    }
    server.verify(
        postRequestedFor(urlEqualTo("/v1/responses"))
            .withHeader("Authorization", equalTo("Bearer sk-very-secret-1"))
            .withRequestBody(
                equalToJson(
                    json(
                        "{'model':'gpt-x','input':[{'role':'user','content':'Hi'}],"
                            + "'store':false,'include':['reasoning.encrypted_content']}"))));
  }

  @Test
  void a_stream_is_asked_for_as_one_and_ends_with_its_last_event() {
    answers(
        stream(
            "{'type':'response.created','response':{'id':'resp_1','model':'gpt-x-1'}}",
            "{'type':'response.output_text.delta','output_index':0,'delta':'Hel'}",
            "{'type':'response.output_text.delta','output_index':0,'delta':'lo'}",
            "{'type':'response.completed','response':" + answer("completed", HELLO) + "}"));
    try (Models models = models();
        CompletionStream stream = models.chat("openai:gpt-x").stream(HI)) {
      Completion answer = stream.completion();
      assertEquals("Hello", answer.text());
      assertEquals(Optional.of("req_7"), answer.requestId());
      assertEquals(2, answer.usage().outputTokens());
    }
    server.verify(
        postRequestedFor(urlEqualTo("/v1/responses"))
            .withHeader("Accept", equalTo("text/event-stream")));
  }

  @Test
  void a_tool_is_called_and_the_thought_before_it_goes_back() {
    String output =
        "{'id':'rs_1','type':'reasoning','summary':[],'encrypted_content':'gAAA'},"
            + "{'id':'fc_1','type':'function_call','call_id':'call_1','name':'time',"
            + "'arguments':'{}'}";
    server.stubFor(
        post(anyUrl())
            .inScenario("loop")
            .whenScenarioStateIs("Started")
            .willSetStateTo("called")
            .willReturn(okJson(answer("completed", output))));
    server.stubFor(
        post(anyUrl())
            .inScenario("loop")
            .whenScenarioStateIs("called")
            .willReturn(okJson(answer("completed", HELLO))));
    Toolbox tools =
        Toolbox.builder()
            .tool(ToolDefinition.of("time", "", ToolDefinition.NO_PARAMETERS), call -> "Noon")
            .build();
    try (Models models = models()) {
      ChatModel model = models.chat("openai:gpt-x");
      assertEquals("Hello", ToolLoop.builder(model, tools).build().run(HI).completion().text());
    }
    server.verify(
        postRequestedFor(anyUrl())
            .withRequestBody(
                equalToJson(
                    json(
                        "{'input':[{'role':'user','content':'Hi'},"
                            + output
                            + ",{'type':'function_call_output','call_id':'call_1',"
                            + "'output':'Noon'}]}"),
                    true,
                    true)));
  }

  @Test
  void an_answer_that_failed_is_that_error_with_what_came_and_what_it_cost() {
    String failed =
        answer("failed", HELLO)
            .replace("\"error\":null", json("'error':{'code':'server_error','message':'Oops'}"));
    answers(okJson(failed));
    try (Models models = models()) {
      UnavailableException plain = failing(UnavailableException.class, models);
      assertEquals(Optional.of("server_error"), plain.details().code());
      assertEquals("Hello", plain.partial().orElseThrow().text());
      assertEquals(2, plain.partial().orElseThrow().usage().outputTokens());
    }
  }

  @Test
  void a_stream_that_fails_is_that_error_with_what_came_and_what_it_cost() {
    answers(
        stream(
            "{'type':'response.created','response':{'id':'resp_1'}}",
            "{'type':'response.output_text.delta','output_index':0,'delta':'On'}",
            "{'type':'response.failed','response':{'id':'resp_1','status':'failed','error':"
                + "{'code':'rate_limit_exceeded','message':'Oops'},'output':[],'usage':"
                + USAGE
                + "}}"));
    try (Models models = models()) {
      RateLimitedException e = breaking(RateLimitedException.class, models);
      assertEquals("On", e.partial().orElseThrow().text());
      assertEquals(2, e.partial().orElseThrow().usage().outputTokens());
      assertEquals(Optional.of("req_7"), e.requestId());
      assertFalse(e.getMessage().contains("Oops"), e::getMessage);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "server_error, UnavailableException, true",
    "vector_store_timeout, UnavailableException, true",
    "rate_limit_exceeded, RateLimitedException, true",
    "insufficient_quota, QuotaExhaustedException, false",
    "invalid_prompt, ContentFilteredException, false",
    "image_content_policy_violation, ContentFilteredException, false",
    "context_length_exceeded, ContextTooLongException, false",
    "invalid_image_url, InvalidRequestException, false",
    "image_too_large, InvalidRequestException, false",
    "unsupported_image_media_type, InvalidRequestException, false",
    "failed_to_download_image, InvalidRequestException, false",
    "something_new, UnavailableException, true"
  })
  void codes_inside_a_stream_have_their_errors(String code, String type, boolean retryable) {
    answers(stream("{'type':'error','code':'" + code + "','message':'Oops','param':null}"));
    try (Models models = models()) {
      ModelException e = breaking(ModelException.class, models);
      assertEquals(type, e.getClass().getSimpleName());
      assertEquals(retryable, e.retryable());
      assertEquals(Optional.of(code), e.details().code());
    }
  }

  @Test
  void a_refusal_by_status_is_as_everywhere() {
    answers(
        aResponse()
            .withStatus(400)
            .withBody(
                json(
                    "{'error':{'type':'invalid_request_error','param':'include','code':null,"
                        + "'message':'Encrypted content is not supported with this model.'}}")));
    try (Models models = models()) {
      InvalidRequestException e = failing(InvalidRequestException.class, models);
      assertTrue(e.getMessage().contains("(at include)"), e::getMessage);
    }
  }

  @Test
  void a_filter_may_cut_an_answer_off_or_refuse_it() {
    answers(
        okJson(
            answer("incomplete", HELLO)
                .replace(
                    "\"error\":null", json("'incomplete_details':{'reason':'content_filter'}"))));
    try (Models models = models()) {
      Completion answer = models.chat("openai:gpt-x").complete(HI);
      assertEquals(FinishReason.Kind.CONTENT_FILTER, answer.finishReason().orElseThrow().kind());
    }
    answers(aResponse().withStatus(400).withBody(json("{'error':{'code':'content_filter'}}")));
    try (Models models = models()) {
      failing(ContentFilteredException.class, models);
    }
  }

  @Test
  void done_does_not_make_a_stream_complete() {
    answers(
        aResponse()
            .withHeader("Content-Type", "text/event-stream")
            .withBody(
                json("data: {'type':'response.output_text.delta','delta':'On'}\n\n")
                    + "data: [DONE]\n\n"));
    try (Models models = models()) {
      InterruptedStreamException e = breaking(InterruptedStreamException.class, models);
      assertEquals("On", e.partial().orElseThrow().text());
    }
  }

  @Test
  void a_server_of_another_api_is_told() {
    answers(okJson(json("{'id':'c','choices':[{'message':{'content':'Hello'}}]}")));
    try (Models models = models()) {
      ProtocolException e = failing(ProtocolException.class, models);
      assertTrue(e.getMessage().contains("Responses API"), e::getMessage);
    }
  }

  @Test
  void a_whole_answer_to_a_request_for_a_stream_is_taken() {
    answers(okJson(answer("completed", HELLO)));
    try (Models models = models();
        CompletionStream stream = models.chat("openai:gpt-x").stream(HI)) {
      assertEquals("Hello", stream.completion().text());
    }
  }

  @Test
  void what_this_api_does_not_know_is_warned_of() {
    answers(okJson(answer("completed", HELLO)));
    try (Models models = models("leave-out", "top_p")) {
      Completion answer =
          models
              .chat("openai:gpt-x")
              .complete(HI.toBuilder().stop(List.of("END")).seed(7).topP(0.5).build());
      assertEquals(
          List.of("seed", "stop", "top_p"),
          answer.warnings().stream().map(Warning::subject).sorted().toList());
    }
    server.verify(
        postRequestedFor(anyUrl())
            .withRequestBody(
                equalToJson(
                    json(
                        "{'model':'gpt-x','input':[{'role':'user','content':'Hi'}],"
                            + "'store':false,'include':['reasoning.encrypted_content']}"))));
  }

  @Test
  void sound_is_refused_before_anything_is_sent() {
    AudioPart sound =
        new AudioPart(Media.inline("audio/wav", new byte[] {1}), Optional.empty(), Extras.NONE);
    try (Models models = models()) {
      ChatModel model = models.chat("openai:gpt-x");
      ChatRequest request = ChatRequest.builder().user(sound).build();
      assertThrows(UnsupportedFeatureException.class, () -> model.complete(request));
    }
    server.verify(0, postRequestedFor(anyUrl()));
  }

  @Test
  void azures_classic_surface_has_no_responses() {
    ConfigurationException e =
        assertThrows(
            ConfigurationException.class,
            () -> {
              try (Models models = models("azure", "classic", "api-version", "2024-10-21")) {
                models.chat("openai:gpt-x");
              }
            });
    assertEquals("openai.api", e.setting().orElseThrow());
  }

  @Test
  void azures_v1_surface_has_them() {
    answers(okJson(answer("completed", HELLO)));
    try (Models models = models("azure", "v1")) {
      assertEquals("Hello", models.chat("openai:my-deployment").complete(HI).text());
    }
    server.verify(
        postRequestedFor(urlEqualTo("/v1/responses"))
            .withHeader("api-key", equalTo("sk-very-secret-1")));
  }
}
