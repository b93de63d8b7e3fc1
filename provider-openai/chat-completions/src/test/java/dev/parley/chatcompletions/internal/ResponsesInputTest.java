package dev.parley.chatcompletions.internal;

import static dev.parley.chatcompletions.internal.Wire.MODEL;
import static dev.parley.chatcompletions.internal.Wire.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.parley.chat.Capabilities;
import dev.parley.chat.ChatRequest;
import dev.parley.chatcompletions.Dialect;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Extras;
import dev.parley.message.Media;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.message.Part.AudioPart;
import dev.parley.message.Part.FilePart;
import dev.parley.message.Part.ImagePart;
import dev.parley.message.Part.OpaquePart;
import dev.parley.message.Part.ReasoningPart;
import dev.parley.message.Part.RefusalPart;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import dev.parley.message.SystemMessage;
import dev.parley.message.ToolMessage;
import dev.parley.message.UserMessage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Messages as items of a request. */
class ResponsesInputTest {
  private static final byte[] SOME = {1, 2, 3};
  private static final Extras CUSTOM =
      Extras.NONE.withProviderData("work", "{\"type\":\"custom\"}");

  private static void assertInput(String expected, Message... messages) {
    assertEquals(Json.parse(json(expected)).orElseThrow(), input(false, false, messages), expected);
  }

  private static Object input(boolean offline, boolean stored, Message... messages) {
    ResponsesInput input = new ResponsesInput(MODEL, Dialect.COMPATIBLE, offline);
    return JsonNodeFactory.instance.arrayNode().addAll(input.encode(List.of(messages), stored));
  }

  private static AssistantMessage assistant(Part... parts) {
    return new AssistantMessage(List.of(parts), Extras.NONE);
  }

  @Test
  void text_alone_is_a_string_but_for_what_the_assistant_said() {
    assertInput(
        "[{'role':'system','content':'Be brief'},{'role':'user','content':'Hi'},"
            + "{'type':'message','role':'assistant','content':[{'type':'output_text','text':'Hel'},{'type':'output_text','text':'lo.'}]}]",
        Message.system("Be brief"),
        Message.user("Hi"),
        assistant(Part.text("Hel"), Part.text("lo.")));
  }

  @Test
  void images_are_addresses_or_uploads_and_say_how_closely_to_look() {
    assertInput(
        "[{'role':'user','content':[{'type':'input_text','text':'See'},"
            + "{'type':'input_image','image_url':'data:image/png;base64,AQID'},"
            + "{'type':'input_image','detail':'low','image_url':'https://example.org/a.png'},"
            + "{'type':'input_image','file_id':'file-1'}]}]",
        Message.user(
            Part.text("See"),
            Part.image(Media.inline("image/png", SOME)),
            new ImagePart(Media.link("https://example.org/a.png"), Optional.of("low"), Extras.NONE),
            Part.image(new Media.Uploaded("file-1"))));
  }

  @Test
  void files_are_bytes_addresses_or_uploads() {
    assertInput(
        "[{'role':'user','content':[{'type':'input_file','filename':'a.pdf',"
            + "'file_data':'data:application/pdf;base64,AQID'},"
            + "{'type':'input_file','file_url':'https://example.org/a.pdf'},"
            + "{'type':'input_file','file_id':'file-1'}]}]",
        Message.user(
            file(Media.inline("application/pdf", SOME)),
            file(Media.link("https://example.org/a.pdf")),
            file(new Media.Uploaded("file-1"))));
  }

  private static FilePart file(Media media) {
    return new FilePart(media, Optional.of("a.pdf"), Extras.NONE);
  }

  @Test
  void links_to_other_machines_are_refused_offline() {
    RefusedLocallyException image =
        assertThrows(
            RefusedLocallyException.class,
            () -> input(true, false, Message.user(Part.image(Media.link("http://a.example/")))));
    assertTrue(image.getMessage().contains("an image is given as a link"), image::getMessage);
    RefusedLocallyException file =
        assertThrows(
            RefusedLocallyException.class,
            () -> input(true, false, Message.user(file(Media.link("http://a.example/")))));
    assertTrue(file.getMessage().contains("a file is given as a link"), file::getMessage);
  }

  @Test
  void sound_is_refused() {
    AudioPart sound = new AudioPart(Media.inline("audio/wav", SOME), Optional.empty(), Extras.NONE);
    assertThrows(InvalidRequestException.class, () -> input(false, false, Message.user(sound)));
    assertThrows(InvalidRequestException.class, () -> input(false, false, assistant(sound)));
  }

  @Test
  void parallel_calls_and_their_results_are_items_matched_by_call_id() {
    ToolCall bern = new ToolCall("call_1", "weather", "{\"city\":\"Bern\"}");
    ToolCall none = new ToolCall("call_2", "time", "");
    assertInput(
        "[{'type':'message','role':'assistant','content':[{'type':'output_text','text':'I will look.'}]},"
            + "{'type':'function_call','call_id':'call_1','name':'weather',"
            + "'arguments':'{\\'city\\':\\'Bern\\'}'},"
            + "{'type':'function_call','call_id':'call_2','name':'time','arguments':'{}'},"
            + "{'type':'function_call_output','call_id':'call_1','output':'Rain'},"
            + "{'type':'function_call_output','call_id':'call_2',"
            + "'output':[{'type':'input_image','image_url':'data:image/png;base64,AQID'}]}]",
        assistant(Part.text("I will look."), bern, none),
        Message.tool(
            ToolResult.of(bern, "Rain"),
            new ToolResult(
                "call_2",
                List.of(Part.image(Media.inline("image/png", SOME))),
                false,
                Extras.NONE)));
  }

  @Test
  void arguments_that_are_no_json_are_wrapped() {
    assertInput(
        "[{'type':'function_call','call_id':'call_1','name':'f',"
            + "'arguments':'{\\'invalid_json\\':\\'oops\\'}'}]",
        assistant(new ToolCall("call_1", "f", "oops")));
  }

  @Test
  void custom_calls_and_their_results_are_items_of_their_own_kind() {
    ToolCall call = new ToolCall("call_1", "run", "print(1)", CUSTOM);
    assertInput(
        "[{'type':'custom_tool_call','call_id':'call_1','name':'run','input':'print(1)'},"
            + "{'type':'custom_tool_call_output','call_id':'call_1','output':'1'}]",
        assistant(call),
        Message.tool(ToolResult.of(call, "1")));
  }

  @Test
  void a_result_whose_call_only_the_server_has_says_itself_what_it_answers() {
    Extras custom = Extras.NONE.withProviderData("work", "{\"type\":\"custom_tool_call_output\"}");
    assertInput(
        "[{'type':'custom_tool_call_output','call_id':'call_1','output':'1'}]",
        Message.tool(new ToolResult("call_1", List.of(Part.text("1")), false, custom)));
  }

  @Test
  void a_refusal_without_its_item_is_words_and_thoughts_without_theirs_stay_here() {
    assertInput(
        "[{'type':'message','role':'assistant','content':[{'type':'output_text','text':'Well'},"
            + "{'type':'output_text','text':'No.'}]}]",
        assistant(
            new ReasoningPart("Hm", Extras.NONE),
            Part.text("Well"),
            new RefusalPart("No.", Extras.NONE)));
  }

  @Test
  void an_assistant_that_had_nothing_to_say_keeps_its_turn() {
    assertInput(
        "[{'type':'message','role':'assistant','content':[{'type':'output_text','text':''}]}]",
        assistant());
  }

  @Test
  void opaque_parts_are_content_of_the_user_and_items_of_others() {
    OpaquePart part = new OpaquePart("new", "{\"type\":\"new\",\"a\":1}", Extras.NONE);
    assertInput(
        "[{'role':'user','content':[{'type':'new','a':1}]},"
            + "{'type':'message','role':'assistant','content':[{'type':'output_text','text':'So'}]},{'type':'new','a':1},"
            + "{'type':'new','a':1}]",
        Message.user(part),
        assistant(Part.text("So"), part),
        new ToolMessage(List.of(part), Extras.NONE));
  }

  @Test
  void provider_data_of_this_instance_is_merged_and_that_of_others_is_not() {
    Extras cached = Extras.NONE.withProviderData("work", "{\"prompt_cache_breakpoint\":true}");
    Extras foreign = Extras.NONE.withProviderData("other", "{\"a\":1}");
    assertInput(
        "[{'role':'user','content':[{'type':'input_text','text':'Hi',"
            + "'prompt_cache_breakpoint':true}]},{'role':'user','content':'Ho'}]",
        Message.user(new Part.TextPart("Hi", cached)),
        Message.user(new Part.TextPart("Ho", foreign)));
  }

  @Test
  void who_speaks_is_not_sent() {
    Extras named = Extras.NONE.withProviderData("work", "{\"name\":\"ann\",\"a\":1}");
    assertInput(
        "[{'role':'user','content':'Hi','a':1},{'role':'system','content':'Be brief','a':1}]",
        new UserMessage(List.of(Part.text("Hi")), named),
        new SystemMessage(List.of(Part.text("Be brief")), named));
  }

  @Test
  void half_a_character_becomes_a_question_mark() {
    ResponsesEncoder encoder =
        new ResponsesEncoder(MODEL, Capabilities.UNKNOWN, Dialect.COMPATIBLE, false);
    byte[] body = encoder.encode(ChatRequest.of("cut \uD83D"), false);
    assertTrue(Utf8.decode(body, 0, body.length).contains("\"cut ?\""));
  }
}
