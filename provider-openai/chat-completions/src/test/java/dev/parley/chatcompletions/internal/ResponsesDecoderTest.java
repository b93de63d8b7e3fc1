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
import dev.parley.chat.CompletionEvent.Annotation;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.ProviderEvent;
import dev.parley.chat.CompletionEvent.ReasoningDelta;
import dev.parley.chat.CompletionEvent.RefusalDelta;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionEvent.ToolCallComplete;
import dev.parley.chat.CompletionEvent.ToolCallDelta;
import dev.parley.chat.CompletionEvent.ToolCallStarted;
import dev.parley.chat.CompletionEvent.UsageReported;
import dev.parley.chat.FinishReason;
import dev.parley.chat.FinishReason.Kind;
import dev.parley.chat.Usage;
import dev.parley.chat.Warning;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.ProtocolException;
import dev.parley.message.Part.ToolCall;
import dev.parley.spi.CompletionAccumulator;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each event of a Responses stream means, and what a whole answer does. */
class ResponsesDecoderTest {
  private static final String CREATED =
      "{'type':'response.created','sequence_number':0,'response':{'id':'resp_1',"
          + "'object':'response','model':'gpt-x-1','status':'in_progress','output':[]}}";
  private static final String COMPLETED = completed("");

  private final List<CompletionEvent> events = new ArrayList<>();
  private final ResponsesDecoder decoder = decoder(false);

  private ResponsesDecoder decoder(boolean raw) {
    return new ResponsesDecoder(MODEL, List.of(new Warning("a", "b")), raw, events::add);
  }

  private static String completed(String output) {
    return "{'type':'response.completed','response':" + answer("completed", output) + "}";
  }

  private static String answer(String status, String output) {
    return "{'id':'resp_1','object':'response','model':'gpt-x-1','status':'"
        + status
        + "','error':null,'output':["
        + output
        + "]}";
  }

  private static JsonNode tree(String quoted) {
    return Json.parse(json(quoted)).orElseThrow();
  }

  private void take(String... chunks) {
    take(decoder, chunks);
  }

  private static void take(ResponsesDecoder by, String... chunks) {
    for (String chunk : chunks) {
      assertEquals(Optional.empty(), by.refusal(tree(chunk)), chunk);
      by.chunk(tree(chunk));
    }
  }

  private <T extends CompletionEvent> List<T> told(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private Completion whole() {
    CompletionAccumulator whole = new CompletionAccumulator(MODEL, Wire.HI);
    events.forEach(whole::add);
    return whole.snapshot();
  }

  private FinishReason reason() {
    return told(Finished.class).get(0).reason();
  }

  @Test
  void text_comes_in_deltas_and_is_not_repeated_by_what_repeats_it() {
    String item =
        "{'id':'msg_1','type':'message','role':'assistant','status':'completed',"
            + "'content':[{'type':'output_text','annotations':[],'logprobs':[],'text':'Hello'}]}";
    take(
        CREATED,
        "{'type':'response.in_progress','response':{'id':'resp_1'}}",
        "{'type':'response.output_item.added','output_index':0,'item':{'id':'msg_1',"
            + "'type':'message','role':'assistant','content':[]}}",
        "{'type':'response.content_part.added','item_id':'msg_1','output_index':0,"
            + "'content_index':0,'part':{'type':'output_text','text':''}}",
        "{'type':'response.output_text.delta','item_id':'msg_1','output_index':0,"
            + "'content_index':0,'delta':'Hel','obfuscation':'x8'}",
        "{'type':'response.output_text.delta','item_id':'msg_1','output_index':0,"
            + "'content_index':0,'delta':''}",
        "{'type':'response.output_text.delta','item_id':'msg_1','output_index':0,"
            + "'content_index':0,'delta':'lo'}",
        "{'type':'response.output_text.done','item_id':'msg_1','output_index':0,"
            + "'content_index':0,'text':'Hello'}",
        "{'type':'response.content_part.done','item_id':'msg_1','output_index':0,"
            + "'content_index':0,'part':{'type':'output_text','text':'Hello'}}",
        "{'type':'response.output_item.done','output_index':0,'item':" + item + "}",
        completed(item));
    assertTrue(decoder.ended());
    decoder.end();
    assertEquals(
        List.of(
            new Started("resp_1", "gpt-x-1", List.of(new Warning("a", "b"))),
            new TextDelta("Hel"),
            new TextDelta("lo"),
            new Finished(new FinishReason(Kind.STOP, "completed"))),
        events);
  }

  @Test
  void what_the_deltas_have_not_said_the_end_says() {
    take(
        CREATED,
        "{'type':'response.output_text.delta','output_index':0,'delta':'Hel'}",
        completed(
            "{'id':'msg_1','type':'message','content':[{'type':'output_text','text':'Hello'}]}"));
    decoder.end();
    assertEquals("Hello", whole().text());
  }

  @Test
  void an_end_that_repeats_nothing_takes_nothing_back() {
    take(CREATED, "{'type':'response.output_text.delta','output_index':0,'delta':'Hello'}");
    take(COMPLETED);
    decoder.end();
    assertEquals("Hello", whole().text());
  }

  @Test
  void an_end_that_says_otherwise_does_not_double_the_text() {
    take(
        CREATED,
        "{'type':'response.output_text.delta','output_index':0,'delta':'Hello'}",
        completed(
            "{'id':'msg_1','type':'message','content':[{'type':'output_text','text':'Goodbye'}]}"));
    decoder.end();
    assertEquals("Hello", whole().text());
  }

  @Test
  void parallel_calls_may_interleave_and_end_where_their_items_do() {
    String weather =
        "{'id':'fc_1','type':'function_call','call_id':'call_1','name':'weather',"
            + "'arguments':'{}'}";
    take(
        CREATED,
        "{'type':'response.output_item.added','output_index':0,'item':{'id':'fc_1',"
            + "'type':'function_call','call_id':'call_1','name':'weather','arguments':''}}",
        "{'type':'response.output_item.added','output_index':1,'item':{'id':'fc_2',"
            + "'type':'function_call','call_id':'call_2','name':'time','arguments':''}}",
        arguments(1, "{\\'zone\\':"),
        arguments(0, "{}"),
        "{'type':'response.function_call_arguments.done','output_index':0,'arguments':'{}'}",
        "{'type':'response.output_item.done','output_index':0,'item':" + weather + "}",
        arguments(1, "1}"),
        COMPLETED);
    decoder.end();
    assertEquals(
        List.of(
            new ToolCallStarted(0, "call_1", "weather"),
            new ToolCallStarted(1, "call_2", "time"),
            new ToolCallDelta(1, "{\"zone\":"),
            new ToolCallDelta(0, "{}"),
            new ToolCallComplete(0, new ToolCall("call_1", "weather", "{}")),
            new ToolCallDelta(1, "1}"),
            new ToolCallComplete(1, new ToolCall("call_2", "time", "{\"zone\":1}"))),
        events.subList(1, events.size() - 1));
    assertEquals(new FinishReason(Kind.TOOL_CALLS, "completed"), reason());
  }

  private static String arguments(int index, String delta) {
    return "{'type':'response.function_call_arguments.delta','output_index':"
        + index
        + ",'delta':'"
        + delta
        + "'}";
  }

  @Test
  void arguments_that_come_before_their_call_wait_for_it() {
    take(
        CREATED,
        arguments(0, "{}"),
        "{'type':'response.output_item.done','output_index':0,'item':{'id':'fc_1',"
            + "'type':'function_call','call_id':'call_1','name':'weather','arguments':'{}'}}",
        COMPLETED);
    decoder.end();
    assertEquals(List.of(new ToolCall("call_1", "weather", "{}")), whole().toolCalls());
  }

  @Test
  void a_call_without_a_name_is_the_servers_mistake() {
    take(CREATED, arguments(0, "{}"), COMPLETED);
    ProtocolException e = assertThrows(ProtocolException.class, decoder::end);
    assertTrue(e.getMessage().contains("no name"), e::getMessage);
  }

  @Test
  void a_custom_call_has_its_input_and_a_mark() {
    take(
        CREATED,
        "{'type':'response.output_item.added','output_index':0,'item':{'id':'ctc_1',"
            + "'type':'custom_tool_call','call_id':'call_1','name':'run','input':''}}",
        "{'type':'response.custom_tool_call_input.delta','output_index':0,'delta':'print(1)'}",
        "{'type':'response.custom_tool_call_input.done','output_index':0,'input':'print(1)'}",
        COMPLETED);
    decoder.end();
    ToolCall call = whole().toolCalls().get(0);
    assertEquals("print(1)", call.argumentsJson());
    assertEquals(Optional.of(json("{'type':'custom'}")), call.extras().providerData("work"));
  }

  @Test
  void thoughts_are_paragraphs_and_their_item_is_kept() {
    String item =
        "{'id':'rs_1','type':'reasoning','encrypted_content':'gAAA','summary':["
            + "{'type':'summary_text','text':'First.'},{'type':'summary_text','text':'Then.'}]}";
    take(
        CREATED,
        "{'type':'response.output_item.added','output_index':0,'item':{'id':'rs_1',"
            + "'type':'reasoning','summary':[]}}",
        "{'type':'response.reasoning_summary_part.added','output_index':0,'summary_index':0}",
        summary(0, "Fir"),
        summary(0, "st."),
        "{'type':'response.reasoning_summary_text.done','output_index':0,'text':'First.'}",
        "{'type':'response.reasoning_summary_part.done','output_index':0,'summary_index':0}",
        summary(1, "Then."),
        completed(item));
    decoder.end();
    assertEquals("First.\n\nThen.", whole().reasoning());
    assertEquals(3, told(ReasoningDelta.class).size());
    assertEquals(
        tree("{'output':{'model':'gpt-x','items':[" + item + "]}}"),
        Json.parse(whole().message().extras().providerData("work").orElseThrow()).orElseThrow());
  }

  private static String summary(int index, String delta) {
    return "{'type':'response.reasoning_summary_text.delta','output_index':0,'summary_index':"
        + index
        + ",'delta':'"
        + delta
        + "'}";
  }

  @Test
  void the_thoughts_of_open_models_are_no_summary() {
    take(
        CREATED,
        "{'type':'response.reasoning_text.delta','output_index':0,'content_index':0,"
            + "'delta':'Hm.'}",
        "{'type':'response.reasoning_text.done','output_index':0,'content_index':0,'text':'Hm.'}",
        completed(
            "{'id':'rs_1','type':'reasoning','summary':[],"
                + "'content':[{'type':'reasoning_text','text':'Hm.'}]}"));
    decoder.end();
    assertEquals("Hm.", whole().reasoning());
  }

  @Test
  void a_refusal_is_no_error() {
    take(
        CREATED,
        "{'type':'response.refusal.delta','output_index':0,'content_index':0,'delta':'No'}",
        "{'type':'response.refusal.done','output_index':0,'content_index':0,'refusal':'No.'}",
        completed(
            "{'id':'msg_1','type':'message','content':[{'type':'refusal','refusal':'No.'}]}"));
    decoder.end();
    assertEquals(List.of("No", "."), told(RefusalDelta.class).stream().map(d -> d.text()).toList());
    assertEquals(Optional.of("No."), whole().refusal());
    assertEquals(Kind.STOP, reason().kind());
  }

  @Test
  void annotations_are_told_once() {
    String cited = "{'type':'url_citation','url':'https://example.org','title':'A'}";
    String other = "{'type':'file_citation','file_id':'file-1'}";
    take(
        CREATED,
        "{'type':'response.output_text.delta','output_index':0,'delta':'Hi'}",
        "{'type':'response.output_text.annotation.added','output_index':0,'content_index':0,"
            + "'annotation_index':0,'annotation':"
            + cited
            + "}",
        completed(
            "{'id':'msg_1','type':'message','content':[{'type':'output_text','text':'Hi',"
                + "'annotations':["
                + cited
                + ","
                + other
                + "]}]}"));
    decoder.end();
    assertEquals(
        List.of("url_citation", "file_citation"),
        told(Annotation.class).stream().map(Annotation::type).toList());
    assertEquals(tree(other).toString(), told(Annotation.class).get(1).json());
  }

  @Test
  void logprobs_come_with_their_text_once() {
    String probable = "{'token':'Hi','logprob':-0.5,'bytes':[72,105],'top_logprobs':[]}";
    take(
        CREATED,
        "{'type':'response.output_text.delta','output_index':0,'delta':'Hi','logprobs':["
            + probable
            + "]}",
        completed(
            "{'id':'msg_1','type':'message','content':[{'type':'output_text','text':'Hi',"
                + "'logprobs':["
                + probable
                + "]}]}"));
    decoder.end();
    assertEquals(1, whole().logprobs().size());
    assertEquals(-0.5, whole().logprobs().get(0).logprob());
  }

  @Test
  void usage_has_what_was_cached_thought_and_more() {
    take(
        CREATED,
        "{'type':'response.completed','response':{'id':'resp_1','status':'completed','output':[],"
            + "'usage':{'input_tokens':9,'input_tokens_details':{'cached_tokens':4,"
            + "'cache_write_tokens':1},'output_tokens':7,"
            + "'output_tokens_details':{'reasoning_tokens':5},'total_tokens':16}}}");
    Usage usage = told(UsageReported.class).get(0).usage();
    assertEquals(9, usage.inputTokens());
    assertEquals(OptionalLong.of(4), usage.cachedInputTokens());
    assertEquals(7, usage.outputTokens());
    assertEquals(OptionalLong.of(5), usage.reasoningTokens());
    assertEquals(16, usage.totalTokens());
    assertEquals(BigDecimal.ONE, usage.details().get("input_tokens_details.cache_write_tokens"));
  }

  @ParameterizedTest
  @CsvSource({
    "completed, , STOP, completed",
    "incomplete, max_output_tokens, LENGTH, max_output_tokens",
    "incomplete, content_filter, CONTENT_FILTER, content_filter",
    "incomplete, something_new, OTHER, something_new",
    "incomplete, , OTHER, incomplete",
    "queued, , OTHER, queued",
    "something_new, , OTHER, something_new"
  })
  void why_an_answer_ended(String status, String reason, Kind kind, String raw) {
    String why = reason == null ? "null" : "{'reason':'" + reason + "'}";
    decoder.whole(
        tree(
            "{'id':'resp_1','object':'response','status':'"
                + status
                + "','incomplete_details':"
                + why
                + ",'output':[]}"));
    assertEquals(new FinishReason(kind, raw), reason());
  }

  @Test
  void an_answer_that_is_cut_off_keeps_its_calls_and_says_so() {
    take(
        CREATED,
        "{'type':'response.output_item.added','output_index':0,'item':{'id':'fc_1',"
            + "'type':'function_call','call_id':'call_1','name':'weather','arguments':''}}",
        arguments(0, "{\\'ci"),
        "{'type':'response.incomplete','response':{'id':'resp_1','status':'incomplete',"
            + "'incomplete_details':{'reason':'max_output_tokens'},'output':[]}}");
    decoder.end();
    assertEquals("{\"ci", whole().toolCalls().get(0).argumentsJson());
    assertEquals(Kind.LENGTH, reason().kind());
  }

  @Test
  void an_answer_that_somebody_cancelled_is_no_answer() {
    take(CREATED);
    String cancelled =
        "{'type':'response.cancelled','response':{'status':'cancelled','output':["
            + "{'id':'fc_1','type':'function_call','status':'in_progress','call_id':'call_1',"
            + "'name':'weather','arguments':'{\\'ci'}]}}";
    InterruptedStreamException e =
        assertThrows(InterruptedStreamException.class, () -> decoder.chunk(tree(cancelled)));
    assertFalse(e.retryable());
    assertEquals("{\"ci", whole().toolCalls().get(0).argumentsJson());
    assertEquals(List.of(), told(ToolCallComplete.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'error','code':'server_error','message':'Oops','param':null}",
        "{'type':'error','error':{'type':'server_error','code':'server_error','message':'Oops'}}",
        "{'error':{'code':'server_error','message':'Oops'}}",
        "{'type':'response.failed','response':{'id':'resp_1','status':'failed',"
            + "'error':{'code':'server_error','message':'Oops'}}}"
      })
  void an_error_in_a_stream_is_one_in_any_form(String chunk) {
    ErrorBody error = decoder.refusal(tree(chunk)).orElseThrow();
    assertEquals("server_error", error.code());
    assertEquals("Oops", error.message());
  }

  @Test
  void what_failed_tells_first_what_it_had_and_what_it_cost() {
    take(CREATED, "{'type':'response.output_text.delta','output_index':0,'delta':'On'}");
    String failed =
        "{'type':'response.failed','response':{'id':'resp_1','status':'failed','error':null,"
            + "'output':[{'type':'message','content':[{'type':'output_text','text':'Once'}]}],"
            + "'usage':{'input_tokens':9,'output_tokens':2}}}";
    assertEquals("failed", decoder.refusal(tree(failed)).orElseThrow().code());
    assertEquals("Once", whole().text());
    assertEquals(2, whole().usage().outputTokens());
    assertFalse(whole().isComplete());
  }

  /** Who acts on calls that are complete must not act on one that was cut. */
  @Test
  void what_failed_completes_no_calls() {
    String cut =
        "{'id':'fc_1','type':'function_call','status':'in_progress','call_id':'call_1',"
            + "'name':'weather','arguments':'{\\'ci'}";
    String done = cut.replace("fc_1", "fc_2").replace("in_progress", "completed");
    take(
        CREATED,
        "{'type':'response.output_item.done','output_index':0,'item':" + done + "}",
        "{'type':'response.output_item.added','output_index':1,'item':" + cut + "}");
    String failed =
        "{'type':'response.failed','response':{'status':'failed','output':["
            + done
            + ","
            + cut
            + "]}}";
    assertTrue(decoder.refusal(tree(failed)).isPresent());
    assertEquals(List.of(0), told(ToolCallComplete.class).stream().map(c -> c.index()).toList());
    assertEquals(
        List.of("{\"ci", "{\"ci"),
        told(ToolCallDelta.class).stream().map(ToolCallDelta::fragment).toList());
  }

  @Test
  void what_a_gateway_says_before_the_answer_begins_is_not_its_beginning() {
    take(decoder(true), "{'type':'keepalive'}", "{'type':'queued','position':3}", "{}", CREATED);
    assertEquals("resp_1", ((Started) events.get(0)).id());
    assertEquals(2, events.size());
  }

  @Test
  void a_server_may_leave_out_that_the_answer_has_begun() {
    take("{'type':'response.output_text.delta','output_index':0,'delta':'Hi'}", COMPLETED);
    decoder.end();
    assertInstanceOf(Started.class, events.get(0));
    assertEquals("Hi", whole().text());
  }

  @Test
  void events_that_are_new_are_told_as_they_came() {
    String searching =
        "{'type':'response.web_search_call.searching','output_index':0,'item_id':'ws_1'}";
    String other = "{'type':'heartbeat','sequence_number':3}";
    take(CREATED, searching, other, "{'type':'keepalive','sequence_number':4}");
    assertEquals(
        List.of(
            new ProviderEvent(
                "work", "response.web_search_call.searching", tree(searching).toString()),
            new ProviderEvent("work", "heartbeat", tree(other).toString())),
        told(ProviderEvent.class));
  }

  @Test
  void items_that_are_new_are_told_once_and_kept() {
    String item = "{'id':'ws_1','type':'web_search_call','status':'completed'}";
    take(
        CREATED,
        "{'type':'response.output_item.added','output_index':0,'item':{'id':'ws_1',"
            + "'type':'web_search_call'}}",
        "{'type':'response.output_item.done','output_index':0,'item':" + item + "}",
        completed(item));
    decoder.end();
    assertEquals(
        List.of(new ProviderEvent("work", "web_search_call", tree(item).toString())),
        told(ProviderEvent.class));
    assertTrue(whole().message().extras().providerData("work").isPresent());
  }

  @Test
  void fields_of_the_answer_that_are_new_are_told_and_echoes_are_not() {
    decoder.whole(
        tree(
            "{'id':'resp_1','object':'response','status':'completed','output':[],'tools':[],"
                + "'temperature':1.0,'service_tier':'flex','moderation':{'flagged':false}}"));
    assertEquals(
        List.of("service_tier", "moderation"),
        told(ProviderEvent.class).stream().map(ProviderEvent::type).toList());
  }

  @Test
  void raw_chunks_come_on_demand() {
    take(decoder(true), CREATED, COMPLETED);
    assertEquals(
        2,
        told(ProviderEvent.class).stream()
            .filter(event -> event.type().equals(ProviderEvent.RAW_CHUNK))
            .count());
    assertInstanceOf(Started.class, events.get(0));
  }

  @Test
  void silence_counts_from_what_can_be_seen_on() {
    take(
        CREATED,
        "{'type':'response.output_item.added','output_index':0,'item':{'id':'rs_1',"
            + "'type':'reasoning','summary':[]}}");
    assertFalse(decoder.started());
    take("{'type':'response.output_text.delta','output_index':1,'delta':'Hi'}");
    assertTrue(decoder.started());
  }

  /** As {@code llama-server} sends them. */
  @Test
  void items_may_have_names_and_no_numbers() {
    take(
        CREATED,
        "{'type':'response.output_item.added','item':{'id':'rs_1','type':'reasoning',"
            + "'summary':[],'content':[]}}",
        "{'type':'response.reasoning_text.delta','item_id':'rs_1','delta':'Hm'}",
        "{'type':'response.output_item.added','item':{'id':'msg_1','type':'message'}}",
        "{'type':'response.output_text.delta','item_id':'msg_1','delta':'Yes'}",
        "{'type':'response.output_item.done','item':{'id':'rs_1','type':'reasoning',"
            + "'content':[{'type':'reasoning_text','text':'Hm.'}]}}",
        "{'type':'response.output_text.delta','item_id':'msg_1','delta':'.'}",
        "{'type':'response.completed','timings':{'prompt_ms':5,'predicted_ms':7},"
            + "'response':{'id':'resp_1','status':'completed','output':["
            + "{'id':'msg_1','type':'message','content':[{'type':'output_text','text':'Yes.'}]}],"
            + "'usage':{'input_tokens':1,'output_tokens':2}}}");
    decoder.end();
    assertEquals("Hm.", whole().reasoning());
    assertEquals("Yes.", whole().text());
    assertEquals(7, whole().usage().outputTime().orElseThrow().toMillis());
  }

  @Test
  void done_alone_does_not_end_an_answer() {
    take(CREATED, "{'type':'response.output_text.delta','output_index':0,'delta':'Hi'}");
    InterruptedStreamException e = assertThrows(InterruptedStreamException.class, decoder::end);
    assertTrue(e.getMessage().contains("response.completed"), e::getMessage);
  }

  @Test
  void what_is_no_answer_of_this_api_is_said_to_be_none() {
    ProtocolException e =
        assertThrows(ProtocolException.class, () -> decoder.whole(tree("{'choices':[]}")));
    assertTrue(e.getMessage().contains("Responses API"), e::getMessage);
  }
}
