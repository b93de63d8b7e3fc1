package dev.parley.chatcompletions.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Completion;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelInfo;
import dev.parley.error.ContextTooLongException;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.NotFoundException;
import dev.parley.error.UnavailableException;
import dev.parley.message.Part.ToolCall;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The quirks of servers that people run themselves; {@link LlamaServerAnswerTest} has another. */
@Timeout(60)
class SelfHostedServersTest {
  @AutoClose static final FakeServer SERVER = new FakeServer();

  private static String delta(String delta) {
    return "{'id':'c1','model':'m','choices':[{'index':0,'delta':"
        + delta
        + ",'finish_reason':null}]}";
  }

  private static String finish(String reason) {
    return "{'id':'c1','choices':[{'index':0,'delta':{},'finish_reason':'" + reason + "'}]}";
  }

  private static FinishReason reason(Completion answer) {
    return answer.finishReason().orElseThrow();
  }

  @Nested
  class Vllm {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "'reasoning':'Hm'",
          "'reasoning_content':'Hm'",
          "'reasoning':'Hm','reasoning_content':'Hm'"
        })
    void thoughts_have_an_older_and_a_newer_name(String thought) {
      String message = "{'role':'assistant','content':null," + thought + ",'tool_calls':[]}";
      assertEquals("Hm", SERVER.streamed(delta(message), finish("stop")).reasoning());
      assertEquals(
          "Hm",
          SERVER
              .whole(
                  "{'id':'c','choices':[{'index':0,'message':"
                      + message
                      + ",'finish_reason':'stop','stop_reason':null,'token_ids':null}],"
                      + "'prompt_logprobs':null,'kv_transfer_params':null,"
                      + "'usage':{'prompt_tokens':9,'completion_tokens':2,"
                      + "'prompt_tokens_details':null}}")
              .reasoning());
    }

    @Test
    void an_upgrade_that_would_lose_the_body_is_never_asked_for() {
      SERVER.streamed(finish("stop"));
      assertEquals("gpt-x", SERVER.request().path("model").textValue());
      assertFalse(SERVER.requestHeaders().contains("upgrade"));
      assertFalse(SERVER.requestHeaders().contains("http2-settings"));
    }

    @Test
    void what_only_vllm_tells_is_kept() {
      String choice =
          "'finish_reason':'stop','stop_reason':107,'token_ids':[1,2]}],'prompt_logprobs':[null],"
              + "'kv_transfer_params':{'a':1}}";
      for (Completion answer :
          List.of(
              SERVER.whole("{'choices':[{'index':0,'message':{'content':'a'}," + choice),
              SERVER.streamed("{'id':'c','choices':[{'index':0,'delta':{}," + choice))) {
        assertEquals("107", answer.providerFields().get("stop_reason"));
        assertEquals("[1,2]", answer.providerFields().get("token_ids"));
        assertEquals("[null]", answer.providerFields().get("prompt_logprobs"));
        assertEquals("{\"a\":1}", answer.providerFields().get("kv_transfer_params"));
      }
    }

    @Test
    void a_chunk_may_have_the_id_of_a_call_only_and_ids_repeat() {
      Completion answer =
          SERVER.streamed(
              delta("{'tool_calls':[{'index':0,'id':'i','type':'function'}]}"),
              delta("{'tool_calls':[{'index':0,'id':'i','function':{'name':'f'}}]}"),
              delta("{'tool_calls':[{'index':0,'id':'i','function':{'arguments':'{'}}]}"),
              delta("{'tool_calls':[{'index':0,'id':'i','function':{'arguments':'}'}}]}"),
              finish("tool_calls"));
      assertEquals(List.of(new ToolCall("i", "f", "{}")), answer.toolCalls());
    }

    @Test
    void usage_in_every_chunk_is_cumulative() {
      String usage = ",'usage':{'prompt_tokens':9,'completion_tokens':%d,'total_tokens':%d}}";
      String first = delta("{'content':'Hel'}");
      String second = delta("{'content':'lo'}");
      Completion answer =
          SERVER.streamed(
              first.substring(0, first.length() - 1) + usage.formatted(1, 10),
              second.substring(0, second.length() - 1) + usage.formatted(2, 11),
              finish("stop"));
      assertEquals(11, answer.usage().totalTokens());
      assertEquals(2, answer.usage().outputTokens());
    }

    @Test
    void errors_stand_at_the_top_level_or_in_the_stream() {
      String flat = "{'object':'error','message':'m','type':'%s','param':null,'code':%d}";
      SERVER.refused(InvalidRequestException.class, 400, flat.formatted("BadRequestError", 400));
      SERVER.refused(NotFoundException.class, 404, flat.formatted("NotFoundError", 404));
      SERVER.broken(
          InvalidRequestException.class,
          delta("{'content':'a'}"),
          "{'error':{'message':'m','type':'BadRequestError','param':null,'code':400}}");
      SERVER.broken(
          UnavailableException.class,
          delta("{'content':'a'}"),
          flat.formatted("InternalServerError", 500));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "This model\\u0027s maximum context length is 4096 tokens. However, your request has 5000"
              + " input tokens. Please reduce the length of the input messages.",
          "The prompt is 5000 tokens, which exceeds the model\\u0027s maximum context length of 4096"
              + " tokens. Please reduce the length of the input prompt."
        })
    void a_prompt_that_is_too_long_is_told_by_its_parameter_and_sized_by_its_words(String words) {
      ContextTooLongException e =
          SERVER.refused(
              ContextTooLongException.class,
              400,
              "{'error':{'message':'"
                  + words
                  + "','type':'BadRequestError','param':'input_tokens','code':400}}");
      assertEquals(4096, e.limit().orElseThrow());
      assertEquals(5000, e.size().orElseThrow());
    }
  }

  @Nested
  class SgLang {
    @Test
    void finish_reasons_are_empty_until_the_end_and_fields_null() {
      Completion answer =
          SERVER.streamed(
              "{'id':'c','choices':[{'index':0,'delta':{'role':'assistant','content':''},"
                  + "'finish_reason':'','matched_stop':null}],'usage':null}",
              "{'id':'c','choices':[{'index':0,'delta':{'role':null,'content':'Hello',"
                  + "'reasoning_content':null,'tool_calls':null},'finish_reason':''}]}",
              "{'id':'c','choices':[{'index':0,'delta':{'content':null,'tool_calls':null},"
                  + "'finish_reason':'stop','matched_stop':2}]}");
      assertEquals("Hello", answer.text());
      assertEquals(FinishReason.STOP, reason(answer));
      assertEquals("2", answer.providerFields().get("matched_stop"));
    }

    @Test
    void errors_come_in_a_stream_of_status_200() {
      SERVER.broken(
          InvalidRequestException.class,
          "{'error':{'object':'error','message':'m','type':'BadRequestError','param':null,"
              + "'code':400}}");
    }
  }

  @Nested
  class Ollama {
    @Test
    void all_calls_have_index_0_but_ids_of_their_own() {
      String call =
          "{'role':'assistant','content':'','tool_calls':[{'index':0,'id':'%s','type':'function',"
              + "'function':{'name':'f','arguments':'{\\'n\\':%d}'}}]}";
      Completion answer =
          SERVER.streamed(
              delta(call.formatted("i", 1)), delta(call.formatted("j", 2)), finish("stop"));
      assertEquals(
          List.of(new ToolCall("i", "f", "{\"n\":1}"), new ToolCall("j", "f", "{\"n\":2}")),
          answer.toolCalls());
      assertEquals(FinishReason.Kind.TOOL_CALLS, reason(answer).kind());
    }

    @Test
    void older_versions_have_no_index_and_an_empty_finish_reason() {
      String call = "{'tool_calls':[{'id':'%s','function':{'name':'f','arguments':'{}'}}]}";
      Completion answer =
          SERVER.streamed(delta(call.formatted("i")), delta(call.formatted("j")), finish(""));
      assertEquals(2, answer.toolCalls().size());
    }

    @Test
    void the_fingerprint_is_a_word_and_thoughts_are_called_reasoning() {
      Completion answer =
          SERVER.whole(
              "{'id':'chatcmpl-1','object':'chat.completion','model':'m','system_fingerprint':"
                  + "'fp_ollama','choices':[{'index':0,'message':{'role':'assistant','content':"
                  + "'Hello','reasoning':'Hm'},'finish_reason':'stop'}]}");
      assertEquals("Hm", answer.reasoning());
      assertEquals("\"fp_ollama\"", answer.providerFields().get("system_fingerprint"));
    }

    @Test
    void an_error_may_be_a_text() {
      NotFoundException e =
          SERVER.refused(NotFoundException.class, 404, "{'error':'model not found'}");
      assertEquals("model not found", e.details().providerMessage().orElseThrow());
      SERVER.broken(UnavailableException.class, delta("{'content':'a'}"), "{'error':'crashed'}");
    }
  }

  @Nested
  class LmStudio {
    @Test
    void an_error_event_holds_a_text() {
      SERVER.answering(
          200,
          "text/event-stream",
          ": \n\n"
              + FakeServer.events(delta("{'content':'a'}"))
              + "event: error\ndata: {\"error\":\"The model crashed\"}\n\n");
      UnavailableException e =
          org.junit.jupiter.api.Assertions.assertThrows(UnavailableException.class, SERVER::stream);
      assertEquals("The model crashed", e.details().providerMessage().orElseThrow());
      assertTrue(e.partial().isPresent());
    }

    @Test
    void models_that_are_not_loaded_are_listed() {
      List<ModelInfo> models =
          SERVER.listed(
              "{'object':'list','data':[{'id':'qwen3-8b','object':'model','state':'not-loaded',"
                  + "'max_context_length':40960},{'id':'gemma-3','object':'model',"
                  + "'owned_by':'organization_owner'}]}");
      assertEquals(
          List.of("gemma-3", "qwen3-8b"), models.stream().map(m -> m.id().model()).toList());
      assertEquals(40_960, models.get(1).contextTokens().orElseThrow());
      assertTrue(models.get(1).problem().isEmpty());
    }
  }
}
