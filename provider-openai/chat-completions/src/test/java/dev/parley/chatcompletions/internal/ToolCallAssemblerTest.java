package dev.parley.chatcompletions.internal;

import static dev.parley.chatcompletions.internal.Wire.MODEL;
import static dev.parley.chatcompletions.internal.Wire.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.ToolCallComplete;
import dev.parley.chat.CompletionEvent.ToolCallDelta;
import dev.parley.chat.CompletionEvent.ToolCallStarted;
import dev.parley.error.ProtocolException;
import dev.parley.message.Part.ToolCall;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolCallAssemblerTest {
  private static List<CompletionEvent> events(String... deltas) {
    List<CompletionEvent> events = new ArrayList<>();
    AnswerDecoder decoder = new AnswerDecoder(MODEL, List.of(), false, events::add);
    for (String delta : deltas) {
      JsonNode chunk =
          Json.parse(json("{'id':'c','choices':[{'delta':" + delta + "}]}")).orElseThrow();
      decoder.chunk(chunk);
    }
    decoder.end();
    return events.subList(1, events.size() - 1);
  }

  private static List<ToolCall> calls(String... entries) {
    String[] deltas = new String[entries.length];
    for (int i = 0; i < entries.length; i++) {
      deltas[i] = "{'tool_calls':[" + entries[i] + "]}";
    }
    return events(deltas).stream()
        .filter(ToolCallComplete.class::isInstance)
        .map(event -> ((ToolCallComplete) event).call())
        .toList();
  }

  private static void assertCalls(List<ToolCall> calls, String... expected) {
    List<String> found = new ArrayList<>();
    calls.forEach(call -> found.add(call.id() + " " + call.name() + " " + call.argumentsJson()));
    assertEquals(List.of(expected), found);
  }

  @Test
  void pieces_are_put_together_and_told_as_they_come() {
    assertEquals(
        List.of(
            new ToolCallStarted(0, "i", "f"),
            new ToolCallDelta(0, "{\"a"),
            new ToolCallDelta(0, "\":1}"),
            new ToolCallComplete(0, new ToolCall("i", "f", "{\"a\":1}"))),
        events(
            "{'tool_calls':[{'index':0,'id':'i','type':'function',"
                + "'function':{'name':'f','arguments':''}}]}",
            "{'tool_calls':[{'index':0,'function':{'arguments':'{\\'a'}}]}",
            "{'tool_calls':[{'index':0,'function':{'arguments':'\\':1}'}}]}"));
  }

  @Test
  void calls_may_interleave() {
    assertCalls(
        calls(
            "{'index':0,'id':'i','function':{'name':'f','arguments':'a'}},"
                + "{'index':1,'id':'j','function':{'name':'g','arguments':'x'}}",
            "{'index':1,'function':{'arguments':'y'}}",
            "{'index':0,'function':{'arguments':'b'}}"),
        "i f ab",
        "j g xy");
  }

  @Test
  void empty_and_null_fields_of_later_pieces_count_as_absent() {
    assertCalls(
        calls(
            "{'index':0,'id':'i','type':'function','function':{'name':'f','arguments':null}}",
            "{'index':0,'id':'','type':'','function':{'name':'','arguments':'a'}}",
            "{'index':0,'id':null,'type':null,'function':{'name':null,'arguments':'b'}}",
            "{'index':0,'id':'i','function':{'name':'f','arguments':'c'}}",
            "{'index':0,'function':null}"),
        "i f abc");
  }

  @Test
  void a_known_index_with_another_id_begins_a_new_call() {
    assertCalls(
        calls(
            "{'index':0,'id':'i','function':{'name':'f','arguments':'{}'}}",
            "{'index':0,'id':'j','function':{'name':'g','arguments':'{}'}}"),
        "i f {}",
        "j g {}");
  }

  @Test
  void without_an_index_the_id_decides_and_without_both_the_last_call_goes_on() {
    assertCalls(
        calls(
            "{'id':'i','function':{'name':'f','arguments':'a'}}",
            "{'function':{'arguments':'b'}}",
            "{'id':'j','function':{'name':'f','arguments':'x'}}",
            "{'function':{'arguments':'y'}}",
            "{'id':'i','function':{'arguments':'c'}}"),
        "i f abc",
        "j f xy");
  }

  @Test
  void a_second_name_without_index_and_id_is_a_second_call_with_an_id_of_its_own() {
    List<ToolCall> calls =
        calls(
            "{'function':{'name':'f','arguments':'{}'}},{'function':{'name':'g','arguments':{}}}");
    assertEquals(List.of("f", "g"), calls.stream().map(ToolCall::name).toList());
    assertEquals(2, calls.stream().map(ToolCall::id).distinct().count());
    assertTrue(calls.get(0).id().startsWith("call_"));
  }

  @Test
  void the_id_may_come_before_the_name() {
    assertCalls(
        calls(
            "{'index':0,'id':'i','type':'function'}",
            "{'index':0,'function':{'arguments':'{'}}",
            "{'index':0,'function':{'name':'f','arguments':'}'}}"),
        "i f {}");
  }

  @Test
  void arguments_may_come_as_an_object() {
    assertCalls(
        calls("{'index':0,'id':'i','function':{'name':'f','arguments':{'a':[1.50]}}}"),
        "i f {\"a\":[1.50]}");
  }

  @Test
  void arguments_may_be_missing_or_no_json() {
    assertCalls(
        calls(
            "{'index':0,'id':'i','function':{'name':'f'}}",
            "{'index':1,'id':'j','function':{'name':'g','arguments':'{cut'}}"),
        "i f ",
        "j g {cut");
  }

  @ParameterizedTest
  @CsvSource({"''", "' '"})
  void a_call_that_never_gets_a_name_is_a_protocol_error(String name) {
    String call = "{'tool_calls':[{'index':0,'id':'i','function':{'name':'" + name + "'}}]}";
    assertThrows(ProtocolException.class, () -> events(call));
  }

  @Test
  void unknown_fields_are_kept_for_the_way_back() {
    ToolCall call =
        calls(
                "{'index':0,'id':'i','function':{'name':'f','arguments':'{}'},"
                    + "'extra_content':{'google':{'thought_signature':'s'}},'x':null}")
            .get(0);
    assertEquals(
        json("{'extra_content':{'google':{'thought_signature':'s'}}}"),
        call.extras().providerData("work").orElseThrow());
  }

  @Test
  void the_form_before_tool_calls_is_understood() {
    List<CompletionEvent> events =
        events(
            "{'function_call':{'name':'f','arguments':''}}",
            "{'function_call':{'arguments':'{}'}}");
    ToolCall call = assertInstanceOf(ToolCallComplete.class, events.get(2)).call();
    assertEquals("f", call.name());
    assertEquals("{}", call.argumentsJson());
  }

  @Test
  void calls_of_one_index_may_alternate_by_their_ids() {
    assertCalls(
        calls(
            "{'index':0,'id':'i','function':{'name':'f','arguments':'a'}}",
            "{'index':0,'id':'j','function':{'name':'g','arguments':'x'}}",
            "{'index':0,'id':'i','function':{'arguments':'b'}}",
            "{'index':0,'id':'j','function':{'arguments':'y'}}"),
        "i f ab",
        "j g xy");
  }

  @Test
  void a_name_that_repeats_while_arguments_come_begins_no_call() {
    List<ToolCall> calls =
        calls(
            "{'function':{'name':'f','arguments':'{\\'a'}}",
            "{'function':{'name':'f','arguments':'\\':1}'}}",
            "{'function':{'name':'f','arguments':'{}'}}");
    assertEquals(List.of("{\"a\":1}", "{}"), calls.stream().map(ToolCall::argumentsJson).toList());
  }

  @Test
  void what_is_no_call_is_passed_over() {
    assertCalls(
        calls("null,7,[],'f',{'index':0,'id':'i','function':{'name':'f','arguments':'{}'}}"),
        "i f {}");
    assertEquals(List.of(), calls("{'index':0,'id':null,'function':null}"));
  }

  @Test
  void a_call_may_stand_alone_instead_of_in_a_list() {
    List<CompletionEvent> events =
        events("{'tool_calls':{'id':'i','function':{'name':'f','arguments':'{}'}}}");
    assertEquals(new ToolCallComplete(0, new ToolCall("i", "f", "{}")), events.get(2));
  }

  @Test
  void both_forms_at_once_are_one_call() {
    List<CompletionEvent> events =
        events(
            "{'function_call':{'name':'f','arguments':'{}'},'tool_calls':[{'index':0,'id':'i',"
                + "'function':{'name':'f','arguments':'{}'}}]}");
    assertEquals(new ToolCallComplete(0, new ToolCall("i", "f", "{}")), events.get(2));
    assertEquals(3, events.size());
  }

  @ParameterizedTest
  @CsvSource({"null", "true", "'\"\"'", "{}", "'[\"]\"]'", "7"})
  void a_name_that_comes_again_after_whole_arguments_is_another_call(String arguments) {
    String call = "{'function':{'name':'f','arguments':'" + arguments.replace("\"", "\\\"") + "'}}";
    assertEquals(
        List.of(arguments, arguments),
        calls(call, call).stream().map(ToolCall::argumentsJson).toList());
  }
}
