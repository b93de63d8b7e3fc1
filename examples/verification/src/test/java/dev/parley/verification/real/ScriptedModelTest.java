package dev.parley.verification.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link ChatScripts} promises, on the wire of a real {@code llama-server}. */
@Timeout(120)
class ScriptedModelTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SLOT_TOKENS = 1024;
  private static final int SLOTS = 2;
  private static final String TOOLS =
      """
      ,"tools":[
        {"type":"function","function":{"name":"get_weather","description":"How the weather is",
          "parameters":{"type":"object","required":["city"],"properties":
            {"city":{"type":"string"},"days":{"type":"integer"}}}}},
        {"type":"function","function":{"name":"get_time","parameters":
            {"type":"object","properties":{}}}}]""";
  private static final String SCHEMA =
      """
      ,"response_format":{"type":"json_schema","json_schema":{"name":"person","strict":true,
        "schema":{"type":"object","required":["name","age"],"additionalProperties":false,
          "properties":{"name":{"type":"string"},"age":{"type":"integer"}}}}}""";

  private static final int READ_LIMIT_MILLIS = 30_000;

  @TempDir static Path folder;
  private static LlamaServer server;

  @BeforeAll
  static void start() {
    Path program = LlamaServer.required();
    ChatScripts.write(folder.resolve("scripted.gguf"));
    server =
        LlamaServer.start(program, folder.resolve("scripted.gguf"), SLOTS * SLOT_TOKENS, SLOTS);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "GO_HELLO, `Hello, wörld`",
        "GO_SPLIT, Grüße 😀!",
        "GO_SPLIT_FIRST, € first",
        "GO_FINAL, It is warm there.",
        "GO_EMPTY, ``",
        "hello, A sentence for every other prompt.",
        "say GO_HELLO, A sentence for every other prompt.",
      })
  void a_text_is_answered_the_same_way_plain_and_streamed(String prompt, String answer)
      throws Exception {
    JsonNode choice = ask(prompt, "").at("/choices/0");
    assertEquals(answer, choice.at("/message/content").asText());
    assertEquals("stop", choice.get("finish_reason").asText());
    List<JsonNode> chunks = stream(prompt, "");
    assertEquals(answer, joined(chunks, "/content"));
    assertEquals("stop", finishReason(chunks));
  }

  @Test
  void each_piece_is_a_delta_of_its_own() throws Exception {
    assertEquals(
        List.of("Hello", ", wö", "rld"), deltas(stream(ChatScripts.HELLO, ""), "/content"));
  }

  @Test
  void bytes_of_one_character_are_held_back_until_it_is_whole() throws Exception {
    assertEquals(
        List.of("Gr", "ü", "ße ", "😀", "!"), deltas(stream(ChatScripts.SPLIT, ""), "/content"));
  }

  @Test
  void a_long_answer_comes_in_as_many_deltas_as_it_has_words() throws Exception {
    List<String> words = IntStream.rangeClosed(1, 400).mapToObj(i -> "w" + i + " ").toList();
    assertEquals(words, deltas(stream(ChatScripts.LONG, ""), "/content"));
  }

  @Test
  void only_the_last_message_picks_the_script() throws Exception {
    String messages =
        """
        {"messages":[{"role":"system","content":"GO_THINK"},{"role":"user","content":"GO_HELLO"},
          {"role":"assistant","content":"Hello, wörld"},{"role":"user","content":"GO_FINAL"}]}""";
    assertEquals("It is warm there.", content(JSON.readTree(post(messages).body())));
  }

  @Test
  void an_endless_answer_ends_where_the_limit_or_the_context_does() throws Exception {
    JsonNode limited = ask(ChatScripts.ENDLESS, ",\"max_tokens\":5");
    assertEquals("la li la li la ", content(limited));
    assertEquals("length", limited.at("/choices/0/finish_reason").asText());
    JsonNode full = ask(ChatScripts.ENDLESS, "");
    assertEquals("length", full.at("/choices/0/finish_reason").asText());
    assertEquals(SLOT_TOKENS, full.at("/usage/total_tokens").asInt());
  }

  @Test
  void an_endless_stream_goes_on_until_it_is_left() throws Exception {
    String body = body(ChatScripts.ENDLESS, ",\"stream\":true,\"max_tokens\":1000");
    HttpURLConnection connection = connect(body);
    try (InputStream in = connection.getInputStream()) {
      Stream<String> lines =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).lines();
      assertEquals(5, lines.filter(line -> line.contains("\"la \"")).limit(5).count());
    } finally {
      connection.disconnect();
    }
    assertEquals("Hello, wörld", content(ask(ChatScripts.HELLO, "")));
  }

  @Test
  void thoughts_come_apart_from_the_text() throws Exception {
    JsonNode message = ask(ChatScripts.THINK, "").at("/choices/0/message");
    assertEquals("Let me see.", message.get("reasoning_content").asText().strip());
    assertEquals("I thought about it.", message.get("content").asText());
    List<JsonNode> chunks = stream(ChatScripts.THINK, "");
    assertEquals("Let me see.", joined(chunks, "/reasoning_content").strip());
    assertEquals("I thought about it.", joined(chunks, "/content"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "GO_CALL           | ``           | ``          | {\"city\": \"Zürich\", \"days\": 2}",
        "GO_TEXT_AND_CALL  | I will look. | ``          | {\"city\": \"Rome\"}",
        "GO_THINK_AND_CALL | ``           | Which tool? | {\"city\": \"Oslo\"}",
      })
  void a_call_comes_with_its_arguments_to_the_letter(
      String script, String text, String thought, String arguments) throws Exception {
    JsonNode choice = ask(script, TOOLS).at("/choices/0");
    assertEquals("tool_calls", choice.get("finish_reason").asText());
    assertEquals(text, choice.at("/message/content").asText().strip());
    assertEquals(thought, choice.at("/message/reasoning_content").asText().strip());
    assertEquals(List.of("get_weather" + arguments), calls(choice.at("/message/tool_calls")));
    List<JsonNode> chunks = stream(script, TOOLS);
    assertEquals("tool_calls", finishReason(chunks));
    assertEquals(text, joined(chunks, "/content").strip());
    assertEquals(thought, joined(chunks, "/reasoning_content").strip());
    assertEquals("get_weather", joined(chunks, "/tool_calls/0/function/name"));
    assertEquals(arguments, joined(chunks, "/tool_calls/0/function/arguments"));
  }

  @Test
  void two_calls_in_one_answer_have_their_own_places() throws Exception {
    assertEquals(
        List.of("get_weather{\"city\": \"Bern\"}", "get_time{}"),
        calls(ask(ChatScripts.TWO_CALLS, TOOLS).at("/choices/0/message/tool_calls")));
    Map<Integer, String> streamed =
        stream(ChatScripts.TWO_CALLS, TOOLS).stream()
            .map(chunk -> chunk.at("/choices/0/delta/tool_calls/0"))
            .filter(call -> !call.isMissingNode())
            .collect(
                Collectors.groupingBy(
                    call -> call.get("index").asInt(),
                    Collectors.mapping(ScriptedModelTest::call, Collectors.joining())));
    assertEquals(Map.of(0, "get_weather{\"city\": \"Bern\"}", 1, "get_time{}"), streamed);
  }

  @Test
  void a_tool_message_that_is_a_script_gets_the_final_answer() throws Exception {
    String messages =
        """
        {"messages":[{"role":"user","content":"GO_CALL"},
          {"role":"assistant","content":null,"tool_calls":[{"id":"call1","type":"function",
            "function":{"name":"get_weather","arguments":"{\\"city\\": \\"Rome\\"}"}}]},
          {"role":"tool","tool_call_id":"call1","content":"GO_FINAL"}]""";
    Answer response = post(messages + TOOLS + "}");
    assertEquals("It is warm there.", content(JSON.readTree(response.body())));
  }

  @Test
  void a_call_of_an_undeclared_tool_is_a_late_error_in_a_stream_too() throws Exception {
    Answer plain = post(body(ChatScripts.UNDECLARED_CALL, TOOLS));
    assertEquals(500, plain.status());
    assertTrue(plain.body().contains("got exception: "), plain.body());
    List<JsonNode> chunks = stream(ChatScripts.UNDECLARED_CALL, TOOLS);
    assertEquals(500, chunks.get(chunks.size() - 1).at("/error/code").asInt());
  }

  @Test
  void a_script_that_meets_the_schema_survives_it() throws Exception {
    for (String more : List.of("", SCHEMA, ",\"response_format\":{\"type\":\"json_object\"}")) {
      assertEquals("{\"name\": \"Ada\", \"age\": 36}", content(ask(ChatScripts.JSON, more)), more);
      assertEquals(
          "{\"name\": \"Ada\", \"age\": 36}",
          joined(stream(ChatScripts.JSON, more), "/content"),
          more);
    }
  }

  @Test
  void a_schema_that_the_script_does_not_meet_gives_json_all_the_same() throws Exception {
    JsonNode person = JSON.readTree(content(ask(ChatScripts.HELLO, SCHEMA)));
    assertEquals("", person.get("name").asText());
    assertTrue(person.get("age").isIntegralNumber(), person.toString());
  }

  @Test
  void a_grammar_leads_off_the_script() throws Exception {
    String grammar = ",\"grammar\":\"root ::= \\\"yes\\\" | \\\"no\\\"\"";
    String answer = content(ask(ChatScripts.HELLO, grammar));
    assertTrue(List.of("yes", "no").contains(answer), answer);
  }

  @Test
  void a_template_that_raises_is_an_error_before_the_stream() throws Exception {
    for (String more : List.of("", ",\"stream\":true")) {
      Answer response = post(body(ChatScripts.RAISE, more));
      assertEquals(400, response.status());
      String message = JSON.readTree(response.body()).at("/error/message").asText();
      assertTrue(message.endsWith("Jinja Exception: " + ChatScripts.REFUSAL), message);
    }
  }

  private static JsonNode ask(String prompt, String more) throws Exception {
    Answer response = post(body(prompt, more));
    assertEquals(200, response.status(), response.body());
    return JSON.readTree(response.body());
  }

  /**
   * The chunks up to the end, with {@code [DONE]} checked and left out unless there is an error.
   */
  private static List<JsonNode> stream(String prompt, String more) throws Exception {
    Answer response = post(body(prompt, more + ",\"stream\":true"));
    assertEquals(200, response.status(), response.body());
    List<String> data =
        response
            .body()
            .lines()
            .filter(line -> line.startsWith("data: "))
            .map(line -> line.substring("data: ".length()))
            .toList();
    List<JsonNode> chunks = new ArrayList<>();
    for (String line : data) {
      if (!line.equals("[DONE]")) {
        chunks.add(JSON.readTree(line));
      }
    }
    boolean failed = chunks.get(chunks.size() - 1).has("error");
    assertEquals(!failed, data.get(data.size() - 1).equals("[DONE]"), response.body());
    return chunks;
  }

  private static String body(String prompt, String more) {
    return "{\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]" + more + "}";
  }

  private static Answer post(String body) throws IOException {
    HttpURLConnection connection = connect(body);
    int status = connection.getResponseCode();
    try (InputStream in =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      return new Answer(status, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /**
   * Sends a request on a connection of its own: the server closes one after a streamed answer,
   * although it says that it keeps it, and the next request might meet that.
   */
  private static HttpURLConnection connect(String body) throws IOException {
    URL url = server.baseUri().resolve("/v1/chat/completions").toURL();
    HttpURLConnection connection = (HttpURLConnection) url.openConnection(Proxy.NO_PROXY);
    connection.setReadTimeout(READ_LIMIT_MILLIS);
    connection.setRequestProperty("Connection", "close");
    connection.setDoOutput(true);
    connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    return connection;
  }

  private record Answer(int status, String body) {}

  private static String content(JsonNode completion) {
    return completion.at("/choices/0/message/content").asText();
  }

  private static List<String> deltas(List<JsonNode> chunks, String field) {
    return chunks.stream()
        .map(chunk -> chunk.at("/choices/0/delta" + field))
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .toList();
  }

  private static String joined(List<JsonNode> chunks, String field) {
    return String.join("", deltas(chunks, field));
  }

  private static String finishReason(List<JsonNode> chunks) {
    return chunks.get(chunks.size() - 1).at("/choices/0/finish_reason").asText();
  }

  private static List<String> calls(JsonNode toolCalls) {
    List<String> calls = new ArrayList<>();
    toolCalls.forEach(toolCall -> calls.add(call(toolCall)));
    return calls;
  }

  /** The name, if this is the first part of a call, and the arguments. */
  private static String call(JsonNode toolCall) {
    return toolCall.at("/function/name").asText() + toolCall.at("/function/arguments").asText();
  }
}
