package dev.parley.chatcompletions.internal;

import static dev.parley.chatcompletions.internal.Wire.MODEL;
import static dev.parley.chatcompletions.internal.Wire.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.chatcompletions.Dialect;
import dev.parley.chatcompletions.Dialect.SystemRole;
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
import dev.parley.message.Part.TextPart;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import dev.parley.message.SystemMessage;
import dev.parley.message.ToolMessage;
import dev.parley.message.UserMessage;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageEncoderTest {
  private static final Media PNG = Media.inline("image/png", new byte[] {1, 2, 3});
  private static final ToolCall CALL = new ToolCall("id1", "f", "{\"a\":1}");

  private static String encoded(Message message) {
    return encoded(message, Dialect.COMPATIBLE);
  }

  private static String encoded(Message message, Dialect dialect) {
    return new MessageEncoder(MODEL, dialect, false)
        .encode(message)
        .toString()
        .replace("}, {", "},{");
  }

  private static Message assistant(Part... parts) {
    return new AssistantMessage(List.of(parts), Extras.NONE);
  }

  private static void assertEncoded(String expected, Message message) {
    assertEquals(json("[" + expected + "]"), encoded(message));
  }

  private static void assertRefused(Message message) {
    InvalidRequestException e = assertThrows(InvalidRequestException.class, () -> encoded(message));
    assertFalse(e.retryable());
  }

  @Test
  void texts_are_joined_to_a_string() {
    assertEncoded("{'role':'user','content':'ab'}", Message.user(Part.text("a"), Part.text("b")));
    assertEncoded("{'role':'assistant','content':'a'}", Message.assistant("a"));
    assertEncoded("{'role':'user','content':''}", Message.user(""));
  }

  @ParameterizedTest
  @CsvSource({"SYSTEM, system", "DEVELOPER, developer"})
  void the_system_role_is_the_dialects(SystemRole role, String word) {
    assertEquals(
        json("[{'role':'" + word + "','content':'a'}]"),
        encoded(Message.system("a"), Dialect.COMPATIBLE.with(role)));
  }

  @Test
  void thoughts_are_sent_back_where_the_dialect_says_so() {
    Message message =
        assistant(
            new ReasoningPart("Hm", Extras.NONE),
            Part.text("Hello"),
            new ReasoningPart("m.", Extras.NONE),
            CALL);
    String calls =
        "'tool_calls':[{'id':'id1','type':'function',"
            + "'function':{'name':'f','arguments':'{\\'a\\':1}'}}]}]";
    Dialect thinking = Dialect.COMPATIBLE.withReasoningSentBack(true);
    assertEquals(
        json("[{'role':'assistant','content':'Hello','reasoning_content':'Hmm.'," + calls),
        encoded(message, thinking));
    assertEquals(
        json("[{'role':'assistant','content':'Hello'," + calls),
        encoded(message, thinking.withReasoningSentBack(false)));
    assertFalse(encoded(message).contains("Hm"), "unless it says so");
  }

  @Test
  void there_is_no_field_for_thoughts_that_are_not_there() {
    Dialect thinking = Dialect.COMPATIBLE.withReasoningSentBack(true);
    for (Message message :
        List.of(
            Message.assistant("a"),
            assistant(new ReasoningPart("", Extras.NONE), Part.text("a")),
            Message.user("a"))) {
      assertFalse(encoded(message, thinking).contains("reasoning"), message::toString);
    }
  }

  @Test
  void a_message_of_thoughts_alone_is_sent_back_with_them() {
    assertEquals(
        json("[{'role':'assistant','content':'','reasoning_content':'Hmm'}]"),
        encoded(
            assistant(new ReasoningPart("Hmm", Extras.NONE)),
            Dialect.COMPATIBLE.withReasoningSentBack(true)));
  }

  @Test
  void images_are_links_or_data_urls() {
    assertEncoded(
        "{'role':'user','content':[{'type':'text','text':'Look'},{'type':'image_url','image_url':"
            + "{'url':'data:image/png;base64,AQID'}},{'type':'image_url','image_url':"
            + "{'url':'https://host/a.png','detail':'low'}}]}",
        Message.user(
            Part.text("Look"),
            Part.image(PNG),
            new ImagePart(Media.link("https://host/a.png"), Optional.of("low"), Extras.NONE)));
  }

  @ParameterizedTest
  @CsvSource({"audio/mpeg, mp3", "audio/wav, wav", "audio/x-wav, wav", "audio/mp3, mp3"})
  void audio_is_base64_in_the_words_of_the_protocol(String mediaType, String format) {
    assertEncoded(
        "{'role':'user','content':[{'type':'input_audio','input_audio':{'data':'AQ==',"
            + "'format':'"
            + format
            + "'}}]}",
        Message.user(
            new AudioPart(Media.inline(mediaType, new byte[] {1}), Optional.empty(), Extras.NONE)));
  }

  @Test
  void files_are_data_urls_or_ids() {
    assertEncoded(
        "{'role':'user','content':[{'type':'file','file':{'filename':'a.pdf',"
            + "'file_data':'data:application/pdf;base64,AQ=='}},"
            + "{'type':'file','file':{'file_id':'file-1'}}]}",
        Message.user(
            new FilePart(
                Media.inline("application/pdf", new byte[] {1}), Optional.of("a.pdf"), Extras.NONE),
            new FilePart(new Media.Uploaded("file-1"), Optional.empty(), Extras.NONE)));
  }

  @Test
  void media_that_the_protocol_has_no_form_for_are_refused() {
    assertRefused(
        Message.user(new FilePart(Media.link("https://h/a.pdf"), Optional.empty(), Extras.NONE)));
    assertRefused(
        Message.user(new AudioPart(Media.link("https://h/a.wav"), Optional.empty(), Extras.NONE)));
    assertRefused(Message.user(Part.image(new Media.Uploaded("file-1"))));
  }

  @Test
  void an_opaque_part_is_sent_as_it_is() {
    assertEncoded(
        "{'role':'user','content':[{'type':'new','x':[1.50]}]}",
        Message.user(new OpaquePart("new", json("{'type':'new','x':[1.50]}"), Extras.NONE)));
    assertRefused(Message.user(new OpaquePart("new", "[]", Extras.NONE)));
    OpaquePart opaque = new OpaquePart("new", json("{'type':'new'}"), Extras.NONE);
    assertRefused(new ToolMessage(List.of(opaque), Extras.NONE));
  }

  @Test
  void tool_calls_and_a_refusal_have_fields_of_their_own() {
    assertEncoded(
        "{'role':'assistant','content':'Wait','refusal':'No','tool_calls':[{'id':'id1',"
            + "'type':'function','function':{'name':'f','arguments':'{\\'a\\':1}'}}]}",
        assistant(
            new ReasoningPart("secret thoughts", Extras.NONE),
            Part.text("Wait"),
            new RefusalPart("No", Extras.NONE),
            CALL));
  }

  @Test
  void an_assistant_that_only_calls_or_refuses_has_no_content() {
    assertEncoded(
        "{'role':'assistant','content':null,'tool_calls':[{'id':'id1','type':'function',"
            + "'function':{'name':'f','arguments':'{\\'a\\':1}'}}]}",
        assistant(CALL));
    assertEncoded(
        "{'role':'assistant','content':null,'refusal':'No'}",
        assistant(new RefusalPart("No", Extras.NONE)));
    assertEncoded("{'role':'assistant','content':''}", assistant());
  }

  @Test
  void nothing_of_an_assistants_content_is_dropped_in_silence() {
    assertEncoded(
        "{'role':'assistant','content':[{'type':'text','text':'a'},{'type':'new'}]}",
        assistant(Part.text("a"), new OpaquePart("new", json("{'type':'new'}"), Extras.NONE)));
    assertEncoded(
        "{'role':'assistant','content':[{'type':'image_url','image_url':"
            + "{'url':'data:image/png;base64,AQID'}}]}",
        assistant(Part.image(PNG)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n"})
  void blank_arguments_are_an_empty_object(String arguments) {
    assertEncoded(
        "{'role':'assistant','content':null,'tool_calls':[{'id':'i','type':'function',"
            + "'function':{'name':'f','arguments':'{}'}}]}",
        assistant(new ToolCall("i", "f", arguments)));
  }

  @Test
  void invalid_arguments_are_wrapped_so_that_they_are_json() {
    assertEncoded(
        "{'role':'assistant','content':null,'tool_calls':[{'id':'i','type':'function',"
            + "'function':{'name':'f','arguments':'{\\'invalid_json\\':\\'{cut\\'}'}}]}",
        assistant(new ToolCall("i", "f", "{cut")));
  }

  @Test
  void every_tool_result_is_a_message() {
    assertEncoded(
        "{'role':'tool','tool_call_id':'id1','content':'42'},"
            + "{'role':'tool','tool_call_id':'id1','content':'broken'}",
        Message.tool(ToolResult.of(CALL, "42"), ToolResult.failure(CALL, "broken")));
  }

  @Test
  void what_a_part_cannot_be_here_is_refused_without_quoting_it() {
    Message message = Message.user(new ReasoningPart("secret thoughts", Extras.NONE));
    InvalidRequestException e = assertThrows(InvalidRequestException.class, () -> encoded(message));
    assertFalse(e.getMessage().contains("secret"), e::getMessage);
    assertRefused(Message.user(CALL));
    assertRefused(assistant(ToolResult.of(CALL, "42")));
  }

  @Test
  void provider_data_of_this_instance_is_merged_and_of_others_is_not() {
    Extras extras =
        Extras.NONE
            .withProviderData("work", json("{'mine':1}"))
            .withProviderData("openai", json("{'others':1}"));
    assertEncoded(
        "{'role':'user','content':'a','mine':1}", new UserMessage(List.of(Part.text("a")), extras));
    assertEncoded(
        "{'role':'user','content':[{'type':'text','text':'a','mine':1}]}",
        Message.user(new TextPart("a", extras)));
    assertEncoded(
        "{'role':'assistant','content':null,'tool_calls':[{'id':'i','type':'function',"
            + "'function':{'name':'f','arguments':'{}'},'mine':1}]}",
        assistant(new ToolCall("i", "f", "{}", extras)));
    assertEncoded(
        "{'role':'tool','tool_call_id':'i','content':'x','mine':1}",
        new ToolMessage(
            List.of(new ToolResult("i", List.of(Part.text("x")), false, Extras.NONE)), extras));
  }

  @Test
  void provider_data_of_others_keeps_text_a_string() {
    Extras others = Extras.NONE.withProviderData("openai", "{}");
    assertEncoded("{'role':'user','content':'a'}", Message.user(new TextPart("a", others)));
  }

  @Test
  void provider_data_that_is_no_object_is_refused() {
    Extras bad = Extras.NONE.withProviderData("work", "[1]");
    assertRefused(new UserMessage(List.of(Part.text("a")), bad));
  }

  @Test
  void a_link_to_another_machine_is_refused_while_offline() {
    Message elsewhere = Message.user(Part.image(Media.link("https://images.example.com/cat.png")));
    Message here = Message.user(Part.image(Media.link("http://localhost/cat.png")));
    Message inside = Message.user(Part.image(Media.link("data:image/png;base64,AA==")));
    MessageEncoder offline = new MessageEncoder(MODEL, Dialect.COMPATIBLE, true);
    RefusedLocallyException refused =
        assertThrows(RefusedLocallyException.class, () -> offline.encode(elsewhere));
    assertEquals(RefusedLocallyException.Limiter.OFFLINE, refused.limiter());
    assertEquals(1, offline.encode(here).size());
    assertEquals(1, offline.encode(inside).size());
    assertEquals(1, new MessageEncoder(MODEL, Dialect.COMPATIBLE, false).encode(elsewhere).size());
  }

  @Test
  void what_an_assistant_said_goes_back_by_the_id_of_its_server_or_as_words() {
    Media sound = Media.inline("audio/wav", new byte[] {1});
    Extras known = Extras.NONE.withProviderData("work", json("{'id':'audio_1'}"));
    Extras foreign = Extras.NONE.withProviderData("other", json("{'id':'audio_1'}"));
    assertEncoded(
        "{'role':'assistant','content':null,'audio':{'id':'audio_1'}}",
        assistant(new AudioPart(sound, Optional.of("Hello"), known)));
    assertEncoded(
        "{'role':'assistant','content':'Hello'}",
        assistant(new AudioPart(sound, Optional.of("Hello"), foreign)));
    assertRefused(assistant(new AudioPart(sound, Optional.empty(), Extras.NONE)));
  }

  @Test
  void a_call_of_a_custom_tool_goes_back_as_one_to_its_own_instance() {
    Extras custom = Extras.NONE.withProviderData("work", json("{'type':'custom'}"));
    assertEncoded(
        "{'role':'assistant','content':null,'tool_calls':[{'id':'i','type':'custom','custom':"
            + "{'name':'f','input':'no json'}}]}",
        assistant(new ToolCall("i", "f", "no json", custom)));
  }

  @Test
  void the_name_of_who_speaks_is_provider_data_of_the_message() {
    Extras named = Extras.NONE.withProviderData("work", json("{'name':'ann'}"));
    List<Part> content = List.of(Part.text("a"));
    assertEncoded("{'role':'user','content':'a','name':'ann'}", new UserMessage(content, named));
    assertEncoded(
        "{'role':'assistant','content':'a','name':'ann'}", new AssistantMessage(content, named));
    assertEncoded(
        "{'role':'system','content':'a','name':'ann'}", new SystemMessage(content, named));
  }
}
