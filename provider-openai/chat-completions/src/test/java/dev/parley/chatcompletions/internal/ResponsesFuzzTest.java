package dev.parley.chatcompletions.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chatcompletions.Dialect;
import dev.parley.error.ErrorDetails;
import dev.parley.error.ModelException;
import dev.parley.error.UnavailableException;
import dev.parley.spi.CompletionAccumulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Events of the Responses API, randomly changed: an answer that can be sent back, or an error of
 * the family.
 */
class ResponsesFuzzTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String THOUGHT =
      "{'id':'rs_1','type':'reasoning','summary':[{'type':'summary_text','text':'a'}],"
          + "'content':[{'type':'reasoning_text','text':'b'}],'encrypted_content':'gAAA'}";
  private static final String CALL =
      "{'id':'fc_1','type':'function_call','call_id':'c','name':'f','arguments':'{}'}";
  private static final String CUSTOM =
      "{'id':'ct_1','type':'custom_tool_call','call_id':'d','name':'g','input':'x'}";
  private static final String MESSAGE =
      "{'id':'msg_1','type':'message','role':'assistant','phase':'final_answer','content':["
          + "{'type':'output_text','text':'Hello','annotations':[{'type':'url_citation'}],"
          + "'logprobs':[{'token':'Hello','logprob':-1,'bytes':[72],'top_logprobs':[]}]},"
          + "{'type':'refusal','refusal':'No'},{'type':'new'}]}";
  private static final String ANSWER =
      "{'id':'resp_1','object':'response','model':'m','status':'completed','error':null,"
          + "'incomplete_details':{'reason':'content_filter'},'service_tier':'flex','output':["
          + String.join(",", THOUGHT, CALL, CUSTOM, MESSAGE, "{'type':'web_search_call'}")
          + "],'usage':{'input_tokens':9,'output_tokens':2,"
          + "'output_tokens_details':{'reasoning_tokens':1}}}";

  private static final List<String> EVENTS =
      List.of(
          "{'type':'response.created','response':" + ANSWER + "}",
          added(0, THOUGHT),
          "{'type':'response.reasoning_summary_text.delta','output_index':0,'summary_index':0,"
              + "'delta':'a'}",
          "{'type':'response.reasoning_text.delta','item_id':'rs_1','content_index':0,'delta':'b'}",
          added(1, CALL),
          "{'type':'response.function_call_arguments.delta','output_index':1,'delta':'{'}",
          added(2, CUSTOM),
          "{'type':'response.custom_tool_call_input.delta','output_index':2,'delta':'x'}",
          added(3, MESSAGE),
          "{'type':'response.output_text.delta','output_index':3,'content_index':0,"
              + "'delta':'Hel','logprobs':[{'token':'Hel','logprob':-1}]}",
          "{'type':'response.output_text.annotation.added','item_id':'msg_1','content_index':0,"
              + "'annotation':{'type':'url_citation'}}",
          "{'type':'response.refusal.delta','output_index':3,'content_index':1,'delta':'N'}",
          "{'type':'response.output_item.done','output_index':3,'item':" + MESSAGE + "}",
          "{'type':'response.web_search_call.searching','output_index':4}",
          "{'type':'error','code':'server_error','message':'m','param':null}",
          "{'type':'response.failed','response':{'status':'failed','error':{'code':'c'}}}",
          "{'type':'response.incomplete','response':" + ANSWER + "}",
          "{'type':'response.completed','timings':{'prompt_ms':1},'response':" + ANSWER + "}");

  private static String added(int index, String item) {
    return "{'type':'response.output_item.added','output_index':" + index + ",'item':" + item + "}";
  }

  static IntStream seeds() {
    return IntStream.range(0, 2_000);
  }

  private static JsonNode changed(String quoted, Random random) {
    JsonNode json = Changes.parse(quoted);
    for (int i = random.nextInt(4); i > 0; i--) {
      Changes.in(json, random);
    }
    return json;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void changed_streams_make_an_answer_or_a_typed_error(int seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int i = 1 + random.nextInt(9); i > 0; i--) {
      JsonNode event = changed(EVENTS.get(random.nextInt(EVENTS.size())), random);
      text.append("data: ").append(event).append("\n\n");
    }
    text.append("data: ").append(changed(EVENTS.get(EVENTS.size() - 1), random)).append("\n\n");
    byte[] whole = text.toString().getBytes(StandardCharsets.UTF_8);
    byte[] body = random.nextInt(3) == 0 ? Changes.of(whole, random) : whole;
    assertTimeoutPreemptively(PATIENCE, () -> read(body, random));
  }

  private static void read(byte[] body, Random cuts) {
    List<CompletionEvent> events = new ArrayList<>();
    StreamedAnswer answer =
        new StreamedAnswer(
            CutSource.sized(() -> 1 + cuts.nextInt(200), body),
            1 << 16,
            new ResponsesDecoder(Wire.MODEL, List.of(), true, events::add),
            ErrorDetails.of(Wire.MODEL),
            e -> new UnavailableException("e", ErrorDetails.of(Wire.MODEL), null));
    boolean complete = true;
    try {
      while (!answer.ended()) {
        answer.advance();
      }
    } catch (ModelException e) {
      complete = false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    check(events, complete);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void changed_answers_are_read_or_refused_by_type(int seed) {
    JsonNode answer = changed(ANSWER, new Random(seed));
    List<CompletionEvent> events = new ArrayList<>();
    ResponsesDecoder decoder = new ResponsesDecoder(Wire.MODEL, List.of(), false, events::add);
    boolean complete = true;
    try {
      complete = decoder.refusal(answer).isEmpty();
      if (complete) {
        decoder.whole(answer);
      }
    } catch (ModelException e) {
      complete = false;
    }
    check(events, complete);
  }

  private static void check(List<CompletionEvent> events, boolean complete) {
    CompletionAccumulator whole = new CompletionAccumulator(Wire.MODEL, Wire.HI);
    events.forEach(whole::add);
    long starts = events.stream().filter(Started.class::isInstance).count();
    assertEquals(events.isEmpty() ? 0 : 1, starts, events::toString);
    boolean finished = !events.isEmpty() && events.get(events.size() - 1) instanceof Finished;
    assertEquals(complete, finished, events::toString);
    Completion completion = whole.snapshot();
    assertEquals(complete, completion.isComplete());
    for (CompletionEvent event : events) {
      if (event instanceof CompletionEvent.ProviderEvent told) {
        assertTrue(Json.parse(told.json()).isPresent(), told::json);
      }
    }
    ResponsesInput input = new ResponsesInput(Wire.MODEL, Dialect.COMPATIBLE, false);
    List<ObjectNode> sent = input.encode(List.of(completion.message()), true);
    assertNotEquals("reasoning", Json.text(sent.get(sent.size() - 1), "type"), sent::toString);
    for (ObjectNode item : sent) {
      if (Json.text(item, "type").equals("function_call")) {
        assertTrue(Json.parse(Json.text(item, "arguments")).isPresent(), item::toString);
      }
    }
  }
}
