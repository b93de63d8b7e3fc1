package dev.parley.chatcompletions.internal;

import static dev.parley.chatcompletions.internal.Wire.MODEL;
import static dev.parley.chatcompletions.internal.Wire.json;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.chat.ModelId;
import dev.parley.chatcompletions.Dialect;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Extras;
import dev.parley.message.Part;
import dev.parley.message.Part.ToolCall;
import dev.parley.spi.CompletionAccumulator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server said goes back to it as it came, as long as the message still says it. */
class KeptOutputTest {
  private static final String THOUGHT =
      "{'id':'rs_1','type':'reasoning','summary':[],'encrypted_content':'gAAA'}";
  private static final String CALL =
      "{'id':'fc_1','type':'function_call','status':'completed','call_id':'call_1',"
          + "'name':'weather','arguments':'{}'}";
  private static final String CALL_ALONE =
      "{'type':'function_call','call_id':'call_1','name':'weather','arguments':'{}'}";
  private static final String HELLO =
      "{'id':'msg_1','type':'message','role':'assistant','status':'completed',"
          + "'content':[{'type':'output_text','text':'Hello','annotations':[],'logprobs':[]}]}";
  private static final String HELLO_ALONE =
      "{'type':'message','role':'assistant','content':[{'type':'output_text','text':'Hello'}]}";

  private static AssistantMessage said(String output) {
    CompletionAccumulator whole = new CompletionAccumulator(MODEL, Wire.HI);
    new ResponsesDecoder(MODEL, List.of(), false, whole::add)
        .whole(
            tree("{'id':'r','object':'response','status':'completed','output':[" + output + "]}"));
    return whole.snapshot().message();
  }

  private static JsonNode tree(String quoted) {
    return Json.parse(json(quoted)).orElseThrow();
  }

  private static void assertSentBack(String items, AssistantMessage message, boolean stored) {
    assertSentBack(items, message, stored, MODEL);
  }

  private static void assertSentBack(
      String items, AssistantMessage message, boolean stored, ModelId model) {
    ResponsesInput input = new ResponsesInput(model, Dialect.COMPATIBLE, false);
    assertEquals(
        tree("[" + items + "]"),
        JsonNodeFactory.instance.arrayNode().addAll(input.encode(List.of(message), stored)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void thoughts_go_back_before_their_calls(boolean stored) {
    String output = THOUGHT + "," + CALL;
    assertSentBack(output, said(output), stored);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'id':'ws_1','type':'web_search_call','action':{'query':'x'}}",
        "{'id':'msg_1','type':'message','role':'assistant','phase':'commentary',"
            + "'content':[{'type':'output_text','text':'Hm'}]}",
        "{'id':'msg_1','type':'message','content':[{'type':'output_text','text':'Hm','new':1}]}",
        "{'id':'msg_1','type':'message','content':[{'type':'refusal','refusal':'No.'}]}",
        "{'id':'ctc_1','type':'custom_tool_call','call_id':'call_9','name':'run','input':'x y'}",
        "{'id':'fc_1','type':'function_call','call_id':'call_9','name':'f','arguments':'{}',"
            + "'namespace':'n'}",
        CALL + "," + HELLO,
        HELLO + "," + HELLO,
        THOUGHT + "," + HELLO + "," + THOUGHT + "," + CALL
      })
  void whatever_parts_cannot_say_goes_back_as_it_came(String output) {
    assertSentBack(output, said(output), true);
  }

  @Test
  void what_parts_say_is_not_kept_twice() {
    AssistantMessage message = said(HELLO + "," + CALL);
    assertEquals(Extras.NONE, message.extras());
    assertSentBack(HELLO_ALONE + "," + CALL_ALONE, message, true);
  }

  @Test
  void who_changes_what_was_said_means_it() {
    AssistantMessage message = said(THOUGHT + "," + HELLO + "," + CALL);
    List<Part> parts = new ArrayList<>(message.content());
    parts.removeIf(ToolCall.class::isInstance);
    assertSentBack(HELLO_ALONE, new AssistantMessage(parts, message.extras()), true);
    parts.set(0, Part.text("Masked"));
    assertSentBack(
        "{'type':'message','role':'assistant','content':[{'type':'output_text','text':'Masked'}]}",
        new AssistantMessage(parts, message.extras()),
        true);
  }

  @Test
  void a_thought_that_the_server_has_not_kept_does_not_go_back_by_its_id() {
    String nameless = "{'id':'rs_1','type':'reasoning','summary':[]}";
    AssistantMessage message = said(nameless + "," + CALL);
    assertSentBack(nameless + "," + CALL, message, true);
    assertSentBack(CALL_ALONE, message, false);
  }

  @Test
  void a_thought_in_plain_text_goes_back_whoever_keeps_what() {
    String open =
        "{'id':'rs_1','type':'reasoning','summary':[],"
            + "'content':[{'type':'reasoning_text','text':'Hm.'}]}";
    assertSentBack(open + "," + CALL, said(open + "," + CALL), false);
  }

  @Test
  void thoughts_are_for_the_model_that_had_them() {
    AssistantMessage message = said(THOUGHT + "," + HELLO + "," + CALL);
    assertSentBack(
        HELLO_ALONE + "," + CALL_ALONE, message, true, new ModelId(MODEL.provider(), "gpt-4.1"));
  }

  @Test
  void what_is_no_thought_is_for_every_model_of_the_instance() {
    String search = "{'id':'ws_1','type':'web_search_call','action':{'query':'x'}}," + HELLO;
    assertSentBack(search, said(search), false, new ModelId(MODEL.provider(), "gpt-4.1"));
  }

  /** The server refuses a thought that nothing follows. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_thought_that_led_to_nothing_does_not_go_back(boolean stored) {
    String nothing =
        "{'type':'message','role':'assistant','content':[{'type':'output_text','text':''}]}";
    assertSentBack(nothing, said(THOUGHT), stored);
    assertSentBack(nothing, said(THOUGHT + "," + THOUGHT), stored);
    assertSentBack(HELLO, said(HELLO + "," + THOUGHT), stored);
    assertSentBack(
        THOUGHT + "," + CALL,
        said(THOUGHT + "," + CALL + ",{'id':'rs_2','type':'reasoning','summary':[]}"),
        stored);
  }

  @Test
  void arguments_that_are_no_json_are_wrapped_where_a_thought_led_to_them() {
    assertWrapped("{\\'ci", "{\\'invalid_json\\':\\'{\\\\\\'ci\\'}");
    assertWrapped("", "{}");
  }

  private static void assertWrapped(String said, String sent) {
    String before = THOUGHT + "," + CALL.replace("{}", said);
    assertSentBack(THOUGHT + "," + CALL.replace("{}", sent), said(before), false);
  }

  @Test
  void another_instance_gets_nothing_of_it() {
    AssistantMessage message = said(THOUGHT + "," + CALL);
    assertEquals(
        Optional.empty(), KeptOutput.of(message, new ModelId("other", MODEL.model()), true));
  }

  @Test
  void chat_completions_are_not_sent_what_this_api_wants_back() {
    AssistantMessage message = said(THOUGHT + "," + HELLO);
    MessageEncoder chat = new MessageEncoder(MODEL, Dialect.COMPATIBLE, false);
    assertEquals(List.of(tree("{'role':'assistant','content':'Hello'}")), chat.encode(message));
  }

  @Test
  void what_chat_completions_want_back_this_api_is_not_sent() {
    Extras extras = Extras.NONE.withProviderData("work", json("{'reasoning_details':[]}"));
    assertSentBack(HELLO_ALONE, new AssistantMessage(List.of(Part.text("Hello")), extras), true);
  }
}
