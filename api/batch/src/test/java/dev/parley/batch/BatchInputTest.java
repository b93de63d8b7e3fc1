package dev.parley.batch;

import static dev.parley.batch.Lines.first;
import static dev.parley.batch.Lines.input;
import static dev.parley.batch.Lines.json;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.ReasoningEffort;
import dev.parley.chat.ResponseFormat;
import dev.parley.chat.ToolChoice;
import dev.parley.message.Media;
import dev.parley.message.Part.ImagePart;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchInputTest {

  private static BatchRow row(String quoted) throws IOException {
    InputRow row = first(json(quoted));
    assertNotNull(row);
    assertNotNull(row.row(), () -> "refused: " + row.problem());
    return row.row();
  }

  private static String problem(String line) throws IOException {
    InputRow row = first(line);
    assertNotNull(row);
    return row.problem().orElseThrow();
  }

  @Test
  void a_text_is_a_prompt() throws Exception {
    BatchRow row = row("'Hi'");

    assertEquals("Hi", row.request().messages().get(0).text());
    assertEquals(OptionalLong.of(1), row.line());
  }

  @Test
  void a_prompt_may_have_an_id_a_system_message_and_settings() throws Exception {
    BatchRow row =
        row(
            "{'id':'a','system':'Be brief.','prompt':'Hi','max_tokens':9,'temperature':0.5,"
                + "'stop':'.','service_tier':'flex'}");

    ChatRequest request = row.request();
    assertEquals("a", row.id());
    assertEquals("Be brief.", request.messages().get(0).text());
    assertEquals("Hi", request.messages().get(1).text());
    assertEquals(OptionalInt.of(9), request.maxOutputTokens());
    assertEquals(OptionalDouble.of(0.5), request.temperature());
    assertEquals(List.of("."), request.stop());
    assertEquals(Map.of("service_tier", "flex"), request.options("mock"));
  }

  @Test
  void a_batch_request_of_openai_is_read_whole() throws Exception {
    BatchRow row =
        row(
            "{'custom_id':'c-1','method':'POST','url':'/v1/chat/completions','body':{"
                + "'model':'m','messages':[{'role':'developer','content':'D'},"
                + "{'role':'user','content':[{'type':'text','text':'U'},{'type':'image_url',"
                + "'image_url':{'url':'data:image/png;base64,AQI=','detail':'low'}}]},"
                + "{'role':'assistant','content':null,'tool_calls':[{'id':'t1','type':'function',"
                + "'function':{'name':'f','arguments':'{}'}}]},"
                + "{'role':'tool','tool_call_id':'t1','content':'R'}],"
                + "'tools':[{'type':'function','function':{'name':'f','description':'d',"
                + "'parameters':{'type':'object'},'strict':true}}],"
                + "'tool_choice':{'type':'function','function':{'name':'f'}},"
                + "'response_format':{'type':'json_schema','json_schema':{'name':'s',"
                + "'schema':{'type':'object'},'strict':true}},"
                + "'max_completion_tokens':5,'seed':3,'reasoning_effort':'low','top_p':0.1,"
                + "'frequency_penalty':1,'presence_penalty':-1,'logprobs':true,'top_logprobs':2,"
                + "'n':1,'stream':false,'metadata':{'k':'v'}}}");

    ChatRequest request = row.request();
    assertEquals("c-1", row.id());
    assertEquals(Optional.of("m"), row.model());
    ImagePart image = (ImagePart) request.messages().get(1).content().get(1);
    assertEquals(Media.inline("image/png", new byte[] {1, 2}), image.image());
    assertEquals("f", ((ToolCall) request.messages().get(2).content().get(0)).name());
    assertEquals("t1", ((ToolResult) request.messages().get(3).content().get(0)).callId());
    assertEquals("{\"type\":\"object\"}", request.tools().get(0).parametersJson());
    assertEquals(Optional.of(ToolChoice.named("f")), request.toolChoice());
    assertEquals(
        Optional.of(ResponseFormat.jsonSchema("s", "{\"type\":\"object\"}")),
        request.responseFormat());
    assertEquals(OptionalInt.of(5), request.maxOutputTokens());
    assertEquals(OptionalLong.of(3), request.seed());
    assertEquals(Optional.of(ReasoningEffort.LOW), request.reasoningEffort());
    assertEquals(OptionalInt.of(2), request.topLogprobs());
    assertEquals(Map.of("metadata", Map.of("k", "v")), request.options("mock"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "42",
        "[]",
        "null",
        "{}",
        "{'prompt':1}",
        "{'prompt':'a'} b",
        "{'prompt':'a','prompt':'b'}",
        "{'id':'','prompt':'a'}",
        "{'id':1,'prompt':'a'}",
        "{'prompt':'a','max_tokens':0}",
        "{'prompt':'a','max_tokens':1.5}",
        "{'prompt':'a','max_tokens':3000000000}",
        "{'prompt':'a','temperature':-1}",
        "{'prompt':'a','stop':[1]}",
        "{'prompt':'a','n':2}",
        "{'prompt':'a','stream':true}",
        "{'prompt':'a','options':[null]}",
        "{'custom_id':'a','url':'/v1/embeddings','body':{'input':'a'}}",
        "{'custom_id':'a','method':'GET','url':'/v1/chat/completions','body':{}}",
        "{'custom_id':'a','url':'/v1/chat/completions'}",
        "{'custom_id':'a','body':{'messages':[]}}",
        "{'custom_id':'a','body':{'messages':[{'role':'wizard','content':'a'}]}}",
        "{'custom_id':'a','body':{'messages':[{'role':'user','content':'a','name':'b'}]}}",
        "{'custom_id':'a','body':{'messages':[{'role':'user','content':[{'type':'x'}]}]}}",
        "{'custom_id':'a','extra':1,'body':{'messages':[{'role':'user','content':'a'}]}}",
      })
  void what_is_no_row_is_told_and_not_thrown(String quoted) throws Exception {
    assertFalse(problem(json(quoted)).isBlank());
  }

  @Test
  void a_problem_shows_nothing_of_the_line() throws Exception {
    for (String line :
        List.of(
            "secretword",
            json("{'prompt':'secretword'"),
            json("{'prompt':'a','tool_choice':'secretword'}"),
            json(
                "{'body':{'messages':[{'role':'user','content':[{'type':'image_url',"
                    + "'image_url':{'url':'secretword %%'}}]}]}}"))) {
      assertFalse(problem(line).contains("secretword"), () -> line);
    }
  }

  @Test
  void bytes_that_are_no_utf8_are_told() throws Exception {
    byte[] line = {'"', (byte) 0xFF, '"', '\n'};
    InputRow row = BatchInput.of(new ByteArrayInputStream(line)).next(Lines.MODEL);

    assertNotNull(row);
    assertTrue(row.problem().isPresent());
  }

  @Test
  void a_row_without_an_id_has_one_of_its_line_and_content() throws Exception {
    assertEquals(row("'Hi'").id(), row("'Hi'").id());
    assertNotEquals(row("'Hi'").id(), row("'Ho'").id());
    assertTrue(row("'Hi'").id().matches("line-1-[0-9a-f]{12}"));
  }

  @Test
  void blank_lines_and_the_mark_of_an_editor_are_passed_over() throws Exception {
    BatchInput in = input("\uFEFF\"one\"\r", "", " \t\r", "\"two\"");

    InputRow one = in.next(Lines.MODEL);
    InputRow two = in.next(Lines.MODEL);

    assertTrue(one != null && one.row() != null && one.line() == 1);
    assertTrue(two != null && two.row() != null && two.line() == 4);
    assertNull(in.next(Lines.MODEL));
  }

  @Test
  void a_line_that_is_too_long_is_cut_and_the_next_is_whole() throws Exception {
    LineReader lines =
        new LineReader(
            new ByteArrayInputStream("123456789\n12\n".getBytes(StandardCharsets.UTF_8)), 5);

    LineReader.Line first = lines.next();
    LineReader.Line second = lines.next();

    assertTrue(first != null && first.tooLong());
    assertTrue(second != null && !second.tooLong());
    assertArrayEquals(new byte[] {'1', '2'}, second.bytes());
  }

  @Test
  void a_file_tells_how_many_rows_it_has(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("in.jsonl"), "\"a\"\n\n\"b\"\r\n  \n\"c\"");

    try (BatchInput in = BatchInput.file(file)) {
      assertEquals(OptionalLong.of(3), in.total());
    }
  }

  @Test
  void a_row_of_a_program_needs_an_id() {
    ChatRequest request = ChatRequest.of("Hi");

    assertThrows(IllegalArgumentException.class, () -> BatchRow.of("", request));
    assertThrows(IllegalArgumentException.class, () -> BatchRow.of("a\nb", request));
    assertThrows(IllegalArgumentException.class, () -> BatchRow.of("a".repeat(513), request));
    assertEquals("BatchRow[a]", BatchRow.of("a", request).toString());
  }
}
