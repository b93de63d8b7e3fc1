package dev.parley.structured;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.message.Message;
import dev.parley.message.Part.TextPart;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import dev.parley.message.ToolMessage;
import dev.parley.mock.MockChatModel;
import dev.parley.mock.MockReply;
import dev.parley.tool.ToolLoop;
import dev.parley.tool.Toolbox;
import java.io.File;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Tools from records and functions. */
class JsonToolTest {
  record City(@Description("In English") String name, @Bounds(min = 1, max = 7) int days) {
    City {
      if (name.isBlank()) {
        throw new IllegalArgumentException("a city has a name");
      }
    }
  }

  record Weather(@Name("in-words") String words, double degrees, Optional<LocalDate> until) {}

  private static final JsonTool<City> WEATHER =
      JsonTool.of(
          "weather",
          "Tells the weather.",
          City.class,
          city -> new Weather("fine in " + city.name(), 20.5, Optional.empty()));

  private static String call(JsonTool<?> tool, String arguments) throws Exception {
    return tool.handle(new ToolCall("c", "weather", arguments));
  }

  @Test
  void a_tool_is_defined_by_its_record() {
    assertEquals("weather", WEATHER.definition().name());
    assertEquals("Tells the weather.", WEATHER.definition().description());
    assertEquals(JsonType.of(City.class).schema(), WEATHER.definition().parametersJson());
    assertTrue(WEATHER.definition().strict());
  }

  @Test
  void a_model_calls_it_and_is_told_the_result() {
    MockChatModel model =
        MockChatModel.builder()
            .reply(MockReply.toolCall("weather", "{\"name\":\"Rome\",\"days\":2}"))
            .reply("Fine.")
            .build();
    Toolbox tools = Toolbox.builder().tool(WEATHER.definition(), WEATHER).build();

    ToolLoop.Result result =
        ToolLoop.builder(model, tools).build().run(ChatRequest.of("The weather in Rome?"));

    assertEquals("Fine.", result.completion().text());
    assertEquals(
        "{\"in-words\":\"fine in Rome\",\"degrees\":20.5,\"until\":null}",
        toolResult(result.messages().get(1)));
  }

  private static String toolResult(Message message) {
    ToolResult result = ((ToolMessage) message).results().get(0);
    return ((TextPart) result.content().get(0)).text();
  }

  @Test
  void arguments_that_do_not_fit_are_told_to_the_model_with_their_place() {
    assertRefused("{\"name\":\"Rome\",\"days\":8}", "at /days: must be at most 7");
    assertRefused("{\"name\":\"Rome\"}", "at /days: is missing");
    assertRefused("", "at /name: is missing");
    assertRefused("{\"name\":", "it ends before the JSON does");
    assertRefused(
        "{\"name\":\" \",\"days\":1}", "the constructor of City refuses it (a city has a name)");
  }

  private static void assertRefused(String arguments, String problem) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> call(WEATHER, arguments));
    assertEquals("the arguments do not fit the tool's parameters: " + problem, e.getMessage());
  }

  record Nobody() {}

  private static String result(Object result) throws Exception {
    return call(JsonTool.of("t", "", Nobody.class, nobody -> result), "");
  }

  @Test
  void results_are_words_or_plain_json() throws Exception {
    assertEquals("as it is", result("as it is"));
    assertEquals("null", result(null));
    assertEquals("7", result(7));
    assertEquals("true", result(true));
    assertEquals("\"very-high\"", result(Family.Level.HIGH));
    assertEquals("\"ODD\"", result(Family.Level.ODD));
    assertEquals("\"2026-11-22\"", result(LocalDate.of(2026, 11, 22)));
    assertEquals("[1,null,\"a\"]", result(Arrays.asList(1, null, "a")));
    assertEquals("[[1,2],[3]]", result(new int[][] {{1, 2}, {3}}));
    assertEquals("null", result(Optional.empty()));
    assertEquals("[1,2,0.5]", result(numbers(OptionalInt.of(1))));
    assertEquals("[null,2,0.5]", result(numbers(OptionalInt.empty())));
    Map<Object, Object> map = new LinkedHashMap<>();
    map.put("Rome", new Nobody());
    map.put(3, List.of());
    map.put(Family.Level.HIGH, null);
    assertEquals("{\"Rome\":{},\"3\":[],\"very-high\":null}", result(map));
    assertEquals(
        "{\"content\":\"a\",\"other\":null,\"more\":[]}",
        result(new Family.Box<>("a", Optional.empty(), List.of())));
  }

  private static List<Object> numbers(OptionalInt first) {
    return List.of(first, OptionalLong.of(2), OptionalDouble.of(0.5));
  }

  @Test
  void a_result_without_json_is_an_error_that_says_what_to_return() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> result(List.of(1, new File("f"))));
    assertEquals(
        "the tool's result has no JSON, at /1: there is a java.io.File: return a text, a record or"
            + " a list",
        e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> result(Double.NaN));
  }

  @Test
  void what_the_function_throws_is_thrown() {
    JsonTool<Nobody> tool =
        JsonTool.of(
            "t",
            "",
            Nobody.class,
            nobody -> {
              throw new InterruptedException("stop");
            });
    assertThrows(InterruptedException.class, () -> call(tool, "{}"));
  }

  @Test
  void two_keys_of_a_map_that_are_written_the_same_are_an_error() {
    Map<Object, Object> map = new LinkedHashMap<>();
    map.put(1, "a");
    map.put("1", "b");

    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> result(List.of(map)));
    assertEquals(
        "the tool's result has no JSON, at /0: two keys of the map are written the same",
        e.getMessage());
  }

  @Test
  void a_tool_may_see_the_call_and_ask_whether_to_stop() throws Exception {
    JsonTool<City> tool =
        JsonTool.polling(
            "weather",
            "",
            JsonType.of(City.class),
            (city, call, run) -> call.id() + " " + city.name() + " " + run.isStopped());
    ToolCall call = new ToolCall("call_7", "weather", "{\"name\":\"Rome\",\"days\":2}");

    assertEquals("call_7 Rome true", tool.handle(call, () -> true));
    assertEquals("call_7 Rome false", tool.handle(call));
    Thread.currentThread().interrupt();
    try {
      assertEquals("call_7 Rome true", tool.handle(call), "without a loop the thread's own flag");
    } finally {
      assertTrue(Thread.interrupted());
    }
  }
}
