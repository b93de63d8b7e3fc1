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
import dev.parley.chat.Capability;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.ReasoningEffort;
import dev.parley.chat.ResponseFormat;
import dev.parley.chat.ToolChoice;
import dev.parley.chat.ToolDefinition;
import dev.parley.chat.Warning;
import dev.parley.chatcompletions.Dialect;
import dev.parley.error.InvalidRequestException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fields of a request that are set by option, left out, or refused. */
class RequestFieldsTest {
  private static final ToolDefinition TOOL =
      new ToolDefinition("f", "", ToolDefinition.NO_PARAMETERS, true);

  private static JsonNode sent(ChatRequest request, Dialect dialect, boolean stream) {
    return new RequestEncoder(MODEL, Capabilities.UNKNOWN, dialect, false).tree(request, stream);
  }

  private static JsonNode sent(ChatRequest.Builder request) {
    return sent(request.build(), Dialect.COMPATIBLE, false);
  }

  static Stream<Arguments> fields() {
    return Stream.of(
        Arguments.of("verbosity", "low", "'low'"),
        Arguments.of("service_tier", "flex", "'flex'"),
        Arguments.of("store", true, "true"),
        Arguments.of("metadata", Map.of("a", "b"), "{'a':'b'}"),
        Arguments.of("prompt_cache_key", "k", "'k'"),
        Arguments.of("prompt_cache_retention", "24h", "'24h'"),
        Arguments.of("prompt_cache_options", Map.of("mode", "implicit"), "{'mode':'implicit'}"),
        Arguments.of("safety_identifier", "u", "'u'"),
        Arguments.of("user", "u", "'u'"),
        Arguments.of("logit_bias", Map.of("50256", -100), "{'50256':-100}"),
        Arguments.of("modalities", List.of("text", "audio"), "['text','audio']"),
        Arguments.of("audio", Map.of("voice", "alloy"), "{'voice':'alloy'}"),
        Arguments.of("prediction", Map.of("type", "content"), "{'type':'content'}"),
        Arguments.of("web_search_options", Map.of(), "{}"),
        Arguments.of("moderation", Map.of("model", "m"), "{'model':'m'}"),
        Arguments.of("reasoning_effort", "xhigh", "'xhigh'"),
        Arguments.of("top_logprobs", 2, "2"),
        Arguments.of("n", 1, "1"));
  }

  @ParameterizedTest
  @MethodSource("fields")
  void every_other_field_is_an_option_and_never_sent_unless_set(
      String name, Object value, String written) {
    assertEquals(
        json(written), sent(HI.toBuilder().option("work", name, value)).path(name).toString());
    assertFalse(sent(HI.toBuilder()).has(name));
    assertFalse(sent(HI.toBuilder().option("other", name, value)).has(name));
  }

  @ParameterizedTest
  @EnumSource(ReasoningEffort.class)
  void every_effort_has_its_word(ReasoningEffort effort) {
    assertEquals(
        effort.name().toLowerCase(Locale.ROOT),
        sent(HI.toBuilder().reasoningEffort(effort)).path("reasoning_effort").textValue());
  }

  @ParameterizedTest
  @CsvSource({"AUTO, auto", "NONE, none", "REQUIRED, required"})
  void every_choice_of_tools_has_its_word(ToolChoice.Mode choice, String word) {
    assertEquals(
        word, sent(HI.toBuilder().tool(TOOL).toolChoice(choice)).path("tool_choice").textValue());
  }

  @Test
  void custom_tools_stand_beside_the_others() {
    Map<String, Object> custom = Map.of("type", "custom", "custom", Map.of("name", "shell"));
    JsonNode body =
        sent(
            HI.toBuilder()
                .tool(TOOL)
                .option("work", "tools", List.of(custom))
                .option("work", "parallel_tool_calls", false)
                .option("work", "tool_choice", custom));
    assertEquals("function", body.at("/tools/0/type").textValue());
    assertEquals("custom", body.at("/tools/1/type").textValue());
    assertFalse(body.path("parallel_tool_calls").booleanValue());
    assertEquals("shell", body.at("/tool_choice/custom/name").textValue());
    assertEquals(
        "shell",
        sent(HI.toBuilder()
                .option("work", "tools", List.of(custom))
                .toolChoice(ToolChoice.REQUIRED))
            .at("/tools/0/custom/name")
            .textValue());
  }

  @Test
  void what_is_about_tools_is_not_sent_without_any() {
    JsonNode body =
        sent(
            HI.toBuilder()
                .toolChoice(ToolChoice.AUTO)
                .option("work", "tools", List.of())
                .option("work", "parallel_tool_calls", false));
    assertEquals(sent(HI.toBuilder()), body);
  }

  @Test
  void options_of_a_stream_are_merged_and_go_with_streams_only() {
    ChatRequest request =
        HI.toBuilder()
            .option("work", "stream_options", Map.of("include_obfuscation", false))
            .build();
    assertEquals(
        json("{'include_usage':true,'include_obfuscation':false}"),
        sent(request, Dialect.COMPATIBLE, true).path("stream_options").toString());
    assertFalse(sent(request, Dialect.COMPATIBLE, false).has("stream_options"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 128})
  void more_than_one_choice_is_refused_with_the_reason(int n) {
    for (String name : new String[] {"n", "n_cmpl"}) {
      InvalidRequestException e =
          assertThrows(
              InvalidRequestException.class, () -> sent(HI.toBuilder().option("work", name, n)));
      assertTrue(e.getMessage().contains("one choice only"), e::getMessage);
      assertTrue(e.getMessage().contains("nothing was sent"), e::getMessage);
    }
  }

  @Test
  void what_a_server_refuses_is_left_out_with_a_warning() {
    Dialect dialect =
        Dialect.COMPATIBLE
            .withLeftOut("reasoning_effort")
            .withLeftOut("seed")
            .withLeftOut("strict")
            .withLeftOut("top_p");
    ChatRequest request =
        HI.toBuilder()
            .reasoningEffort(ReasoningEffort.LOW)
            .seed(7)
            .tool(TOOL)
            .responseFormat(ResponseFormat.jsonSchema("s", "{}"))
            .build();
    JsonNode body = sent(request, dialect, false);
    assertFalse(body.toString().contains("strict"), body::toString);
    assertFalse(body.has("seed") || body.has("reasoning_effort"), body::toString);
    assertTrue(body.has("tools") && body.has("response_format"), body::toString);
    RequestEncoder encoder = new RequestEncoder(MODEL, Capabilities.UNKNOWN, dialect, false);
    assertEquals(
        List.of("reasoning_effort", "seed", "strict"),
        encoder.warnings(request).stream().map(Warning::subject).toList());
    assertEquals(List.of(), encoder.warnings(HI));
    assertTrue(Dialect.COMPATIBLE.leftOut().isEmpty());
  }

  @Test
  void who_sets_a_field_by_option_means_it() {
    Dialect dialect = Dialect.COMPATIBLE.withLeftOut("seed");
    ChatRequest request = HI.toBuilder().seed(7).option("work", "seed", 8).build();
    assertEquals(8, sent(request, dialect, false).path("seed").intValue());
    assertEquals(
        List.of(),
        new RequestEncoder(MODEL, Capabilities.UNKNOWN, dialect, false).warnings(request));
  }

  @Test
  void a_preference_that_the_model_has_not_is_not_sent() {
    Capabilities known =
        Capabilities.UNKNOWN
            .with(Capability.SEED, Capabilities.Support.NO)
            .with(Capability.REASONING_EFFORT, Capabilities.Support.NO);
    ChatRequest request = HI.toBuilder().seed(7).reasoningEffort(ReasoningEffort.LOW).build();
    JsonNode body =
        new RequestEncoder(MODEL, known, Dialect.COMPATIBLE, false).tree(request, false);
    assertFalse(body.has("seed") || body.has("reasoning_effort"), body::toString);
  }

  private static List<String> warnings(ChatRequest.Builder request, Dialect dialect) {
    return new RequestEncoder(MODEL, Capabilities.UNKNOWN, dialect, false)
        .warnings(request.build()).stream().map(Warning::subject).toList();
  }

  @Test
  void tools_that_are_left_out_are_warned_of_only_where_there_were_any() {
    Dialect dialect = Dialect.COMPATIBLE.withLeftOut("tools");
    assertEquals(List.of(), warnings(HI.toBuilder(), dialect));
    assertEquals(List.of("tools"), warnings(HI.toBuilder().tool(TOOL), dialect));
    assertEquals(
        sent(HI.toBuilder()),
        sent(HI.toBuilder().tool(TOOL).toolChoice(ToolChoice.AUTO).build(), dialect, false));
  }

  @Test
  void logprobs_that_are_left_out_take_their_number_along() {
    Dialect dialect = Dialect.COMPATIBLE.withLeftOut("logprobs");
    assertEquals(sent(HI.toBuilder()), sent(HI.toBuilder().topLogprobs(3).build(), dialect, false));
    assertEquals(List.of("logprobs"), warnings(HI.toBuilder().topLogprobs(3), dialect));
    assertEquals(
        3,
        sent(HI.toBuilder().option("work", "top_logprobs", 3).build(), dialect, false)
            .path("top_logprobs")
            .intValue());
    JsonNode without =
        sent(
            HI.toBuilder().topLogprobs(3).build(),
            Dialect.COMPATIBLE.withLeftOut("top_logprobs"),
            false);
    assertTrue(without.path("logprobs").booleanValue(), without::toString);
    assertFalse(without.has("top_logprobs"), without::toString);
  }
}
