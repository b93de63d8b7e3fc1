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
import dev.parley.chat.Capabilities.Support;
import dev.parley.chat.Capability;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.chat.ReasoningEffort;
import dev.parley.chat.ResponseFormat;
import dev.parley.chat.ToolChoice;
import dev.parley.chat.ToolDefinition;
import dev.parley.chat.Warning;
import dev.parley.chatcompletions.Dialect;
import dev.parley.chatcompletions.Dialect.SystemRole;
import dev.parley.error.InvalidRequestException;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Extras;
import dev.parley.message.Part;
import dev.parley.message.UserMessage;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Request bodies of the Responses API, to the field. */
class ResponsesEncoderTest {
  private static final String INPUT =
      "'input':[{'role':'user','content':'Hi, this is the prompt'}]";
  private static final String NOT_STORED =
      ",'store':false,'include':['reasoning.encrypted_content']";

  private static ResponsesEncoder encoder(String model, Dialect dialect) {
    return new ResponsesEncoder(
        new ModelId(MODEL.provider(), model), Capabilities.UNKNOWN, dialect, false);
  }

  private static JsonNode tree(ChatRequest request, boolean stream, Dialect dialect) {
    byte[] body = encoder("gpt-x", dialect).encode(request, stream);
    return Json.parse(body, 0, body.length).orElseThrow();
  }

  private static JsonNode tree(UnaryOperator<ChatRequest.Builder> change) {
    return tree(change.apply(HI.toBuilder()).build(), false, Dialect.COMPATIBLE);
  }

  private static JsonNode expected(String members) {
    return Json.parse(json("{'model':'gpt-x'," + INPUT + members + "}")).orElseThrow();
  }

  @Test
  void a_bare_request_is_not_stored_and_asks_for_encrypted_thoughts() {
    assertEquals(expected(NOT_STORED), tree(r -> r));
  }

  @Test
  void a_stream_says_so_and_nothing_else_differs() {
    assertEquals(expected(NOT_STORED + ",'stream':true"), tree(HI, true, Dialect.COMPATIBLE));
  }

  @Test
  void everything_that_is_set_is_written() {
    JsonNode all =
        tree(
            r ->
                r.temperature(0.5)
                    .topP(0.25)
                    .maxOutputTokens(100)
                    .topLogprobs(3)
                    .reasoningEffort(ReasoningEffort.LOW)
                    .responseFormat(ResponseFormat.JSON)
                    .tool(ToolDefinition.of("f", "Does f.", ToolDefinition.NO_PARAMETERS))
                    .toolChoice(ToolChoice.named("f"))
                    .option("work", "service_tier", "flex")
                    .option("openai", "user", "someone"));
    assertEquals(
        expected(
            ",'store':false,'include':['message.output_text.logprobs',"
                + "'reasoning.encrypted_content'],'temperature':0.5,'top_p':0.25,"
                + "'max_output_tokens':100,'top_logprobs':3,'reasoning':{'effort':'low'},"
                + "'text':{'format':{'type':'json_object'}},'tools':[{'type':'function',"
                + "'name':'f','description':'Does f.','parameters':{'type':'object',"
                + "'properties':{}},'strict':"
                + ToolDefinition.of("f", "", ToolDefinition.NO_PARAMETERS).strict()
                + "}],'tool_choice':{'type':'function','name':'f'},'service_tier':'flex'"),
        all);
  }

  @Test
  void logprobs_without_alternatives_ask_for_none() {
    JsonNode body = tree(r -> r.topLogprobs(0));
    assertEquals("message.output_text.logprobs", body.path("include").path(0).asText());
    assertFalse(body.has("top_logprobs"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_schema_is_flat_and_says_whether_it_is_strict(boolean strict) {
    JsonNode body =
        tree(
            r ->
                r.responseFormat(
                    new ResponseFormat.JsonSchema("city", "{\"type\":\"object\"}", strict)));
    assertEquals(
        Json.parse(
                json(
                    "{'type':'json_schema','name':'city','schema':{'type':'object'},'strict':"
                        + strict
                        + "}"))
            .orElseThrow(),
        body.path("text").path("format"));
  }

  @ParameterizedTest
  @CsvSource({"SYSTEM, system", "DEVELOPER, developer"})
  void instructions_have_the_role_of_the_dialect(SystemRole role, String word) {
    ChatRequest request = ChatRequest.builder().system("Be brief").user("Hi").build();
    JsonNode body = tree(request, false, Dialect.COMPATIBLE.with(role));
    assertEquals(word, body.path("input").path(0).path("role").asText());
  }

  @ParameterizedTest
  @CsvSource({"AUTO, auto", "NONE, none", "REQUIRED, required"})
  void the_choice_of_tools_is_a_word(String choice, String word) {
    ToolChoice wanted =
        switch (choice) {
          case "AUTO" -> ToolChoice.AUTO;
          case "NONE" -> ToolChoice.NONE;
          default -> ToolChoice.REQUIRED;
        };
    JsonNode body =
        tree(
            r ->
                r.tool(ToolDefinition.of("f", "", ToolDefinition.NO_PARAMETERS))
                    .toolChoice(wanted));
    assertEquals(word, body.path("tool_choice").asText());
  }

  @Test
  void what_is_about_tools_is_not_written_without_any() {
    JsonNode body =
        tree(
            r ->
                r.toolChoice(ToolChoice.AUTO)
                    .option("work", "parallel_tool_calls", false)
                    .option("work", "max_tool_calls", 3));
    assertEquals(expected(NOT_STORED), body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt-4o",
        "gpt-4.1-mini",
        "gpt-3.5-turbo",
        "chatgpt-4o-latest",
        "gpt-5-chat-latest"
      })
  void models_that_do_not_think_are_not_asked_for_thoughts(String model) {
    JsonNode body = encoder(model, Dialect.COMPATIBLE).tree(HI, false);
    assertEquals("false", body.path("store").asText());
    assertFalse(body.has("include"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-5", "gpt-5.1-codex", "o3", "o4-mini", "qwen3", "gpt-oss-20b"})
  void models_that_think_or_may_are(String model) {
    JsonNode body = encoder(model, Dialect.COMPATIBLE).tree(HI, false);
    assertEquals("reasoning.encrypted_content", body.path("include").path(0).asText());
  }

  @Test
  void what_is_stored_is_known_by_its_ids() {
    assertEquals(expected(",'store':true"), tree(r -> r.option("work", "store", true)));
    assertEquals(expected(",'background':true"), tree(r -> r.option("work", "background", true)));
    assertEquals(
        expected(",'previous_response_id':'resp_1'"),
        tree(r -> r.option("work", "previous_response_id", "resp_1")));
    assertEquals(
        expected(",'conversation':'conv_1'"),
        tree(r -> r.option("work", "conversation", "conv_1")));
  }

  @Test
  void what_is_not_to_be_stored_asks_for_encrypted_thoughts_beside_others() {
    JsonNode body =
        tree(r -> r.option("work", "store", false).option("work", "previous_response_id", "r"));
    assertEquals("reasoning.encrypted_content", body.path("include").path(0).asText());
  }

  @Test
  void what_is_to_be_included_may_be_said_otherwise() {
    JsonNode none = tree(r -> r.option("work", "include", List.of()));
    assertEquals(0, none.path("include").size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "web_search_call.results",
        "reasoning.encrypted_content",
        "message.output_text.logprobs"
      })
  void what_is_to_be_included_besides_is_added_once(String wanted) {
    JsonNode include =
        tree(r -> r.topLogprobs(1).option("work", "include", List.of(wanted))).path("include");
    Set<String> all = new LinkedHashSet<>();
    include.forEach(one -> all.add(one.asText()));
    assertEquals(
        new LinkedHashSet<>(
            List.of("message.output_text.logprobs", "reasoning.encrypted_content", wanted)),
        all);
    assertEquals(all.size(), include.size());
  }

  @Test
  void what_else_is_to_be_included_does_not_bring_back_what_is_left_out() {
    ChatRequest request =
        HI.toBuilder().option("work", "include", List.of("web_search_call.results")).build();
    assertEquals(
        Json.parse(json("['web_search_call.results']")).orElseThrow(),
        tree(request, false, Dialect.COMPATIBLE.withLeftOut("include")).path("include"));
  }

  @Test
  void hosted_tools_stand_beside_those_of_the_request() {
    JsonNode tools =
        tree(r ->
                r.tool(ToolDefinition.of("f", "", ToolDefinition.NO_PARAMETERS))
                    .option("work", "tools", List.of(Map.of("type", "web_search"))))
            .path("tools");
    assertEquals("f", tools.path(0).path("name").asText());
    assertEquals("web_search", tools.path(1).path("type").asText());
  }

  @Test
  void options_of_one_object_are_merged() {
    JsonNode body =
        tree(
            r ->
                r.reasoningEffort(ReasoningEffort.HIGH)
                    .responseFormat(ResponseFormat.JSON)
                    .option("work", "reasoning", Map.of("summary", "auto"))
                    .option("work", "text", Map.of("verbosity", "low")));
    assertEquals(
        Json.parse(json("{'effort':'high','summary':'auto'}")).orElseThrow(),
        body.path("reasoning"));
    assertEquals(
        Json.parse(json("{'format':{'type':'json_object'},'verbosity':'low'}")).orElseThrow(),
        body.path("text"));
  }

  @Test
  void options_of_streams_go_with_streams_only() {
    ChatRequest request =
        HI.toBuilder()
            .option("work", "stream_options", Map.of("include_obfuscation", false))
            .build();
    assertFalse(tree(request, false, Dialect.COMPATIBLE).has("stream_options"));
    assertFalse(
        tree(request, true, Dialect.COMPATIBLE)
            .path("stream_options")
            .path("include_obfuscation")
            .asBoolean(true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"model", "input", "stream"})
  void options_that_the_call_decides_are_refused(String name) {
    InvalidRequestException e =
        assertThrows(InvalidRequestException.class, () -> tree(r -> r.option("work", name, "x")));
    assertTrue(e.getMessage().contains("\"" + name + "\""), e::getMessage);
  }

  @Test
  void what_this_api_does_not_know_is_warned_of_and_not_sent() {
    ChatRequest request =
        HI.toBuilder().stop(List.of("END")).frequencyPenalty(1).presencePenalty(1).seed(7).build();
    List<String> subjects =
        encoder("gpt-x", Dialect.COMPATIBLE).warnings(request).stream()
            .map(Warning::subject)
            .toList();
    assertEquals(List.of("stop", "frequency_penalty", "presence_penalty"), subjects);
    assertEquals(expected(NOT_STORED), tree(request, false, Dialect.COMPATIBLE));
  }

  @Test
  void who_speaks_is_warned_of_once() {
    Extras named = Extras.NONE.withProviderData("work", "{\"name\":\"ann\"}");
    Extras others = Extras.NONE.withProviderData("other", "{\"name\":\"ann\"}");
    ChatRequest request =
        HI.toBuilder()
            .message(new UserMessage(List.of(Part.text("a")), named))
            .message(new UserMessage(List.of(Part.text("b")), named))
            .build();
    ResponsesEncoder encoder = encoder("gpt-x", Dialect.COMPATIBLE);
    assertEquals(
        List.of("name"), encoder.warnings(request).stream().map(Warning::subject).toList());
    ChatRequest example =
        HI.toBuilder().message(new AssistantMessage(List.of(Part.text("a")), named)).build();
    assertEquals(
        List.of("name"), encoder.warnings(example).stream().map(Warning::subject).toList());
    ChatRequest nobody =
        HI.toBuilder().message(new UserMessage(List.of(Part.text("a")), others)).build();
    assertEquals(List.of(), encoder.warnings(nobody));
  }

  @Test
  void of_the_seed_the_capabilities_warn_and_of_sound_they_say_no() {
    Capabilities known = ResponsesEncoder.within(Capabilities.UNKNOWN);
    assertEquals(Support.NO, known.of(Capability.SEED));
    assertEquals(Support.NO, known.of(Capability.AUDIO_INPUT));
    assertEquals(Support.UNKNOWN, known.of(Capability.IMAGE_INPUT));
  }

  @Test
  void what_the_server_refuses_is_left_out() {
    Dialect dialect =
        Dialect.COMPATIBLE
            .withLeftOut("store")
            .withLeftOut("include")
            .withLeftOut("strict")
            .withLeftOut("top_p");
    ChatRequest request =
        HI.toBuilder()
            .topP(0.5)
            .tool(ToolDefinition.of("f", "", ToolDefinition.NO_PARAMETERS))
            .build();
    JsonNode body = tree(request, false, dialect);
    assertFalse(body.has("store") || body.has("include") || body.has("top_p"), body::toString);
    assertFalse(body.path("tools").path(0).has("strict"), body::toString);
    assertEquals("top_p", encoder("gpt-x", dialect).warnings(request).get(0).subject());
  }

  @Test
  void a_schema_that_is_no_object_is_refused_before_anything_is_sent() {
    InvalidRequestException e =
        assertThrows(
            InvalidRequestException.class,
            () -> tree(r -> r.responseFormat(ResponseFormat.jsonSchema("city", "[]"))));
    assertTrue(e.getMessage().contains("the schema city"), e::getMessage);
  }
}
