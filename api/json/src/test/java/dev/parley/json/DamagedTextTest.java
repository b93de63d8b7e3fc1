package dev.parley.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.error.UnreadableDataException;
import dev.parley.error.UnreadableDataException.Kind;
import dev.parley.message.Extras;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.message.Part.ToolResult;
import dev.parley.message.UserMessage;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the text: a value, or the one error, which tells where and not what. */
class DamagedTextTest {
  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "\\",
          "\\u",
          "1",
          "-",
          "1e999999999",
          "1.5",
          "null",
          "true",
          " ",
          "\n",
          "\u0000",
          "\ud83d",
          "\"v\":1,",
          "{}",
          "[]",
          "\"\"",
          "\"type\":",
          "é",
          "99999999999999999999",
          "\"PT1S\"",
          "[[[[",
          "\"x\":1,\"x\":1,");

  @Property(tries = 1_000, shrinking = ShrinkingMode.OFF)
  void a_changed_text_is_read_or_refused_by_the_one_error(@ForAll Form form, @ForAll long seed) {
    Some some = new Some(seed);
    String text = Form.write(form.some(some));
    for (int i = some.below(4); i >= 0; i--) {
      text = changed(text, some);
    }
    Object read;
    try {
      read = form.read(text);
    } catch (UnreadableDataException e) {
      assertTrue(e.offset().orElse(0) <= text.length(), e::getMessage);
      return;
    }
    String written = Form.write(read);
    assertEquals(written, Form.write(form.read(written)), text);
  }

  private static String changed(String text, Some some) {
    int from = some.below(text.length() + 1);
    int to = Math.min(text.length(), from + some.below(4));
    return text.substring(0, from) + some.of(PIECES) + text.substring(to);
  }

  @ParameterizedTest
  @EnumSource
  void a_text_that_is_cut_off_is_refused_wherever_it_is_cut(Form form) {
    String text = Form.write(form.some(new Some(7)));
    int step = 1 + text.length() / 1_000;
    for (int end = 0; end < text.length(); end += step) {
      String cut = text.substring(0, end);
      UnreadableDataException e =
          assertThrows(UnreadableDataException.class, () -> form.read(cut), cut);
      assertEquals(Kind.MALFORMED, e.kind());
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_odd_value_in_any_place_is_read_or_refused_by_the_one_error(Form form) {
    List<String> odd =
        List.of(
            "\"\"", "\":\"", "\"a\"", "\"-1\"", "0", "-1", "1e400", "null", "true", "{}", "[]",
            "[{}]");
    String text = Form.write(form.some(new Some(11)));
    Matcher values = Pattern.compile("(?<=:)(\"[^\"\\\\]*\"|[-+.0-9a-zA-Z]+)").matcher(text);
    int seen = 0;
    while (values.find()) {
      for (String value : odd) {
        String changed = text.substring(0, values.start()) + value + text.substring(values.end());
        try {
          form.read(changed);
        } catch (UnreadableDataException e) {
          assertTrue(e.offset().orElse(0) <= changed.length(), e::getMessage);
        }
      }
      seen++;
    }
    assertTrue(seen > 1, text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "[]; ''",
        "1; ''",
        "{}; ''",
        "{'v':'1','role':'user'}; /v",
        "{'v':0,'role':'user'}; ''",
        "{'v':1.5,'role':'user'}; /v",
        "{'v':1}; ''",
        "{'v':1,'role':1}; /role",
        "{'v':1,'role':'user','content':{}}; /content",
        "{'v':1,'role':'user','content':[1]}; /content/0",
        "{'v':1,'role':'user','content':[{}]}; /content/0",
        "{'v':1,'role':'user','content':[{'type':' '}]}; /content/0",
        "{'v':1,'role':'user','content':[{'type':'text'}]}; /content/0",
        "{'v':1,'role':'user','content':[{'type':'text','text':null}]}; /content/0/text",
        "{'v':1,'role':'user','content':[{'type':'text','text':'a','text':'b'}]}; /content/0",
        "{'v':1,'role':'user','content':[{'type':'image','mediaType':'x','data':''}]};"
            + " /content/0/mediaType",
        "{'v':1,'role':'user','content':[{'type':'image','mediaType':'a/b','data':'='}]};"
            + " /content/0/data",
        "{'v':1,'role':'user','content':[{'type':'image','url':'relative'}]}; /content/0/url",
        "{'v':1,'role':'user','content':[{'type':'tool_call','id':'','name':'n',"
            + "'argumentsJson':''}]}; /content/0",
        "{'v':1,'role':'tool','content':[{'type':'text','text':'a'}]}; ''",
        "{'v':1,'role':'user','content':[],'providerData':{'a/b':{}}}; /providerData/a~1b",
      })
  void an_error_tells_the_place(String quoted, String path) {
    UnreadableDataException e =
        assertThrows(
            UnreadableDataException.class,
            () -> ParleyJson.readMessage(quoted.strip().replace('\'', '"')));

    assertEquals(Kind.WRONG_FORM, e.kind());
    assertEquals(path == null ? "" : path, e.path());
    assertTrue(e.offset().isPresent());
  }

  @ParameterizedTest
  @ValueSource(strings = {"'1'", "'0x1p3'", "' NaN'", "null", "[]"})
  void a_logprob_is_a_number_or_the_name_of_one(String logprob) {
    String text = "{'v':1,'type':'text_delta','text':'','logprobs':[{'token':'a','logprob':L}]}";

    UnreadableDataException e =
        assertThrows(
            UnreadableDataException.class,
            () -> ParleyJson.readEvent(text.replace("L", logprob).replace('\'', '"')));

    assertEquals("/logprobs/0/logprob", e.path());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'temperature':-1",
        "'temperature':1e999",
        "'maxOutputTokens':0",
        "'maxOutputTokens':2147483648",
        "'seed':1.0",
        "'stop':[1]",
        "'tools':[{'name':'','parametersJson':'{}'}]",
        "'timeouts':{'connect':'1 s'}",
        "'timeouts':{'connect':'PT-1S'}",
        "'toolChoice':'auto'",
        "'toolChoice':{'type':'tool','tool':''}",
        "'responseFormat':{'type':'json_schema','name':'','schemaJson':''}",
        "'options':{'a':{'b':null}}",
        "'options':{'a':{'b':1e9999999999}}",
        "'options':[]",
        "'rawChunks':1",
        "'reasoningEffort':1",
      })
  void what_a_request_must_not_hold_is_refused(String field) {
    String text = "{'v':1,'messages':[{'role':'user','content':[]}],F}".replace("F", field);

    UnreadableDataException e =
        assertThrows(
            UnreadableDataException.class, () -> ParleyJson.readRequest(text.replace('\'', '"')));

    assertEquals(Kind.WRONG_FORM, e.kind());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'v':1,'role':'user','content':[{'type':'text','text':SECRET}]}",
        "{'v':1,'role':'SECRET','content':[]}",
        "{'v':1,'role':'user','content':[{'type':'image','mediaType':'SECRET','data':''}]}",
        "{'v':1,'role':'user','content':[{'type':'image','url':'SECRET'}]}",
        "{'v':1,'role':'user','content':[{'type':'image','mediaType':'a/b','data':'SECRET!'}]}",
        "SECRET",
        "{'v':1,'role':'user','content':[]} SECRET",
      })
  void an_error_never_tells_what_stands_there(String quoted) {
    UnreadableDataException e =
        assertThrows(
            UnreadableDataException.class, () -> ParleyJson.readMessage(quoted.replace('\'', '"')));

    assertFalse(e.getMessage().contains("SECRET"), e::getMessage);
    assertEquals(null, e.getCause());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "{\"v\":1,\"x\":[", "{\"content\":[{\"a\":"})
  void a_text_that_is_nested_deep_is_refused_before_the_stack_ends(String piece) {
    String text = piece.repeat(100_000);

    UnreadableDataException e =
        assertThrows(UnreadableDataException.class, () -> ParleyJson.readMessage(text));

    assertEquals(Kind.TOO_LARGE, e.kind());
  }

  @Test
  void what_is_nested_too_deep_to_be_read_is_not_written_and_all_else_is() {
    int deepest = (ParleyJson.DEEPEST - 2) / 2;
    Message message = nested(deepest);

    assertEquals(message, ParleyJson.readMessage(ParleyJson.write(message)));
    assertThrows(IllegalArgumentException.class, () -> ParleyJson.write(nested(deepest + 1)));
    assertThrows(IllegalArgumentException.class, () -> ParleyJson.write(nested(10_000)));
  }

  private static Message nested(int depth) {
    Part part = Part.text("x");
    for (int i = 1; i < depth; i++) {
      part = new ToolResult("c", List.of(part), false, Extras.NONE);
    }
    return Message.user(part);
  }

  @Test
  void an_unknown_field_may_use_up_the_depth_and_no_more() {
    Message message = withUnknown("[".repeat(199) + "]".repeat(199));

    assertEquals(message, ParleyJson.readMessage(ParleyJson.write(message)));
    assertThrows(
        IllegalArgumentException.class,
        () -> ParleyJson.write(withUnknown("[".repeat(200) + "]".repeat(200))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nul", "1,\"a\":2", "1}", "\"a", "[1", "{\"a\":1]"})
  void what_is_not_json_is_not_written_as_an_unknown_field(String json) {
    assertThrows(IllegalArgumentException.class, () -> ParleyJson.write(withUnknown(json)));
  }

  private static Message withUnknown(String json) {
    return new UserMessage(List.of(), Extras.NONE.withUnknownField("new", json));
  }

  @Test
  void a_text_that_is_too_large_is_refused_unread() {
    UnreadableDataException e =
        assertThrows(UnreadableDataException.class, () -> JsonTree.parse("[1,2]", 4));

    assertEquals(Kind.TOO_LARGE, e.kind());
    assertEquals(OptionalLong.empty(), e.offset());
    assertEquals(2, JsonTree.parse("[1,2]", 5).items().size());
  }

  @Test
  void what_is_too_large_to_be_read_is_not_written() {
    JsonWriter out = new JsonWriter();
    out.array(List.of("a", "b"), out::text);

    assertThrows(IllegalArgumentException.class, () -> out.finish(8));
    assertEquals("[\"a\",\"b\"]", out.finish(9));
  }
}
