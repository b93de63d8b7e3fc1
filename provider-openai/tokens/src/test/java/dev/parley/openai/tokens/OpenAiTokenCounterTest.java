package dev.parley.openai.tokens;

import static dev.parley.openai.tokens.Requests.count;
import static dev.parley.openai.tokens.Requests.exactly;
import static dev.parley.openai.tokens.Requests.tool;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.ModelId;
import dev.parley.chat.ReasoningEffort;
import dev.parley.chat.ResponseFormat;
import dev.parley.chat.TokenCount;
import dev.parley.chat.ToolChoice;
import dev.parley.chat.ToolDefinition;
import dev.parley.message.AssistantMessage;
import dev.parley.message.Extras;
import dev.parley.message.Media;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import dev.parley.message.UserMessage;
import dev.parley.spi.TokenCounter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class OpenAiTokenCounterTest {
  private static final ChatRequest HI = ChatRequest.of("hello");

  @Test
  void is_found_as_a_service_for_openai() {
    TokenCounter found = ServiceLoader.load(TokenCounter.class).findFirst().orElseThrow();
    assertEquals(OpenAiTokenCounter.class, found.getClass());
    assertEquals("openai", found.provider());
  }

  /** Exactly only where a count of the API's own was found, which {@link KnownCountsTest} has. */
  @ParameterizedTest
  @CsvSource({
    "gpt-3.5-turbo-0125, 8, true",
    "gpt-4-32k, 8, true",
    "gpt-4-turbo-preview, 8, true",
    "gpt-4-0125-preview, 8, true",
    "ft:gpt-4o-mini-2024-07-18:acme::abc, 8, true",
    "openai/gpt-4o, 8, true",
    "GPT-4o, 8, true",
    "gpt-4.1, 8, true",
    "gpt-4.1-mini, 8, false",
    "chatgpt-4o-latest, 8, false",
    "o1, 7, false",
    "o3-mini-2025-01-31, 7, true",
    "o4-mini-2025-04-16, 7, true",
    "gpt-5, 7, true",
    "gpt-5-mini-2025-08-07, 7, true",
    "gpt-5-nano, 7, true",
  })
  void models_are_known_by_how_their_names_begin(String model, int tokens, boolean exact) {
    assertEquals(new TokenCount(tokens, exact), count(model, HI));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gpt-4o-audio-preview",
        "gpt-4o-search-preview",
        "gpt-4-x-vicuna-13b",
        "gpt-4-of-our-team",
        "o3-pro",
        "o3-deep-research",
        "gpt-5-chat-latest",
        "gpt-5-pro",
        "gpt-5-codex",
        "gpt-5.1",
        "gpt-5.2-2025-12-11",
        "gpt-5.9"
      })
  void relatives_of_known_models_are_estimated(String model) {
    assertFalse(count(model, HI).exact());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-3.5-turbo-0301", "gpt-4.1", "gpt-4.5-preview", "o3", "gpt-5-nano"})
  void tools_are_estimated_where_only_texts_were_shown(String model) {
    assertTrue(count(model, HI).exact());
    assertFalse(count(model, tools(schema("", ""))).exact());
    assertTrue(count("gpt-4o", tools(schema("", ""))).exact());
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpt-4.1", "gpt-4.5-preview", "o3", "gpt-5-nano"})
  void names_are_estimated_where_only_texts_were_shown(String model) {
    ChatRequest named = ChatRequest.builder().message(Requests.named("ann", "hello")).build();
    assertFalse(count(model, named).exact());
    assertTrue(count("gpt-4o", named).exact());
  }

  @Test
  void an_unknown_model_is_counted_by_the_newest_tokenizer_with_one_warning() {
    List<LogRecord> records = Collections.synchronizedList(new ArrayList<>());
    Handler handler = collecting(records);
    Logger logger = Logger.getLogger(OpenAiTokenCounter.class.getName());
    logger.addHandler(handler);
    try {
      String text = "お誕生日おめでとう";
      TokenCount first = count("qwen-of-this-test", ChatRequest.of(text));
      assertEquals(new TokenCount(8 + 6, false), first); // 9 by cl100k_base
      assertEquals(first, count("qwen-of-this-test", ChatRequest.of(text)));
    } finally {
      logger.removeHandler(handler);
    }
    List<LogRecord> own =
        records.stream().filter(r -> r.getMessage().contains("qwen-of-this-test")).toList();
    assertEquals(1, own.size());
    assertEquals(Level.WARNING, own.get(0).getLevel());
    assertTrue(own.get(0).getMessage().contains("o200k_base"), own.get(0).getMessage());
    assertFalse(own.get(0).getMessage().contains("誕生日"), "never the prompt");
  }

  @Test
  void texts_that_look_like_special_tokens_are_texts() {
    assertEquals(exactly(7 + 7), count("gpt-4o", ChatRequest.of("<|endoftext|>")));
  }

  @Test
  void texts_side_by_side_are_one_text() {
    ChatRequest parts =
        ChatRequest.builder().user(Part.text("hel"), Part.text("lo"), Part.text("")).build();
    assertEquals(exactly(8), count("gpt-4o", parts));
  }

  @Test
  void a_name_is_one_only_for_the_instance_that_it_was_given_to() {
    Message named =
        new UserMessage(
            List.of(Part.text("hello")),
            Extras.NONE.withProviderData("work", "{\"name\":\"ann\"}"));
    assertEquals(exactly(8), count("gpt-4o", ChatRequest.builder().message(named).build()));
  }

  /** No count that was found had one. */
  @Test
  void a_reasoning_effort_makes_an_estimate() {
    ChatRequest hard = HI.toBuilder().reasoningEffort(ReasoningEffort.HIGH).build();
    assertEquals(new TokenCount(count("gpt-5", HI).tokens(), false), count("gpt-5", hard));
  }

  @ParameterizedTest
  @MethodSource("guesses")
  void what_was_not_shown_is_estimated(String what, ChatRequest request) {
    TokenCount count = count("gpt-4o", request);
    assertFalse(count.exact(), what);
    assertTrue(count.tokens() > count("gpt-4o", HI).tokens(), what + ": " + count);
  }

  static Stream<Arguments> guesses() {
    ToolCall call = new ToolCall("1", "clock", "{\"zone\": \"UTC\"}");
    ChatRequest.Builder toolbox = HI.toBuilder().tool(schema("", ""));
    return Stream.of(
        guess("a call", message(new AssistantMessage(List.of(call), Extras.NONE))),
        guess("a result", message(Message.tool(ToolResult.of(call, "It is late")))),
        guess("a picture by its link", user(Part.image(Media.link("https://example.com/a.png")))),
        guess(
            "a sound",
            user(
                new Part.AudioPart(
                    Media.inline("audio/wav", new byte[9]), Optional.empty(), Extras.NONE))),
        guess("a thought", user(new Part.ReasoningPart("Hm, what now", Extras.NONE))),
        guess("a refusal", user(new Part.RefusalPart("I will not", Extras.NONE))),
        guess("an unknown part", user(new Part.OpaquePart("x", "{\"x\":1}", Extras.NONE))),
        guess(
            "two texts round a picture",
            user(
                Part.text("a"),
                new Part.ImagePart(
                    Media.inline("image/png", ImageTokensTest.png(9, 9)),
                    Optional.of("low"),
                    Extras.NONE),
                Part.text("b"))),
        guess(
            "a text with data of the provider",
            user(
                new Part.TextPart(
                    "hello there",
                    Extras.NONE.withProviderData("openai", "{\"cache_control\":{}}")))),
        guess(
            "a schema for the answer",
            HI.toBuilder().responseFormat(ResponseFormat.jsonSchema("a", "{}")).build()),
        guess(
            "tools as an option",
            HI.toBuilder().option("openai", "tools", List.of("custom")).build()),
        guess("no call", toolbox.toolChoice(ToolChoice.NONE).build()),
        guess("a forced call", toolbox.toolChoice(ToolChoice.named("f")).build()),
        guess(
            "a strict tool",
            HI.toBuilder()
                .tool(new ToolDefinition("f", "", ToolDefinition.NO_PARAMETERS, true))
                .build()),
        guess("a keyword", tools(schema(",'format':'date'", ""))),
        guess("a keyword of the whole", tools(schema("", ",'additionalProperties':false"))),
        guess("numbers to choose from", tools(schema(",'enum':[1,2]", ""))),
        guess("words with quotes to choose from", tools(schema(",'enum':['a\\'b']", ""))),
        guess("a description of the whole", tools(schema("", ",'description':'d'"))),
        guess("words to choose the whole from", tools(schema("", ",'enum':['a']"))),
        guess(
            "a property whose name is quoted",
            tools(tool("f", "", "{'properties':{'a-b':{'type':'string'}}}"))),
        guess("several types", tools(tool("f", "", "{'properties':{'a':{'type':['a','b']}}}"))),
        guess("a property that is no schema", tools(tool("f", "", "{'properties':{'a':true}}"))),
        guess("an empty object", tools(tool("f", "", "{'properties':{'a':{'type':'object'}}}"))),
        guess("a description of two lines", tools(tool("f", "a\nb", "{'type':'object'}"))),
        guess("a schema that is no JSON", tools(tool("f", "", "{"))),
        guess(
            "a description further inside",
            tools(
                tool(
                    "f",
                    "",
                    "{'properties':{'a':{'type':'object','properties':"
                        + "{'b':{'type':'string','description':'c'}}}}}"))));
  }

  @Test
  void what_the_model_does_not_see_does_not_count() {
    ChatRequest request =
        HI.toBuilder().temperature(1).option("openai", "service_tier", "flex").build();
    assertEquals(exactly(8), count("gpt-4o", request));
    assertFalse(count("gpt-4o", HI.toBuilder().option("openai", "x", 1).build()).exact());
    assertEquals(exactly(8), count("gpt-4o", HI.toBuilder().option("work", "x", 1).build()));
  }

  @Test
  void many_threads_count_alike() throws Exception {
    OpenAiTokenCounter counter = new OpenAiTokenCounter();
    ModelId model = new ModelId("openai", "gpt-4");
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      Callable<Optional<TokenCount>> one =
          () -> counter.count(model, ChatRequest.of("hello ".repeat(500)));
      List<Future<Optional<TokenCount>>> all = threads.invokeAll(Collections.nCopies(64, one));
      for (Future<Optional<TokenCount>> each : all) {
        assertEquals(all.get(0).get(), each.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Arguments guess(String what, ChatRequest request) {
    return Arguments.of(what, request);
  }

  private static ChatRequest message(Message message) {
    return HI.toBuilder().message(message).build();
  }

  private static ChatRequest user(Part... parts) {
    return HI.toBuilder().user(parts).build();
  }

  private static ChatRequest tools(ToolDefinition tool) {
    return HI.toBuilder().tool(tool).build();
  }

  private static ToolDefinition schema(String ofProperty, String ofAll) {
    return tool(
        "f",
        "",
        "{'type':'object','properties':{'a':{'type':'string'%s}}%s}".formatted(ofProperty, ofAll));
  }

  private static Handler collecting(List<LogRecord> records) {
    return new Handler() {
      @Override
      public void publish(LogRecord record) {
        records.add(record);
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }
}
