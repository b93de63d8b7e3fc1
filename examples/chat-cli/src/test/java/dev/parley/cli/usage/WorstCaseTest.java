package dev.parley.cli.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.ResponseFormat;
import dev.parley.chat.ToolDefinition;
import dev.parley.cli.money.ModelPattern;
import dev.parley.cli.money.Price;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Extras;
import dev.parley.message.Media;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.message.Part.AudioPart;
import dev.parley.message.Part.FilePart;
import dev.parley.message.Part.OpaquePart;
import dev.parley.message.Part.ReasoningPart;
import dev.parley.message.Part.TextPart;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorstCaseTest {
  private static final int LONG = 10_000;
  private static final String TEXT = "ü".repeat(LONG / 2);

  private static Price price(OptionalLong mostOutput, OptionalLong mostInput) {
    return new Price(
        new ModelPattern("a", "m", false),
        BigDecimal.ONE,
        Optional.empty(),
        BigDecimal.ONE,
        "USD",
        LocalDate.of(2026, 1, 1),
        mostOutput,
        mostInput,
        "a test");
  }

  private static final Price BOUNDED = price(OptionalLong.of(500), OptionalLong.of(200_000));
  private static final Price UNBOUNDED = price(OptionalLong.empty(), OptionalLong.empty());

  private static ChatRequest.Builder limited() {
    return ChatRequest.builder().user("x").maxOutputTokens(7);
  }

  private static Optional<String> whyUnknown(ChatRequest request, Price price) {
    return WorstCase.whyUnknown(request, "a", price, "prices.csv");
  }

  /** What something adds is no less than its bytes. */
  private static void assertCounted(ChatRequest request) {
    long input = WorstCase.of(request, UNBOUNDED).input();
    assertTrue(input >= LONG && input < LONG + 500, "counted as " + input);
  }

  private static AssistantMessage said(Part part) {
    return new AssistantMessage(List.of(part), Extras.NONE);
  }

  @Test
  void every_text_of_a_request_counts_by_its_bytes() {
    Extras data = Extras.NONE.withProviderData("a", "\"" + TEXT + "\"");
    ToolCall call = new ToolCall("id", "tool", "{}");
    assertCounted(limited().user(TEXT).build());
    assertCounted(limited().system(TEXT).build());
    assertCounted(limited().message(said(new ReasoningPart(TEXT, Extras.NONE))).build());
    assertCounted(limited().message(said(new ToolCall("id", "tool", TEXT))).build());
    assertCounted(limited().message(said(new ReasoningPart("", data))).build());
    assertCounted(limited().message(said(new TextPart("", data))).build());
    assertCounted(limited().message(new AssistantMessage(List.of(), data)).build());
    assertCounted(
        limited().message(said(call)).message(Message.tool(ToolResult.of(call, TEXT))).build());
    assertCounted(limited().tool(ToolDefinition.of("tool", TEXT, "{}")).build());
    assertCounted(limited().tool(ToolDefinition.of("tool", "", TEXT)).build());
    assertCounted(limited().responseFormat(ResponseFormat.jsonSchema("s", TEXT)).build());
    assertCounted(limited().option("a", "metadata", Map.of("k", List.of(TEXT))).build());
    assertCounted(limited().stop(List.of(TEXT)).build());
  }

  @Test
  void an_image_of_any_size_counts_as_much_as_one_can() {
    Part dot = Part.image(Media.inline("image/png", new byte[10]));
    Part link = Part.image(Media.link("https://example.org/a.png"));
    assertTrue(WorstCase.of(limited().user(dot).build(), UNBOUNDED).input() > 48_169);
    assertTrue(WorstCase.of(limited().user(dot, link).build(), UNBOUNDED).input() > 96_338);
    assertEquals(
        200_000, WorstCase.of(limited().user(dot, dot, dot, dot, dot).build(), BOUNDED).input());
  }

  @Test
  void sound_counts_by_its_bytes() {
    Media sound = Media.inline("audio/mpeg", new byte[1_600_000]);
    Part part = new AudioPart(sound, Optional.empty(), Extras.NONE);
    assertTrue(WorstCase.of(limited().user(part).build(), UNBOUNDED).input() > 100_000);
  }

  @Test
  void what_nobody_can_count_is_as_much_as_the_model_reads_or_refused() {
    Media pages = Media.inline("application/pdf", new byte[10]);
    for (Part part :
        List.of(
            new FilePart(pages, Optional.empty(), Extras.NONE),
            new AudioPart(new Media.Uploaded("file-1"), Optional.empty(), Extras.NONE),
            new OpaquePart("item_reference", "{\"id\":\"i\"}", Extras.NONE))) {
      ChatRequest request = limited().user(part).build();
      assertEquals(Optional.empty(), whyUnknown(request, BOUNDED));
      assertEquals(200_000, WorstCase.of(request, BOUNDED).input());
      String why = whyUnknown(request, UNBOUNDED).orElseThrow();
      assertTrue(why.contains("into the eighth column of its line in prices.csv"), why);
    }
  }

  @Test
  void no_request_is_longer_than_what_the_model_reads() {
    assertEquals(
        200_000, WorstCase.of(limited().user("x".repeat(300_000)).build(), BOUNDED).input());
  }

  @Test
  void the_answer_is_as_long_as_the_request_or_the_model_lets_it() {
    assertEquals(7, WorstCase.of(limited().build(), BOUNDED).output());
    assertEquals(500, WorstCase.of(ChatRequest.of("x"), BOUNDED).output());
    assertEquals(Optional.empty(), whyUnknown(limited().build(), UNBOUNDED));
    String why = whyUnknown(ChatRequest.of("x"), UNBOUNDED).orElseThrow();
    assertTrue(why.contains("set max-output-tokens, or put the most output tokens"), why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"max_tokens", "n", "previous_response_id", "web_search_options"})
  void options_that_take_more_than_the_request_tells_are_refused(String name) {
    String why = whyUnknown(limited().option("a", name, 3).build(), BOUNDED).orElseThrow();
    assertTrue(why.contains("\"" + name + "\""), why);
    assertFalse(whyUnknown(limited().option("b", name, 3).build(), BOUNDED).isPresent());
  }

  @Test
  void tools_of_the_server_are_refused_and_ones_own_are_not() {
    Object own = List.of(Map.of("type", "custom", "name", "x"));
    Object servers = List.of(Map.of("type", "custom"), Map.of("type", "web_search"));
    assertEquals(
        Optional.empty(), whyUnknown(limited().option("a", "tools", own).build(), BOUNDED));
    assertTrue(whyUnknown(limited().option("a", "tools", servers).build(), BOUNDED).isPresent());
  }
}
