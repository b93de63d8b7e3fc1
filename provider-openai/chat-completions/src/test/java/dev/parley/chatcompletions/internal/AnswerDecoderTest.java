package dev.parley.chatcompletions.internal;

import static dev.parley.chatcompletions.internal.Wire.MODEL;
import static dev.parley.chatcompletions.internal.Wire.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.ProviderEvent;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.FinishReason;
import dev.parley.chat.TokenLogprob;
import dev.parley.chat.Usage;
import dev.parley.chat.Warning;
import dev.parley.error.ProtocolException;
import dev.parley.spi.CompletionAccumulator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shapes that chunks and answers have on one server or another. */
class AnswerDecoderTest {
  private static JsonNode node(String quotedJson) {
    return Json.parse(json(quotedJson)).orElseThrow();
  }

  private static List<CompletionEvent> events(boolean raw, String... chunks) {
    List<CompletionEvent> events = new ArrayList<>();
    AnswerDecoder decoder =
        new AnswerDecoder(MODEL, List.of(new Warning("seed", "no")), raw, events::add);
    for (String chunk : chunks) {
      decoder.chunk(node(chunk));
    }
    decoder.end();
    return events;
  }

  private static Completion completion(String... chunks) {
    CompletionAccumulator whole = new CompletionAccumulator(MODEL, Wire.HI);
    events(false, chunks).forEach(whole::add);
    return whole.snapshot();
  }

  private static Completion whole(String answer) {
    CompletionAccumulator whole = new CompletionAccumulator(MODEL, Wire.HI);
    new AnswerDecoder(MODEL, List.of(), false, whole::add).whole(node(answer));
    return whole.snapshot();
  }

  private static Completion delta(String delta) {
    return completion(
        "{'id':'c','choices':[{'delta':" + delta + ",'finish_reason':null}]}",
        "{'id':'c','choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'choices':null}",
        "{'choices':[]}",
        "{'choices':[{}]}",
        "{'choices':[{'delta':null}]}",
        "{'choices':[{'index':0,'finish_reason':null,'delta':{}}]}",
        "{'choices':[{'delta':{'role':null,'content':null,'tool_calls':null}}]}",
        "{'choices':[{'delta':{'role':'','content':'','tool_calls':[]}}]}",
        "{'choices':[{'delta':{'content':7,'annotations':null,'refusal':null}}]}",
        "{'choices':[{'index':1,'delta':{'content':'another choice'}}]}",
        "{'choices':[{'delta':{},'finish_reason':''}]}",
        "{'choices':[{'delta':{},'finish_reason':'null'}]}",
        "{'choices':{},'usage':null,'created':1.5,'model':null,'id':7,'obfuscation':'xyz'}",
        "{'choices':[{'content_filter_offsets':null,'logprobs':{'content':null}}],'usage':{}}",
        "{'choices':[],'usage':{'prompt_tokens':null},'x_groq':null}"
      })
  void chunks_that_say_nothing_are_no_events(String chunk) {
    String first = "{'id':'c','choices':[{'delta':{'role':'assistant','content':''}}]}";
    String last = "{'choices':[{'delta':{'content':'Hello'},'finish_reason':'stop'}]}";
    assertEquals(events(false, first, last), events(false, first, chunk, last));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'content':'Hello'}",
        "{'content':[{'type':'text','text':'Hel'},{'type':'text','text':'lo'}]}",
        "{'content':['',{'type':'reference','reference_ids':[1]},{'text':'Hello'}]}"
      })
  void text_has_several_forms(String delta) {
    assertEquals("Hello", delta(delta).text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'reasoning_content':'Hmm'}",
        "{'reasoning':'Hmm'}",
        "{'reasoning':'Hmm','reasoning_content':'Hmm'}",
        "{'reasoning':'Hmm','reasoning_content':null}",
        "{'reasoning':'Hmm','reasoning_content':''}",
        "{'content':[{'type':'thinking','thinking':[{'type':'text','text':'Hmm'}]}]}"
      })
  void thoughts_have_several_names_and_count_once(String delta) {
    assertEquals("Hmm", delta(delta).reasoning());
    assertEquals("", delta(delta).text());
  }

  @Test
  void a_chunk_may_have_a_message_instead_of_a_delta() {
    assertEquals(
        "Hello",
        completion("{'choices':[{'message':{'content':'Hello'},'finish_reason':'stop'}]}").text());
  }

  @Test
  void a_refusal_is_no_text() {
    Completion answer = delta("{'refusal':'No'}");
    assertEquals("No", answer.refusal().orElseThrow());
    assertEquals("", answer.text());
  }

  @Test
  void annotations_are_kept() {
    Completion answer = delta("{'annotations':[{'type':'url_citation','url_citation':{}}]}");
    assertEquals("url_citation", answer.annotations().get(0).type());
  }

  @Test
  void text_after_the_finish_reason_belongs_to_the_answer() {
    assertEquals(
        "Hello",
        completion(
                "{'choices':[{'delta':{'content':'Hel'},'finish_reason':'stop'}]}",
                "{'choices':[{'delta':{'content':'lo'}}]}")
            .text());
  }

  @ParameterizedTest
  @CsvSource({
    "stop, STOP",
    "length, LENGTH",
    "model_length, LENGTH",
    "content_filter, CONTENT_FILTER",
    "tool_calls, OTHER",
    "sensitive, OTHER",
    "error, OTHER"
  })
  void the_finish_reason_is_a_kind_and_the_raw_word(String word, FinishReason.Kind kind) {
    Completion answer = completion("{'choices':[{'delta':{},'finish_reason':'" + word + "'}]}");
    assertEquals(new FinishReason(kind, word), answer.finishReason().orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({"stop, TOOL_CALLS", "tool_calls, TOOL_CALLS", "length, LENGTH", "'', TOOL_CALLS"})
  void tool_calls_decide_unless_they_may_be_cut(String word, FinishReason.Kind kind) {
    Completion answer =
        completion(
            "{'choices':[{'delta':{'tool_calls':[{'index':0,'id':'i','function':{'name':'f'}}]},"
                + "'finish_reason':'"
                + word
                + "'}]}");
    assertEquals(kind, answer.finishReason().orElseThrow().kind());
  }

  @Test
  void an_answer_that_begins_without_an_id_starts_with_the_first_chunk_that_has_one() {
    String azure = "{'id':'','model':'','choices':[],'prompt_filter_results':[]}";
    String first = "{'id':'c','model':'m','choices':[{'delta':{'content':'Hi'}}]}";
    List<CompletionEvent> events = events(true, azure, first);
    assertEquals(new Started("c", "m", List.of(new Warning("seed", "no"))), events.get(0));
    assertEquals(new ProviderEvent("work", "raw", json(azure)), events.get(1));
    assertEquals(new ProviderEvent("work", "prompt_filter_results", "[]"), events.get(2));
    assertEquals(new ProviderEvent("work", "raw", json(first)), events.get(3));
  }

  @Test
  void started_comes_first_and_once_and_finished_last() {
    for (List<CompletionEvent> events :
        List.of(events(true), events(true, "{}"), events(true, "{'id':'a'}", "{'id':'b'}"))) {
      assertInstanceOf(Started.class, events.get(0));
      assertInstanceOf(Finished.class, events.get(events.size() - 1));
      assertEquals(1, events.stream().filter(Started.class::isInstance).count());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'usage':{'prompt_tokens':9,'completion_tokens':2,'total_tokens':11}}",
        "{'usage':{'prompt_tokens':9.0,'completion_tokens':2.0}}",
        "{'usage':{'input_tokens':9,'output_tokens':2}}",
        "{'usage':{'prompt_tokens':null,'input_tokens':9,'output_tokens':2}}",
        "{'usage':{'prompt_tokens':9,'completion_tokens':2,'prompt_tokens_details':null}}",
        "{'x_groq':{'usage':{'prompt_tokens':9,'completion_tokens':2}}}",
        "{'usage':null,'choices':[{'delta':{},'usage':{'prompt_tokens':9,'completion_tokens':2}}]}"
      })
  void usage_is_found_wherever_servers_put_it(String chunk) {
    assertEquals(
        Usage.reported().input(9).output(2).build(), completion("{'id':'c'}", chunk).usage());
  }

  @Test
  void usage_has_details_and_a_total_of_its_own() {
    assertEquals(
        Usage.reported().input(9).output(2).total(20).cachedInput(3).reasoning(1).build(),
        completion(
                "{'usage':{'prompt_tokens':9,'completion_tokens':2,'total_tokens':20,"
                    + "'prompt_tokens_details':{'cached_tokens':3},"
                    + "'completion_tokens_details':{'reasoning_tokens':1}}}")
            .usage());
  }

  @Test
  void the_last_usage_counts() {
    assertEquals(
        5,
        completion(
                "{'usage':{'prompt_tokens':9,'completion_tokens':1}}",
                "{'usage':{'prompt_tokens':9,'completion_tokens':5}}",
                "{'usage':null}")
            .usage()
            .outputTokens());
  }

  @Test
  void logprobs_are_read_with_their_bytes_and_alternatives() {
    Completion answer =
        completion(
            "{'choices':[{'delta':{'content':'é'},'logprobs':{'content':[{'token':'é',"
                + "'logprob':-0.5,'bytes':[195,169],'top_logprobs':[{'token':'e','logprob':-9999.0,"
                + "'bytes':null}]}]}}]}");
    TokenLogprob token = answer.logprobs().get(0);
    assertEquals(-0.5, token.logprob());
    assertEquals((byte) 195, token.bytes().orElseThrow().toByteArray()[0]);
    assertEquals(-9999, token.alternatives().get(0).logprob());
    assertTrue(token.alternatives().get(0).bytes().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{'choices':null}", "{'choices':[]}", "{'choices':[{}]}", "[]", "7"})
  void a_whole_answer_without_a_message_is_a_protocol_error(String answer) {
    ProtocolException e = assertThrows(ProtocolException.class, () -> whole(answer));
    assertTrue(e.getMessage().contains("choices[0].message"), e::getMessage);
    assertFalse(e.retryable());
  }

  @Test
  void a_whole_answer_may_say_nothing() {
    Completion answer = whole("{'choices':[{'message':{'role':'assistant','content':null}}]}");
    assertEquals("", answer.text());
    assertTrue(answer.isComplete());
    assertEquals(Usage.NONE, answer.usage());
  }

  @Test
  void a_stream_whose_only_choice_has_another_number_is_that_choice() {
    Completion answer =
        completion(
            "{'id':'c','choices':[{'index':1,'delta':{'role':'assistant','content':''}}]}",
            "{'id':'c','choices':[{'index':1,'delta':{'content':'Hel'}}]}",
            "{'id':'c','choices':[{'delta':{'content':'lo'}},{'index':2,'delta':{'content':'x'}}]}",
            "{'id':'c','choices':[{'index':1,'delta':{},'finish_reason':'stop'}]}");
    assertEquals("Hello", answer.text());
    assertEquals(FinishReason.STOP, answer.finishReason().orElseThrow());
  }

  @Test
  void what_has_no_id_is_held_back_for_a_few_chunks_only() {
    List<CompletionEvent> events = new ArrayList<>();
    AnswerDecoder decoder = new AnswerDecoder(MODEL, List.of(), true, events::add);
    JsonNode silent = node("{'id':'','choices':[{'delta':{'role':'assistant'}}]}");
    int held = 0;
    while (!decoder.started() && held < 1_000) {
      decoder.chunk(silent);
      held++;
    }
    assertTrue(held <= 20, "held back " + held);
    assertEquals(new Started("", "", List.of()), events.get(0));
    assertEquals(1 + held, events.size(), "every raw chunk is told");
  }

  @Test
  void fields_of_the_choice_and_the_message_that_have_no_place_are_told_once() {
    String rest = "'native_finish_reason':'STOP','stop_reason':null,'token_ids':[1]";
    List<CompletionEvent> events =
        events(
            false,
            "{'id':'c','choices':[{'delta':{'content':'a','new_thing':{'x':1}}," + rest + "}]}",
            "{'id':'c','choices':[{'delta':{'content':'b','new_thing':{'x':1}}," + rest + "}]}",
            "{'id':'c','choices':[{'delta':{},'finish_reason':'stop','stop_reason':107}]}");
    assertEquals(
        List.of(
            new ProviderEvent("work", "native_finish_reason", "\"STOP\""),
            new ProviderEvent("work", "token_ids", "[1]"),
            new ProviderEvent("work", "new_thing", json("{'x':1}")),
            new ProviderEvent("work", "stop_reason", "107")),
        events.stream().filter(ProviderEvent.class::isInstance).toList());
  }

  @Test
  void fields_of_a_choice_before_the_first_id_are_told_too() {
    Completion answer =
        completion(
            "{'id':'','choices':[{'index':0,'content_filter_offsets':{'check_offset':1}}]}",
            "{'id':'c','choices':[{'index':0,'delta':{'content':'a'},'finish_reason':'stop'}]}");
    assertEquals("c", answer.id());
    assertEquals(json("{'check_offset':1}"), answer.providerFields().get("content_filter_offsets"));
  }

  @Test
  void of_a_key_that_comes_twice_the_last_counts() {
    Completion answer =
        whole(
            "{'id':'a','id':'c','choices':[{'message':{'content':'no'}}],'choices':[{'message':"
                + "{'content':'a','content':'Hello'},'finish_reason':'length',"
                + "'finish_reason':'stop'}]}");
    assertEquals("c", answer.id());
    assertEquals("Hello", answer.text());
    assertEquals(FinishReason.STOP, answer.finishReason().orElseThrow());
  }
}
