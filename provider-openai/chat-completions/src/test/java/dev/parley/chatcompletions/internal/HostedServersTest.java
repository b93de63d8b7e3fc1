package dev.parley.chatcompletions.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static dev.parley.chatcompletions.internal.Wire.hi;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.FinishReason;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.chat.ToolChoice;
import dev.parley.chat.ToolDefinition;
import dev.parley.chatcompletions.Dialect;
import dev.parley.error.AuthenticationException;
import dev.parley.error.ContentFilteredException;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.NotFoundException;
import dev.parley.error.PermissionDeniedException;
import dev.parley.error.QuotaExhaustedException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.TimedOutException;
import dev.parley.error.UnavailableException;
import dev.parley.message.Extras;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import dev.parley.message.ToolMessage;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The quirks of services that speak the protocol in their own way. */
@Timeout(60)
class HostedServersTest {
  @AutoClose static final FakeServer SERVER = new FakeServer();

  private static String chunk(String choice) {
    return "{'id':'c1','model':'m','choices':[" + choice + "]}";
  }

  private static String delta(String delta) {
    return chunk("{'index':0,'delta':" + delta + ",'finish_reason':null}");
  }

  private static String finish(String reason) {
    return chunk("{'index':0,'delta':{},'finish_reason':'" + reason + "'}");
  }

  /** The request that follows an answer with a call. */
  private static ChatRequest afterCall(Completion answer) {
    return Wire.HI.toBuilder()
        .tool(ToolDefinition.of("f", "", ToolDefinition.NO_PARAMETERS))
        .message(answer.message())
        .message(
            new ToolMessage(List.of(ToolResult.of(answer.toolCalls().get(0), "1")), Extras.NONE))
        .build();
  }

  private static FinishReason reason(Completion answer) {
    return answer.finishReason().orElseThrow();
  }

  @Nested
  class OpenRouter {
    @Test
    void comments_keep_the_stream_alive_and_the_cost_is_told() {
      Completion answer =
          SERVER.text(
              ": OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n"
                  + FakeServer.events(
                      "{'id':'gen-1','provider':'P','model':'m','choices':[{'index':0,'delta':"
                          + "{'role':'assistant','content':'Hello','reasoning':'Hm',"
                          + "'reasoning_details':[{'type':'reasoning.text','text':'Hm'}]},"
                          + "'finish_reason':'stop','native_finish_reason':'STOP'}]}",
                      "{'id':'gen-1','choices':[],'usage':{'prompt_tokens':9,"
                          + "'completion_tokens':2,'cost':0.00014,'is_byok':false,"
                          + "'cost_details':{'upstream_inference_cost':null}}}")
                  + Wire.DONE);
      assertEquals("Hello", answer.text());
      assertEquals("Hm", answer.reasoning());
      assertEquals(new BigDecimal("0.00014"), answer.usage().details().get("cost"));
      assertEquals("\"P\"", answer.providerFields().get("provider"));
    }

    @Test
    void an_error_of_status_200_has_its_status_as_a_number() {
      String error = "{'error':{'code':%d,'message':'m','metadata':{}},'choices':%s}";
      SERVER.refused(RateLimitedException.class, 200, error.formatted(429, "null"));
      SERVER.refused(UnavailableException.class, 200, error.formatted(502, "[]"));
      SERVER.refused(QuotaExhaustedException.class, 200, error.formatted(402, "null"));
      SERVER.refused(QuotaExhaustedException.class, 402, error.formatted(402, "null"));
      SERVER.refused(UnavailableException.class, 408, error.formatted(408, "null"));
    }

    @Test
    void an_error_of_status_200_may_have_no_choices_at_all() {
      SERVER.refused(
          UnavailableException.class,
          200,
          "{'error':{'code':503,'message':'m','metadata':{'provider_name':'P'}},'user_id':'u'}");
    }

    @Test
    void an_error_in_mid_stream_has_its_status_as_a_number() {
      UnavailableException e =
          SERVER.broken(
              UnavailableException.class,
              delta("{'content':'Hel'}"),
              "{'id':'gen-1','provider':'P','model':'m','error':{'code':503,'message':'m'},"
                  + "'choices':[{'index':0,'delta':{'content':''},'finish_reason':'error'}]}");
      assertEquals("Hel", e.partial().orElseThrow().text());
      assertEquals(200, e.status().orElseThrow());
    }

    @Test
    void the_details_of_thoughts_are_put_together_and_sent_back_unchanged() {
      String signed =
          "{'type':'reasoning.text','text':'Hm, so','signature':'sig','id':null,'index':0}";
      String sealed = "{'type':'reasoning.encrypted','data':'AQID','id':'r1','index':1}";
      Completion streamed =
          SERVER.streamed(
              delta(
                  "{'reasoning':'Hm, ','reasoning_details':[{'type':'reasoning.text','text':"
                      + "'Hm, ','signature':null,'id':null,'index':0}]}"),
              delta(
                  "{'reasoning':'so','reasoning_details':[{'type':'reasoning.text','text':'so',"
                      + "'index':0}]}"),
              delta(
                  "{'content':'a','reasoning_details':[{'type':'reasoning.text','signature':'sig',"
                      + "'index':0},"
                      + sealed
                      + "]}"),
              finish("stop"));
      Completion whole =
          SERVER.whole(
              "{'choices':[{'message':{'content':'a','reasoning':'Hm, so','reasoning_details':["
                  + signed
                  + ","
                  + sealed
                  + "]}}]}");
      assertEquals(whole.message(), streamed.message());
      assertEquals("Hm, so", streamed.reasoning());
      SERVER.answering(200, "application/json", Wire.answer());
      SERVER.complete(Wire.HI.toBuilder().message(streamed.message()).build(), Dialect.COMPATIBLE);
      assertEquals(
          Wire.json("[" + signed + "," + sealed + "]"),
          SERVER.request().at("/messages/1/reasoning_details").toString());
    }

    @Test
    void thoughts_of_a_whole_message_are_never_joined() {
      String thoughts =
          "[{'type':'reasoning.text','text':'a'},{'type':'reasoning.text','text':'b'}]";
      Completion whole =
          SERVER.whole(
              "{'choices':[{'message':{'content':'a','reasoning_details':" + thoughts + "}}]}");
      assertEquals(
          Wire.json("{'reasoning_details':" + thoughts + "}"),
          whole.message().extras().providerData("work").orElseThrow());
    }

    @Test
    void the_native_finish_reason_is_kept() {
      String choice = "'finish_reason':'stop','native_finish_reason':'STOP'}]}";
      for (Completion answer :
          List.of(
              SERVER.whole("{'choices':[{'message':{'content':'a'}," + choice),
              SERVER.streamed("{'id':'c','choices':[{'delta':{'content':'a'}," + choice))) {
        assertEquals("\"STOP\"", answer.providerFields().get("native_finish_reason"));
      }
    }

    @Test
    void an_error_in_a_chunk_that_also_finishes_is_an_error() {
      UnavailableException e =
          SERVER.broken(
              UnavailableException.class,
              delta("{'content':'Hel'}"),
              "{'id':'c1','error':{'code':'server_error','message':'m'},"
                  + "'choices':[{'index':0,'delta':{'content':''},'finish_reason':'error'}]}");
      assertEquals("Hel", e.partial().orElseThrow().text());
    }
  }

  @Nested
  class DeepSeek {
    @Test
    void empty_lines_come_before_a_whole_answer() {
      SERVER.answering(200, "application/json", "\n".repeat(20_000) + Wire.answer());
      assertEquals("Hello", SERVER.complete().text());
      assertEquals("Hello", SERVER.stream().text());
    }

    @Test
    void cached_tokens_have_names_of_their_own_and_thoughts_too() {
      Completion answer =
          SERVER.text(
              ": keep-alive\n\n"
                  + FakeServer.events(
                      delta("{'role':'assistant','content':null,'reasoning_content':'Hm'}"),
                      delta("{'content':'Hello','reasoning_content':null}"),
                      "{'id':'c1','choices':[{'index':0,'delta':{'content':''},"
                          + "'finish_reason':'stop'}],'usage':{'prompt_tokens':9,"
                          + "'completion_tokens':2,'prompt_cache_hit_tokens':6,"
                          + "'prompt_cache_miss_tokens':3}}")
                  + Wire.DONE);
      assertEquals("Hm", answer.reasoning());
      assertEquals(6, answer.usage().cachedInputTokens().orElseThrow());
      assertEquals(new BigDecimal(3), answer.usage().details().get("prompt_cache_miss_tokens"));
    }

    @Test
    void comments_are_no_silence() {
      SERVER.answering(
          aResponse()
              .withHeader("Content-Type", "text/event-stream")
              .withBody(
                  Wire.text("Hel")
                      + ": keep-alive\n\n".repeat(40)
                      + Wire.text("lo")
                      + Wire.finish("stop")
                      + Wire.DONE)
              .withChunkedDribbleDelay(20, 1_500));
      assertEquals("Hello", SERVER.stream(hi(Kind.SILENCE, 600), Dialect.COMPATIBLE).text());
    }

    @Test
    void a_stall_after_comments_is_silence() {
      try (RawServer server =
              RawServer.start(
                  connection -> {
                    connection.readRequest();
                    connection.send(Wire.STREAM + Wire.chunked(Wire.text("Hel")));
                    connection.send(Wire.chunked(": keep-alive\n\n"));
                    connection.awaitHangUp();
                  });
          HttpTransport transport = Wire.transport(server.url());
          CompletionStream stream = Wire.model(transport).stream(hi(Kind.SILENCE, 300))) {
        TimedOutException e = assertThrows(TimedOutException.class, stream::completion);
        assertEquals(Kind.SILENCE, e.timeout());
        assertEquals("Hel", e.partial().orElseThrow().text());
      }
    }

    @Test
    void thoughts_are_sent_back_within_a_tool_loop_where_the_dialect_says_so() {
      Completion answer =
          SERVER.whole(
              "{'choices':[{'message':{'content':'','reasoning_content':'Hm','tool_calls':[{"
                  + "'id':'i','function':{'name':'f','arguments':'{}'}}]}}]}");
      ChatRequest next = afterCall(answer);
      SERVER.answering(200, "application/json", Wire.answer());
      SERVER.complete(next, Dialect.COMPATIBLE.withReasoningSentBack(true));
      assertEquals("Hm", SERVER.request().at("/messages/1/reasoning_content").textValue());
      SERVER.complete(next, Dialect.COMPATIBLE);
      assertFalse(SERVER.request().at("/messages/1").has("reasoning_content"));
    }

    @Test
    void a_lack_of_resources_is_a_reason_of_its_own_even_with_calls() {
      String call = "{'tool_calls':[{'index':0,'id':'i','function':{'name':'f','arguments':'{'}}]}";
      Completion answer = SERVER.streamed(delta(call), finish("insufficient_system_resource"));
      assertEquals(
          new FinishReason(FinishReason.Kind.OTHER, "insufficient_system_resource"),
          reason(answer));
      SERVER.refused(
          QuotaExhaustedException.class,
          402,
          "{'error':{'message':'Insufficient Balance','type':'unknown_error','code':"
              + "'invalid_request_error'}}");
    }
  }

  @Nested
  class Groq {
    @Test
    void usage_comes_in_x_groq_with_times_in_seconds() {
      Completion answer =
          SERVER.streamed(
              "{'id':'c1','choices':[{'index':0,'delta':{'role':'assistant','content':''}}],"
                  + "'x_groq':{'id':'req_g'}}",
              delta("{'role':'assistant','content':'Hello','tool_calls':[]}"),
              "{'id':'c1','choices':[{'index':0,'delta':{},'finish_reason':'stop'}],'x_groq':"
                  + "{'id':'req_g','usage':{'queue_time':0.1,'prompt_tokens':9,"
                  + "'prompt_time':0.25,'completion_tokens':2,'completion_time':0.5,"
                  + "'total_tokens':11,'total_time':0.75}}}");
      assertEquals("Hello", answer.text());
      assertEquals(11, answer.usage().totalTokens());
      assertEquals(Duration.ofMillis(250), answer.usage().inputTime().orElseThrow());
      assertEquals(Duration.ofMillis(500), answer.usage().outputTime().orElseThrow());
      assertEquals(new BigDecimal("0.1"), answer.usage().details().get("queue_time"));
    }

    @Test
    void usage_comes_in_a_chunk_of_its_own_too_and_thoughts_are_called_reasoning() {
      String usage = "'usage':{'prompt_tokens':9,'completion_tokens':2,'total_tokens':11}";
      Completion answer =
          SERVER.streamed(
              delta("{'role':'assistant','reasoning':'Hm','channel':'analysis'}"),
              delta("{'role':'assistant','content':'Hello'}"),
              "{'id':'c1','choices':[{'index':0,'delta':{},'finish_reason':'stop'}],'x_groq':"
                  + "{'id':'req_g',"
                  + usage
                  + "}}",
              "{'id':'c1','choices':[]," + usage + ",'x_groq':{'id':'req_g'}}");
      assertEquals("Hm", answer.reasoning());
      assertEquals("Hello", answer.text());
      assertEquals(11, answer.usage().totalTokens());
      assertEquals("\"analysis\"", answer.providerFields().get("channel"));
    }

    @Test
    void a_tool_call_that_failed_is_an_invalid_request_in_streams_too() {
      String error =
          "{'error':{'message':'m','type':'invalid_request_error','code':'tool_use_failed',"
              + "'failed_generation':'<f>'}}";
      SERVER.refused(InvalidRequestException.class, 400, error);
      assertEquals(
          "tool_use_failed",
          SERVER
              .broken(InvalidRequestException.class, delta("{'content':'a'}"), error)
              .details()
              .code()
              .orElseThrow());
    }

    @Test
    void too_many_tokens_a_minute_are_413_and_a_lack_of_capacity_498() {
      String error =
          "{'error':{'message':'Request too large for model m: Limit 6000, Requested %d',"
              + "'type':'tokens','code':'rate_limit_exceeded'}}";
      assertFalse(
          SERVER.refused(RateLimitedException.class, 413, error.formatted(7000)).retryable());
      assertTrue(
          SERVER.refused(RateLimitedException.class, 413, error.formatted(5000)).retryable());
      SERVER.refused(UnavailableException.class, 498, "{'error':{'message':'m'}}");
    }
  }

  @Nested
  class Mistral {
    @Test
    void content_is_an_array_of_parts_in_message_and_delta() {
      String content =
          "{'role':'assistant','content':[{'type':'thinking','thinking':"
              + "[{'type':'text','text':'Hm'}]},{'type':'text','text':'Hel'},"
              + "{'type':'reference','reference_ids':[1]},{'type':'text','text':'lo'}]}";
      String end = ",'finish_reason':'model_length'}],'usage':{'prompt_tokens':9,";
      String usage = "'completion_tokens':2,'total_tokens':11}}";
      Completion whole = SERVER.whole("{'id':'c','choices':[{'message':" + content + end + usage);
      Completion streamed =
          SERVER.streamed("{'id':'c','choices':[{'index':0,'delta':" + content + end + usage);
      for (Completion answer : List.of(whole, streamed)) {
        assertEquals("Hello", answer.text());
        assertEquals("Hm", answer.reasoning());
        assertEquals("reference", answer.annotations().get(0).type());
        assertEquals(FinishReason.Kind.LENGTH, reason(answer).kind());
        assertEquals(11, answer.usage().totalTokens());
      }
    }

    @Test
    void a_whole_call_comes_in_one_delta_and_error_is_a_reason() {
      Completion answer =
          SERVER.streamed(
              delta(
                  "{'content':'','tool_calls':[{'id':'abc123XYZ','function':{'name':'f',"
                      + "'arguments':'{}'},'index':0}]}"),
              finish("tool_calls"));
      assertEquals(List.of(new ToolCall("abc123XYZ", "f", "{}")), answer.toolCalls());
      assertEquals("error", reason(SERVER.streamed(finish("error"))).raw());
    }

    @Test
    void streams_are_not_asked_for_their_usage_where_the_dialect_says_so() {
      SERVER.answering(200, "text/event-stream", Wire.finish("stop") + Wire.usage(9, 2));
      Completion answer = SERVER.stream(Wire.HI, Dialect.COMPATIBLE.withStreamUsage(false));
      assertFalse(SERVER.request().has("stream_options"));
      assertEquals(9, answer.usage().inputTokens());
    }

    @Test
    void a_tool_is_required_by_another_word_where_the_dialect_says_so() {
      ChatRequest request =
          Wire.HI.toBuilder()
              .tool(ToolDefinition.of("f", "", ToolDefinition.NO_PARAMETERS))
              .toolChoice(ToolChoice.REQUIRED)
              .build();
      SERVER.answering(200, "application/json", Wire.answer());
      SERVER.complete(request, Dialect.COMPATIBLE.withRequiredToolChoice("any"));
      assertEquals("any", SERVER.request().path("tool_choice").textValue());
      SERVER.complete(request, Dialect.COMPATIBLE);
      assertEquals("required", SERVER.request().path("tool_choice").textValue());
    }

    @Test
    void ids_of_nine_characters_go_back_as_they_came() {
      Completion answer =
          SERVER.whole(
              "{'choices':[{'message':{'content':'','tool_calls':[{'id':'aB3dE6gH9',"
                  + "'function':{'name':'f','arguments':'{}'},'index':0}]}}]}");
      SERVER.answering(200, "application/json", Wire.answer());
      SERVER.complete(afterCall(answer), Dialect.COMPATIBLE);
      assertEquals("aB3dE6gH9", SERVER.request().at("/messages/1/tool_calls/0/id").textValue());
      assertEquals("aB3dE6gH9", SERVER.request().at("/messages/2/tool_call_id").textValue());
    }

    @Test
    void validation_errors_name_the_place() {
      String detail = "{'detail':[{'type':'missing','loc':['body','messages',0],'msg':'m'}]}";
      for (String body : List.of(detail, "{'object':'error','message':" + detail + "}")) {
        InvalidRequestException e = SERVER.refused(InvalidRequestException.class, 422, body);
        assertTrue(e.getMessage().contains("messages.0"), e::getMessage);
      }
    }
  }

  @Nested
  class Gemini {
    private static final String CALL =
        "{'id':'i','type':'function','function':{'name':'f','arguments':'{}'},"
            + "'extra_content':{'google':{'thought_signature':'sig'}}}";

    @Test
    void calls_have_no_index_and_the_answer_no_id() {
      Completion answer =
          SERVER.streamed(
              "{'choices':[{'delta':{'role':'assistant','tool_calls':["
                  + CALL
                  + "]}}],"
                  + "'usage':{'prompt_tokens':9,'completion_tokens':1}}",
              "{'choices':[{'delta':{'tool_calls':[{'id':'j','function':{'name':'f',"
                  + "'arguments':'{\\'a\\':1}'}}]},'finish_reason':'stop'}],"
                  + "'usage':{'prompt_tokens':9,'completion_tokens':5}}",
              "{'choices':[{'delta':{}}]}");
      assertEquals(2, answer.toolCalls().size());
      assertEquals(FinishReason.Kind.TOOL_CALLS, reason(answer).kind());
      assertEquals(5, answer.usage().outputTokens());
      assertEquals("", answer.id());
    }

    @Test
    void split_arguments_have_no_index_either() {
      Completion answer =
          SERVER.streamed(
              "{'choices':[{'delta':{'tool_calls':[{'id':'i','type':'function','function':"
                  + "{'name':'f','arguments':'{\\'ci'}}]}}]}",
              "{'choices':[{'delta':{'tool_calls':[{'function':{'arguments':'ty\\':1'}}]}}]}",
              "{'choices':[{'delta':{'tool_calls':[{'function':{'arguments':'}'}}]},"
                  + "'finish_reason':'stop'}]}");
      assertEquals(List.of(new ToolCall("i", "f", "{\"city\":1}")), answer.toolCalls());
      assertEquals(FinishReason.Kind.TOOL_CALLS, reason(answer).kind());
    }

    @Test
    void an_error_ends_a_stream_without_a_last_word() {
      SERVER.answering(
          200,
          "text/event-stream",
          FakeServer.events(
              "{'choices':[{'delta':{'content':'Hel'}}]}",
              "[{'error':{'code':503,'message':'m','status':'UNAVAILABLE'}}]"));
      UnavailableException e = assertThrows(UnavailableException.class, SERVER::stream);
      assertEquals("Hel", e.partial().orElseThrow().text());
    }

    @Test
    void the_signature_of_a_call_is_sent_back() {
      Completion answer = SERVER.whole("{'choices':[{'message':{'tool_calls':[" + CALL + "]}}]}");
      SERVER
          .answering(200, "application/json", Wire.answer())
          .complete(afterCall(answer), Dialect.COMPATIBLE);
      assertEquals(
          "sig",
          SERVER
              .request()
              .at("/messages/1/tool_calls/0/extra_content/google/thought_signature")
              .textValue());
    }

    @Test
    void the_signature_of_a_text_is_sent_back_too() {
      Completion answer =
          SERVER.streamed(
              delta("{'content':'Hello'}"),
              delta("{'extra_content':{'google':{'thought_signature':'sig'}}}"),
              finish("stop"));
      SERVER.answering(200, "application/json", Wire.answer());
      SERVER.complete(Wire.HI.toBuilder().message(answer.message()).build(), Dialect.COMPATIBLE);
      assertEquals(
          "sig",
          SERVER.request().at("/messages/1/extra_content/google/thought_signature").textValue());
    }

    @Test
    void errors_come_in_an_array() {
      String error = "[{'error':{'code':%d,'message':'m','status':'%s'}}]";
      assertEquals(
          "INVALID_ARGUMENT",
          SERVER
              .refused(InvalidRequestException.class, 400, error.formatted(400, "INVALID_ARGUMENT"))
              .details()
              .code()
              .orElseThrow());
      SERVER.refused(RateLimitedException.class, 429, error.formatted(429, "RESOURCE_EXHAUSTED"));
      SERVER.broken(
          UnavailableException.class,
          delta("{'content':'a'}"),
          error.formatted(503, "UNAVAILABLE"));
    }
  }

  @Nested
  class XaiAndPerplexity {
    @Test
    void usage_is_cumulative_the_message_stands_beside_the_delta_and_citations_are_kept() {
      String extra =
          ",'citations':['https://a'],'search_results':[{'url':'https://a'}],'usage':"
              + "{'prompt_tokens':9,'completion_tokens':%d,'total_tokens':%d}}";
      Completion answer =
          SERVER.streamed(
              "{'id':'c','choices':[{'index':0,'delta':{'content':'Hel'},'message':"
                  + "{'content':'Hel'}}]"
                  + extra.formatted(1, 10),
              "{'id':'c','choices':[{'index':0,'delta':{'content':'lo'},'message':"
                  + "{'content':'Hello'}}]"
                  + extra.formatted(2, 11),
              "{'id':'c','choices':[{'index':0,'delta':{'content':''},'message':"
                  + "{'content':'Hello'},'finish_reason':'stop'}]"
                  + extra.formatted(2, 11));
      assertEquals("Hello", answer.text());
      assertEquals(11, answer.usage().totalTokens());
      assertEquals("[\"https://a\"]", answer.providerFields().get("citations"));
      assertTrue(answer.providerFields().containsKey("search_results"));
    }

    @Test
    void the_usage_may_come_before_the_last_chunk() {
      Completion answer =
          SERVER.streamed(
              delta("{'content':'Hello'}"),
              "{'id':'c','choices':[],'usage':{'prompt_tokens':9,'completion_tokens':2}}",
              finish("stop"));
      assertEquals(9, answer.usage().inputTokens());
      assertEquals(FinishReason.STOP, reason(answer));
    }
  }

  @Nested
  class Moonshot {
    @Test
    void usage_is_in_the_choice_that_finishes() {
      Completion answer =
          SERVER.streamed(
              delta("{'content':'Hello'}"),
              "{'id':'c','choices':[{'index':0,'delta':{},'finish_reason':'stop','usage':"
                  + "{'prompt_tokens':9,'completion_tokens':2,'total_tokens':11,"
                  + "'cached_tokens':4}}]}");
      assertEquals(11, answer.usage().totalTokens());
      assertEquals(4, answer.usage().cachedInputTokens().orElseThrow());
    }
  }

  @Nested
  class DashScopeAndGlm {
    @Test
    void later_pieces_of_a_call_have_empty_ids_and_names_and_no_space_follows_data() {
      String body =
          FakeServer.events(
              delta(
                  "{'content':null,'tool_calls':[{'index':0,'id':'i','type':'function',"
                      + "'function':{'name':'f','arguments':''}}]}"),
              delta(
                  "{'content':null,'tool_calls':[{'index':0,'id':'','type':'function',"
                      + "'function':{'name':'','arguments':'{\\'a\\':1}'}}]}"),
              finish("tool_calls"));
      Completion answer = SERVER.text(body.replace("data: ", "data:") + "data:[DONE]\n\n");
      assertEquals(List.of(new ToolCall("i", "f", "{\"a\":1}")), answer.toolCalls());
    }

    @Test
    void reasons_are_kept_by_their_words() {
      for (String word : List.of("sensitive", "network_error")) {
        assertEquals(
            new FinishReason(FinishReason.Kind.OTHER, word),
            reason(SERVER.streamed(delta("{'content':'a'}"), finish(word))));
      }
    }

    @Test
    void errors_of_status_200_have_no_wrapper() {
      String error = "{'code':'%s','message':'m','request_id':'r'}";
      SERVER.refused(AuthenticationException.class, 200, error.formatted("InvalidApiKey"));
      SERVER.refused(QuotaExhaustedException.class, 200, error.formatted("Arrearage"));
      SERVER.refused(ContentFilteredException.class, 400, error.formatted("DataInspectionFailed"));
      SERVER.refused(RateLimitedException.class, 200, error.formatted("Throttling"));
      SERVER.refused(InvalidRequestException.class, 200, error.formatted("InvalidParameter"));
      SERVER.refused(NotFoundException.class, 200, error.formatted("ModelNotFound"));
    }
  }

  @Nested
  class CloudflareFireworksTogether {
    @Test
    void continuations_have_nulls_and_text_follows_the_finish() {
      Completion answer =
          SERVER.streamed(
              delta("{'role':null,'content':'Hel'}"),
              delta(
                  "{'role':null,'tool_calls':[{'index':0,'id':'i','function':"
                      + "{'name':'f','arguments':'{'}}]}"),
              delta(
                  "{'tool_calls':[{'index':0,'id':null,'type':null,'function':"
                      + "{'name':null,'arguments':'}'}}]}"),
              "{'id':'c','choices':[{'index':0,'delta':{},'finish_reason':'stop'}],"
                  + "'usage':{'prompt_tokens':9,'completion_tokens':2}}",
              delta("{'content':'lo'}"));
      assertEquals("Hello", answer.text());
      assertEquals(List.of(new ToolCall("i", "f", "{}")), answer.toolCalls());
      assertEquals(2, answer.usage().outputTokens());
    }

    @Test
    void cloudflares_errors_are_a_list() {
      assertEquals(
          "m",
          SERVER
              .refused(
                  PermissionDeniedException.class,
                  403,
                  "{'success':false,'errors':[{'code':10000,'message':'m'}],'result':null}")
              .details()
              .providerMessage()
              .orElseThrow());
      SERVER.refused(
          UnavailableException.class, 200, "{'success':false,'errors':[{'code':7,'message':'m'}]}");
    }
  }

  @Test
  void every_piece_of_text_is_told_as_it_comes() {
    SERVER.answering(
        200,
        "text/event-stream",
        FakeServer.events(delta("{'content':'Hel'}"), delta("{'content':'lo'}"), finish("stop")));
    assertEquals(
        List.of("Hel", "lo"),
        SERVER.streamEvents().stream()
            .filter(TextDelta.class::isInstance)
            .map(event -> ((TextDelta) event).text())
            .toList());
  }
}
