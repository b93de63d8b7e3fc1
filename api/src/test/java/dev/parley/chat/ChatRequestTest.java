package dev.parley.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Timeouts.Kind;
import dev.parley.message.Extras;
import dev.parley.message.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatRequestTest {
  private static final ToolDefinition TOOL =
      ToolDefinition.of("weather", "Tells the weather", ToolDefinition.NO_PARAMETERS);

  private static final Extras EXTRAS = Extras.NONE.withUnknownField("new", "1");

  private static ChatRequest full() {
    return ChatRequest.builder()
        .system("Be brief")
        .user("Hi")
        .assistant("Hello")
        .messages(List.of(Message.user("Weather?")))
        .tool(TOOL)
        .toolChoice(ToolChoice.named("weather"))
        .responseFormat(ResponseFormat.jsonSchema("answer", "{}"))
        .stop(List.of("END"))
        .reasoningEffort(ReasoningEffort.LOW)
        .temperature(0.5)
        .topP(0.9)
        .maxOutputTokens(100)
        .seed(7)
        .frequencyPenalty(-1)
        .presencePenalty(1)
        .topLogprobs(2)
        .timeouts(Timeouts.UNSET.with(Kind.SILENCE, Duration.ofSeconds(3)))
        .option("work", "user", "me")
        .option("work", "list", List.of(1, Map.of("a", true)))
        .rawChunks(true)
        .idempotencyKey("batch-1/row-7")
        .extras(EXTRAS)
        .build();
  }

  @Test
  void every_field_survives_to_builder() {
    ChatRequest copy = full().toBuilder().build();

    assertEquals(
        List.of("Be brief", "Hi", "Hello", "Weather?"),
        copy.messages().stream().map(Message::text).toList());
    assertEquals(List.of(TOOL), copy.tools());
    assertEquals(Optional.of(ToolChoice.named("weather")), copy.toolChoice());
    assertEquals(Optional.of(ResponseFormat.jsonSchema("answer", "{}")), copy.responseFormat());
    assertEquals(List.of("END"), copy.stop());
    assertEquals(Optional.of(ReasoningEffort.LOW), copy.reasoningEffort());
    assertEquals(OptionalDouble.of(0.5), copy.temperature());
    assertEquals(OptionalDouble.of(0.9), copy.topP());
    assertEquals(OptionalInt.of(100), copy.maxOutputTokens());
    assertEquals(OptionalLong.of(7), copy.seed());
    assertEquals(OptionalDouble.of(-1), copy.frequencyPenalty());
    assertEquals(OptionalDouble.of(1), copy.presencePenalty());
    assertEquals(OptionalInt.of(2), copy.topLogprobs());
    assertEquals(Optional.of(Duration.ofSeconds(3)), copy.timeouts().get(Kind.SILENCE));
    assertEquals(Map.of("user", "me", "list", List.of(1, Map.of("a", true))), copy.options("work"));
    assertEquals(Map.of("work", copy.options("work")), copy.options());
    assertEquals(EXTRAS, copy.extras());
    assertTrue(copy.rawChunks());
    assertEquals(Optional.of("batch-1/row-7"), copy.idempotencyKey());
  }

  @Test
  void what_is_not_set_is_empty() {
    ChatRequest request = ChatRequest.of("Hi");

    assertEquals(List.of(Message.user("Hi")), request.messages());
    assertTrue(request.tools().isEmpty() && request.stop().isEmpty());
    assertTrue(request.toolChoice().isEmpty() && request.responseFormat().isEmpty());
    assertTrue(request.reasoningEffort().isEmpty() && request.temperature().isEmpty());
    assertTrue(request.topP().isEmpty() && request.maxOutputTokens().isEmpty());
    assertTrue(request.seed().isEmpty() && request.topLogprobs().isEmpty());
    assertTrue(request.frequencyPenalty().isEmpty() && request.presencePenalty().isEmpty());
    assertEquals(Timeouts.UNSET, request.timeouts());
    assertEquals(Map.of(), request.options("anyone"));
    assertFalse(request.rawChunks());
    assertTrue(request.idempotencyKey().isEmpty());
  }

  @Test
  void changing_the_copy_leaves_the_original_alone() {
    ChatRequest original = full();

    ChatRequest changed = original.toBuilder().user("More").option("work", "user", "you").build();

    assertEquals(4, original.messages().size());
    assertEquals("me", original.options("work").get("user"));
    assertEquals("you", changed.options("work").get("user"));
  }

  @Test
  void request_needs_a_message() {
    ChatRequest.Builder empty = ChatRequest.builder();

    assertThrows(IllegalArgumentException.class, empty::build);
  }

  @Test
  void options_are_copied_deeply() {
    List<Object> inner = new ArrayList<>(List.of("a"));
    Map<String, Object> outer = new HashMap<>(Map.of("inner", inner));
    ChatRequest request = ChatRequest.builder().user("Hi").option("work", "o", outer).build();

    inner.add("b");
    outer.put("more", 1);

    assertEquals(Map.of("o", Map.of("inner", List.of("a"))), request.options("work"));
    assertThrows(UnsupportedOperationException.class, () -> request.options("work").clear());
  }

  static Stream<Object> withoutJsonForm() {
    Map<String, Object> withNull = new HashMap<>();
    withNull.put("a", null);
    return Stream.of(
        new Object(),
        'c',
        new int[0],
        Double.NaN,
        Float.POSITIVE_INFINITY,
        List.of(new Object()),
        Arrays.asList("a", null),
        withNull);
  }

  @ParameterizedTest
  @MethodSource("withoutJsonForm")
  void option_without_a_json_form_is_refused_by_name(Object value) {
    ChatRequest.Builder builder = ChatRequest.builder().user("Hi").option("work", "odd", value);

    Exception e = assertThrows(IllegalArgumentException.class, builder::build);

    assertTrue(e.getMessage().contains("odd"), e.getMessage());
  }

  @Test
  void numbers_out_of_range_are_refused() {
    ChatRequest.Builder builder = ChatRequest.builder();

    assertThrows(IllegalArgumentException.class, () -> builder.temperature(-0.1));
    assertThrows(IllegalArgumentException.class, () -> builder.topP(-1));
    assertThrows(IllegalArgumentException.class, () -> builder.maxOutputTokens(0));
    assertThrows(IllegalArgumentException.class, () -> builder.topLogprobs(-1));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void numbers_that_json_does_not_have_are_refused(double value) {
    ChatRequest.Builder builder = ChatRequest.builder();

    assertThrows(IllegalArgumentException.class, () -> builder.temperature(value));
    assertThrows(IllegalArgumentException.class, () -> builder.topP(value));
    assertThrows(IllegalArgumentException.class, () -> builder.frequencyPenalty(value));
    assertThrows(IllegalArgumentException.class, () -> builder.presencePenalty(value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\nb", "é"})
  void an_idempotency_key_fits_into_a_header(String key) {
    ChatRequest.Builder builder = ChatRequest.builder();

    assertThrows(IllegalArgumentException.class, () -> builder.idempotencyKey(key));
    assertThrows(IllegalArgumentException.class, () -> builder.idempotencyKey("k".repeat(256)));
    builder.idempotencyKey("k".repeat(255)).idempotencyKey(null);
  }

  @Test
  void to_string_never_shows_content() {
    String shown = ChatRequest.of("my prompt").toString();

    assertEquals("ChatRequest[1 messages, 0 tools]", shown);
  }

  @Test
  void tools_and_schemas_need_plain_names() {
    assertThrows(IllegalArgumentException.class, () -> ToolDefinition.of("a b", "", "{}"));
    assertThrows(IllegalArgumentException.class, () -> ToolDefinition.of("x".repeat(65), "", "{}"));
    assertThrows(IllegalArgumentException.class, () -> ToolDefinition.of("a", "", " "));
    assertThrows(IllegalArgumentException.class, () -> ResponseFormat.jsonSchema("", "{}"));
    assertThrows(IllegalArgumentException.class, () -> ToolChoice.named(" "));
  }
}
