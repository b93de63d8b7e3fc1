package dev.parley.verification.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Models;
import dev.parley.chat.Capabilities.Support;
import dev.parley.chat.Capability;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Progress;
import dev.parley.chat.CompletionEvent.ReasoningDelta;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelInfo;
import dev.parley.chat.ResponseFormat;
import dev.parley.chat.Usage;
import dev.parley.config.Config;
import dev.parley.error.ContextTooLongException;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.UnavailableException;
import dev.parley.error.UnsupportedFeatureException;
import dev.parley.message.Media;
import dev.parley.message.Part;
import dev.parley.tool.ToolLoop;
import dev.parley.tool.Toolbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The provider {@code llama-local} with a real server that it starts: what it asks and is told. */
@Timeout(180)
class LlamaLocalAnswersTest {
  private static final int SLOTS = 4;
  private static final int CONTEXT = 1024;

  @TempDir static Path folder;
  private static Models models;
  private static ChatModel model;

  @BeforeAll
  static void start() {
    Path program = LlamaServer.required();
    ChatScripts.write(folder.resolve("scripted.gguf"));
    models =
        Models.load(
            Config.of(
                Map.of(
                    "llama-local.binary", program.toString(),
                    "llama-local.models-folder", folder.toString(),
                    "llama-local.state-folder", folder.resolve("state").toString(),
                    "llama-local.slots", String.valueOf(SLOTS),
                    "llama-local.context", String.valueOf(CONTEXT),
                    "llama-local.threads", "1",
                    "llama-local.extra-args", "-b 256 -ub 256",
                    "parley.offline", "true",
                    "parley.retries", "0"))); // What the provider itself tells is looked at.
    model = models.chat("llama-local:scripted");
  }

  @AfterAll
  static void stop() {
    if (models != null) {
      models.close();
    }
  }

  private static ChatRequest.Builder asking(String script) {
    return ChatRequest.builder().user(script);
  }

  /** Both ways give the same, and the events of the stream add up to it. */
  private static Completion ask(ChatRequest request) {
    Completion plain = model.complete(request);
    StringBuilder text = new StringBuilder();
    StringBuilder thoughts = new StringBuilder();
    try (CompletionStream stream = model.stream(request)) {
      for (CompletionEvent event : stream) {
        if (event instanceof TextDelta delta) {
          text.append(delta.text());
        } else if (event instanceof ReasoningDelta delta) {
          thoughts.append(delta.text());
        }
      }
      Completion streamed = stream.completion();
      assertEquals(plain.text(), streamed.text());
      assertEquals(plain.reasoning(), streamed.reasoning());
      assertEquals(plain.finishReason(), streamed.finishReason());
      assertEquals(arguments(plain), arguments(streamed));
      assertEquals(plain.usage().outputTokens(), streamed.usage().outputTokens());
      assertEquals(plain.usage().inputTokens(), streamed.usage().inputTokens());
    }
    assertEquals(plain.text(), text.toString());
    assertEquals(plain.reasoning(), thoughts.toString());
    return plain;
  }

  private static List<String> arguments(Completion completion) {
    return completion.toolCalls().stream()
        .map(call -> call.name() + " " + call.argumentsJson())
        .toList();
  }

  @Test
  void a_text_comes_whole_with_its_usage_and_the_speed_of_both_halves() {
    Completion answer = ask(asking(ChatScripts.HELLO).build());
    assertEquals("Hello, wörld", answer.text());
    assertEquals(FinishReason.STOP, answer.finishReason().orElseThrow());
    assertEquals("scripted", answer.answeredBy());
    Usage usage = answer.usage();
    assertEquals(Usage.Source.REPORTED, usage.source());
    assertTrue(usage.cachedInputTokens().isPresent());
    assertTrue(usage.inputTokensPerSecond().orElseThrow() > 0, usage.toString());
    assertTrue(usage.outputTokensPerSecond().orElseThrow() > 0, usage.toString());
  }

  @Test
  void characters_that_are_split_over_tokens_arrive_whole() {
    assertEquals("Grüße 😀!", ask(asking(ChatScripts.SPLIT).build()).text());
    assertEquals("€ first", ask(asking(ChatScripts.SPLIT_FIRST).build()).text());
    try (CompletionStream stream = model.stream(asking(ChatScripts.SPLIT).build())) {
      for (CompletionEvent event : stream) {
        assertTrue(!(event instanceof TextDelta delta) || !delta.text().contains("\uFFFD"));
      }
    }
  }

  @Test
  void thoughts_are_reasoning_parts_and_go_back_with_their_message() {
    ChatRequest first = asking(ChatScripts.THINK).build();
    Completion answer = ask(first);
    assertEquals("Let me see.", answer.reasoning().strip());
    assertEquals("I thought about it.", answer.text().strip());
    ChatRequest next = first.toBuilder().message(answer.message()).user(ChatScripts.HELLO).build();
    assertEquals("Hello, wörld", ask(next).text());
    ChatRequest without =
        first.toBuilder().assistant(answer.text()).user(ChatScripts.HELLO).build();
    // The template of the model writes them into the prompt.
    assertTrue(model.countTokens(next).tokens() > model.countTokens(without).tokens());
  }

  @Test
  void an_answer_of_nothing_is_complete() {
    Completion answer = ask(asking(ChatScripts.EMPTY).build());
    assertEquals("", answer.text());
    assertEquals(FinishReason.STOP, answer.finishReason().orElseThrow());
  }

  @Test
  void tool_calls_come_to_the_letter_one_or_two_with_text_and_thoughts() {
    Completion one = ask(asking(ChatScripts.CALL).tool(ChatScripts.WEATHER).build());
    assertEquals(FinishReason.Kind.TOOL_CALLS, one.finishReason().orElseThrow().kind());
    assertEquals(List.of("get_weather {\"city\": \"Zürich\", \"days\": 2}"), arguments(one));
    Completion text = ask(asking(ChatScripts.TEXT_AND_CALL).tool(ChatScripts.WEATHER).build());
    assertEquals("I will look.", text.text().strip());
    assertEquals(1, text.toolCalls().size());
    Completion thought = ask(asking(ChatScripts.THINK_AND_CALL).tool(ChatScripts.WEATHER).build());
    assertEquals("Which tool?", thought.reasoning().strip());
    assertEquals(1, thought.toolCalls().size());
    Completion two =
        ask(asking(ChatScripts.TWO_CALLS).tool(ChatScripts.WEATHER).tool(ChatScripts.TIME).build());
    assertEquals(List.of("get_weather {\"city\": \"Bern\"}", "get_time {}"), arguments(two));
  }

  @Test
  void the_tool_loop_comes_to_the_final_answer() {
    List<String> called = new ArrayList<>();
    Toolbox tools =
        Toolbox.builder()
            .tool(
                ChatScripts.WEATHER,
                call -> {
                  called.add(call.argumentsJson());
                  return ChatScripts.FINAL;
                })
            .build();
    ToolLoop.Result result =
        ToolLoop.builder(model, tools).build().run(asking(ChatScripts.CALL).build());
    assertEquals(List.of("{\"city\": \"Zürich\", \"days\": 2}"), called);
    assertEquals("It is warm there.", result.completion().text());
  }

  @Test
  void a_call_that_the_tools_do_not_allow_is_an_error_that_may_pass() {
    ChatRequest request = asking(ChatScripts.UNDECLARED_CALL).tool(ChatScripts.WEATHER).build();
    UnavailableException failure =
        assertThrows(UnavailableException.class, () -> model.complete(request));
    assertTrue(failure.retryable(), failure.getMessage());
  }

  @Test
  void a_schema_and_a_grammar_hold_the_answer() {
    ResponseFormat person = new ResponseFormat.JsonSchema("person", ChatScripts.PERSON, true);
    assertEquals(
        "{\"name\": \"Ada\", \"age\": 36}",
        ask(asking(ChatScripts.JSON).responseFormat(person).build()).text());
    Completion steered =
        model.complete(
            asking(ChatScripts.HELLO)
                .option("llama-local", "grammar", "root ::= \"yes\" | \"no\"")
                .build());
    assertTrue(List.of("yes", "no").contains(steered.text()), steered.text());
  }

  @Test
  void options_reach_the_sampler_and_a_misspelt_one_is_told() {
    Completion answer =
        model.complete(
            asking(ChatScripts.LONG)
                .option("llama-local", "n_predict", 3)
                .option("llama-local", "top_k", 1)
                .option("llama-local", "repeat_penalti", 1.1)
                .build());
    assertEquals(3, answer.usage().outputTokens());
    assertEquals(1, answer.warnings().size(), answer.warnings().toString());
    assertTrue(answer.warnings().get(0).message().contains("repeat_penalty"));
  }

  @Test
  void the_prompt_cache_of_a_slot_is_used_or_not_as_asked() {
    ChatRequest.Builder request =
        ChatRequest.builder()
            .system("Nobody else asks this in this very way.")
            .user(ChatScripts.FINAL)
            .option("llama-local", "id_slot", 2);
    model.complete(request.build());
    long reused = model.complete(request.build()).usage().cachedInputTokens().orElseThrow();
    assertTrue(reused > 0, "nothing came from the cache");
    request.option("llama-local", "cache_prompt", false);
    assertEquals(OptionalLong.of(0), model.complete(request.build()).usage().cachedInputTokens());
  }

  @Test
  void tokens_are_counted_by_the_server() {
    ChatRequest request =
        ChatRequest.builder()
            .system("Be brief, Jürgen.")
            .user(ChatScripts.HELLO)
            .assistant("Hello, wörld")
            .user(ChatScripts.CALL)
            .tool(ChatScripts.WEATHER)
            .build();
    assertTrue(model.countTokens(request).exact());
    assertEquals(
        model.complete(request).usage().inputTokens(), model.countTokens(request).tokens());
  }

  @Test
  void a_long_prompt_tells_how_far_it_is_read() {
    ChatRequest request =
        ChatRequest.builder()
            .system("x".repeat(700))
            .user(ChatScripts.HELLO)
            .option("llama-local", "cache_prompt", false)
            .build();
    List<Progress> progress = new ArrayList<>();
    try (CompletionStream stream = model.stream(request)) {
      for (CompletionEvent event : stream) {
        if (event instanceof Progress step) {
          progress.add(step);
        }
      }
      long total = stream.completion().usage().inputTokens();
      assertTrue(progress.size() >= 3, progress.toString());
      assertTrue(progress.stream().allMatch(step -> step.total() == total), progress.toString());
      assertEquals(total, progress.get(progress.size() - 1).done());
    }
  }

  @Test
  void a_prompt_that_does_not_fit_is_too_long_for_the_context_of_one_slot() {
    ChatRequest request = asking("y".repeat(2 * CONTEXT)).build();
    ContextTooLongException failure =
        assertThrows(ContextTooLongException.class, () -> model.complete(request));
    assertEquals(OptionalLong.of(CONTEXT), failure.limit());
    assertTrue(failure.size().orElseThrow() > CONTEXT);
  }

  @Test
  void an_answer_that_never_ends_is_cut_off_where_the_context_ends() {
    Completion answer = model.complete(asking(ChatScripts.ENDLESS).build());
    assertEquals(FinishReason.LENGTH, answer.finishReason().orElseThrow());
    assertEquals(CONTEXT, answer.usage().totalTokens());
  }

  @Test
  void what_the_template_refuses_is_an_invalid_request() {
    InvalidRequestException failure =
        assertThrows(
            InvalidRequestException.class, () -> model.complete(asking(ChatScripts.RAISE).build()));
    assertTrue(failure.details().providerMessage().orElseThrow().contains(ChatScripts.REFUSAL));
  }

  @ParameterizedTest
  @ValueSource(strings = {"weird", "none and more"})
  void a_500_that_is_the_callers_mistake_is_an_invalid_request(String format) {
    ChatRequest request =
        asking(ChatScripts.HELLO).option("llama-local", "reasoning_format", format).build();
    InvalidRequestException failure =
        assertThrows(InvalidRequestException.class, () -> model.complete(request));
    assertEquals(500, failure.status().orElseThrow());
    assertTrue(!failure.retryable());
  }

  @Test
  void a_grammar_and_a_schema_together_are_an_invalid_request() {
    ChatRequest request =
        asking(ChatScripts.JSON)
            .option("llama-local", "json_schema", Map.of("type", "object"))
            .option("llama-local", "grammar", "root ::= \"x\"")
            .build();
    assertThrows(InvalidRequestException.class, () -> model.complete(request));
  }

  @Test
  void what_the_model_can_do_is_known_after_the_first_call() {
    model.complete(asking(ChatScripts.HELLO).build());
    assertEquals(Support.YES, model.capabilities().of(Capability.TOOLS));
    assertEquals(Support.NO, model.capabilities().of(Capability.IMAGE_INPUT));
    assertEquals(OptionalLong.of(CONTEXT), model.capabilities().contextTokens());
    ChatRequest image =
        ChatRequest.builder()
            .user(Part.text("What is this?"), Part.image(Media.inline("image/png", new byte[8])))
            .build();
    assertThrows(UnsupportedFeatureException.class, () -> model.complete(image));
  }

  @Test
  void logprobs_join_to_the_text() {
    Completion answer = ask(asking(ChatScripts.HELLO).topLogprobs(1).build());
    assertEquals(
        answer.text(),
        answer.logprobs().stream().map(token -> token.token()).collect(Collectors.joining()));
  }

  @Test
  void the_folder_lists_the_model_from_its_header() throws Exception {
    List<ModelInfo> listed =
        models.provider("llama-local").models().orElseThrow().list().stream()
            .filter(info -> info.id().model().equals("scripted"))
            .toList();
    assertEquals(1, listed.size());
    assertEquals("F32", listed.get(0).quantization().orElseThrow());
    assertEquals(OptionalLong.of(ChatScripts.CONTEXT_LENGTH), listed.get(0).contextTokens());
    assertEquals(
        OptionalLong.of(Files.size(folder.resolve("scripted.gguf"))), listed.get(0).sizeBytes());
  }

  @Test
  void sixty_four_streams_at_once_share_four_slots_and_all_end_well() throws Exception {
    String expected =
        IntStream.rangeClosed(1, 400).mapToObj(i -> "w" + i + " ").collect(Collectors.joining());
    ExecutorService threads = Executors.newFixedThreadPool(64);
    try {
      Callable<String> streamed =
          () -> {
            try (CompletionStream stream = model.stream(asking(ChatScripts.LONG).build())) {
              return stream.completion().text();
            }
          };
      List<Future<String>> answers =
          threads.invokeAll(Stream.generate(() -> streamed).limit(64).toList());
      for (Future<String> answer : answers) {
        assertEquals(expected, answer.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void the_answer_as_it_came_is_there_on_demand() {
    Completion answer = model.complete(asking(ChatScripts.HELLO).rawChunks(true).build());
    assertEquals("Hello, wörld", answer.text());
    assertTrue(answer.rawJson().orElseThrow().contains("\"timings\""));
  }
}
