package dev.parley.chatcompletions.internal;

import static dev.parley.chatcompletions.internal.Wire.HI;
import static dev.parley.chatcompletions.internal.Wire.MODEL;
import static dev.parley.chatcompletions.internal.Wire.json;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.chat.Capabilities;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.ReasoningEffort;
import dev.parley.chat.ResponseFormat;
import dev.parley.chat.ToolChoice;
import dev.parley.chat.ToolDefinition;
import dev.parley.chatcompletions.Dialect;
import dev.parley.chatcompletions.Dialect.MaxTokensField;
import dev.parley.error.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestEncoderTest {
  private static final String MESSAGES =
      "'messages':[{'role':'user','content':'Hi, this is the prompt'}]";

  private static JsonNode tree(ChatRequest request, boolean stream, Dialect dialect) {
    byte[] body =
        new RequestEncoder(MODEL, Capabilities.UNKNOWN, dialect, false).encode(request, stream);
    return Json.parse(body, 0, body.length).orElseThrow();
  }

  private static JsonNode tree(UnaryOperator<ChatRequest.Builder> change) {
    return tree(change.apply(HI.toBuilder()).build(), false, Dialect.COMPATIBLE);
  }

  private static JsonNode expected(String members) {
    return Json.parse(json("{'model':'gpt-x'," + MESSAGES + members + "}")).orElseThrow();
  }

  @Test
  void only_what_is_set_is_written() {
    assertEquals(expected(""), tree(r -> r));
  }

  @Test
  void everything_that_is_set_is_written() {
    JsonNode all =
        tree(
            r ->
                r.temperature(0.5)
                    .topP(0.25)
                    .seed(7)
                    .frequencyPenalty(-1.5)
                    .presencePenalty(1)
                    .maxOutputTokens(100)
                    .stop(List.of("END", "\n"))
                    .topLogprobs(3)
                    .reasoningEffort(ReasoningEffort.LOW)
                    .responseFormat(ResponseFormat.JSON)
                    .tool(ToolDefinition.of("f", "", ToolDefinition.NO_PARAMETERS))
                    .toolChoice(ToolChoice.REQUIRED)
                    .option("work", "verbosity", "low")
                    .option("openai", "user", "someone"));
    assertEquals(
        expected(
            ",'max_tokens':100,'temperature':0.5,'top_p':0.25,'seed':7,'frequency_penalty':-1.5,"
                + "'presence_penalty':1.0,'stop':['END','\\n'],'logprobs':true,'top_logprobs':3,"
                + "'reasoning_effort':'low','tools':[{'type':'function','function':{'name':'f',"
                + "'parameters':{'type':'object','properties':{}}}}],'tool_choice':'required',"
                + "'response_format':{'type':'json_object'},'verbosity':'low'"),
        all);
  }

  @Test
  void logprobs_without_alternatives_ask_for_none() {
    assertEquals(expected(",'logprobs':true"), tree(r -> r.topLogprobs(0)));
  }

  @ParameterizedTest
  @EnumSource(MaxTokensField.class)
  void the_output_limit_goes_into_the_field_of_the_dialect(MaxTokensField field) {
    JsonNode body =
        tree(HI.toBuilder().maxOutputTokens(5).build(), false, Dialect.COMPATIBLE.with(field));
    boolean current = field == MaxTokensField.MAX_COMPLETION_TOKENS;
    assertEquals(5, body.path(current ? "max_completion_tokens" : "max_tokens").intValue());
    assertFalse(body.has(current ? "max_tokens" : "max_completion_tokens"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_stream_is_asked_for_its_usage_where_the_dialect_has_it(boolean usage) {
    JsonNode body = tree(HI, true, Dialect.COMPATIBLE.withStreamUsage(usage));
    assertTrue(body.path("stream").booleanValue());
    assertEquals(usage, body.path("stream_options").path("include_usage").asBoolean());
    assertEquals(usage, body.has("stream_options"));
  }

  @Test
  void flags_of_streams_are_written_with_streams_only() {
    Dialect dialect =
        Dialect.COMPATIBLE
            .withStreamUsage(false)
            .withStreamFlag("return_progress", true)
            .withStreamFlag("timings_per_token", false);
    assertEquals(
        expected(",'stream':true,'return_progress':true,'timings_per_token':false"),
        tree(HI, true, dialect));
    assertEquals(expected(""), tree(HI, false, dialect));
    assertEquals(Map.of(), Dialect.COMPATIBLE.streamFlags());
  }

  @Test
  void an_option_wins_over_a_flag_of_streams() {
    ChatRequest request = HI.toBuilder().option("work", "return_progress", false).build();
    Dialect dialect = Dialect.COMPATIBLE.withStreamFlag("return_progress", true);
    JsonNode body = tree(request, true, dialect);
    assertTrue(body.has("return_progress"));
    assertFalse(body.path("return_progress").booleanValue());
  }

  @Test
  void a_strict_schema_is_written_as_an_object() {
    assertEquals(
        expected(
            ",'response_format':{'type':'json_schema','json_schema':{'name':'s','schema':"
                + "{'type':'object','maximum':100.0},'strict':true}}"),
        tree(
            r ->
                r.responseFormat(
                    ResponseFormat.jsonSchema("s", json("{'type':'object','maximum':100.0}")))));
  }

  @Test
  void a_lenient_schema_says_nothing_of_strictness() {
    JsonNode body = tree(r -> r.responseFormat(new ResponseFormat.JsonSchema("s", "{}", false)));
    assertFalse(body.path("response_format").path("json_schema").has("strict"));
  }

  @Test
  void text_as_a_format_is_written() {
    assertEquals(
        expected(",'response_format':{'type':'text'}"),
        tree(r -> r.responseFormat(ResponseFormat.TEXT)));
  }

  @Test
  void tools_carry_description_schema_and_strictness() {
    JsonNode body = tree(r -> r.tool(new ToolDefinition("f", "Does f", "{\"a\":1}", true)));
    assertEquals(
        json(
            "[{'type':'function','function':{'name':'f','description':'Does f',"
                + "'parameters':{'a':1},'strict':true}}]"),
        body.path("tools").toString());
    assertFalse(body.has("tool_choice"));
  }

  @Test
  void a_named_choice_is_an_object() {
    JsonNode body =
        tree(r -> r.tool(ToolDefinition.of("f", "", "{}")).toolChoice(ToolChoice.named("f")));
    assertEquals(
        json("{'type':'function','function':{'name':'f'}}"), body.path("tool_choice").toString());
  }

  @Test
  void there_is_no_choice_without_tools() {
    assertEquals(expected(""), tree(r -> r.toolChoice(ToolChoice.NONE)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "[]", "nonsense", "{", "{} {}", "null"})
  void a_schema_that_is_no_json_object_is_refused(String schema) {
    RequestEncoder encoder =
        new RequestEncoder(MODEL, Capabilities.UNKNOWN, Dialect.COMPATIBLE, false);
    ChatRequest request =
        HI.toBuilder().responseFormat(new ResponseFormat.JsonSchema("s", schema, true)).build();
    InvalidRequestException e =
        assertThrows(InvalidRequestException.class, () -> encoder.encode(request, false));
    assertTrue(e.getMessage().contains("the schema s"), e::getMessage);
    if (!schema.isBlank()) {
      ChatRequest tool = HI.toBuilder().tool(ToolDefinition.of("f", "", schema)).build();
      assertThrows(InvalidRequestException.class, () -> encoder.encode(tool, false));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"model", "messages", "stream", "n", "n_cmpl"})
  void options_that_change_how_the_answer_is_read_are_refused(String option) {
    RequestEncoder encoder =
        new RequestEncoder(MODEL, Capabilities.UNKNOWN, Dialect.COMPATIBLE, false);
    ChatRequest request = HI.toBuilder().option("work", option, "a-value").build();
    InvalidRequestException e =
        assertThrows(InvalidRequestException.class, () -> encoder.encode(request, false));
    assertTrue(e.getMessage().contains("\"" + option + "\""), e::getMessage);
    assertFalse(e.getMessage().contains("a-value"), e::getMessage);
  }

  @Test
  void options_may_be_nested_and_replace_what_is_written() {
    JsonNode body =
        tree(
            r ->
                r.temperature(1)
                    .option("work", "temperature", 0.5)
                    .option("work", "metadata", Map.of("a", List.of(1, true, "x"))));
    assertEquals(0.5, body.path("temperature").doubleValue());
    assertEquals(json("{'a':[1,true,'x']}"), body.path("metadata").toString());
  }

  @Test
  void half_a_character_does_not_keep_a_request_from_being_sent() {
    byte[] body =
        new RequestEncoder(MODEL, Capabilities.UNKNOWN, Dialect.COMPATIBLE, false)
            .encode(ChatRequest.of("cut \uD83D, whole \uD83D\uDE00"), false);
    JsonNode tree = Json.parse(body, 0, body.length).orElseThrow();
    assertEquals(
        "cut ?, whole \uD83D\uDE00", tree.path("messages").path(0).path("content").textValue());
    assertTrue(new String(body, StandardCharsets.UTF_8).contains("\uD83D\uDE00"));
  }
}
