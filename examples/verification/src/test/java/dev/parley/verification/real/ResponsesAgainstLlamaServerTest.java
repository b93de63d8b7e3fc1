package dev.parley.verification.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.Models;
import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ResponseFormat;
import dev.parley.chat.Usage;
import dev.parley.config.Config;
import dev.parley.error.ContextTooLongException;
import dev.parley.error.InvalidRequestException;
import dev.parley.message.Message;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import dev.parley.tool.ToolLoop;
import dev.parley.tool.Toolbox;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The provider {@code openai} asks a real {@code llama-server} by the Responses API, and gets the
 * same messages as by Chat Completions.
 */
@Timeout(180)
class ResponsesAgainstLlamaServerTest {
  private static final int SLOTS = 2;
  private static final int CONTEXT = 1024;

  @TempDir static Path folder;
  private static LlamaServer server;
  private static Models models;
  private static ChatModel model;
  private static ChatModel chat;

  @BeforeAll
  static void start() {
    Path program = LlamaServer.required();
    Path file = folder.resolve("scripted.gguf");
    ChatScripts.write(file);
    server = LlamaServer.start(program, file, CONTEXT * SLOTS, SLOTS, "-t", "1", "--jinja");
    String address = server.baseUri() + "/v1";
    models =
        Models.load(
            Config.of(
                Map.of(
                    "openai.base-url", address,
                    "openai.api", "responses",
                    "chat.provider", "openai",
                    "chat.base-url", address,
                    "parley.retries", "0")));
    model = models.chat("openai:scripted");
    chat = models.chat("chat:scripted");
  }

  @AfterAll
  static void stop() {
    if (models != null) {
      models.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private static ChatRequest.Builder asking(String script) {
    return ChatRequest.builder().user(script);
  }

  /** Plainly, as a stream, and by the other API: the same. */
  private static Completion ask(ChatRequest request) {
    Completion plain = model.complete(request);
    Completion streamed;
    try (CompletionStream stream = model.stream(request)) {
      streamed = stream.completion();
    }
    Completion other = chat.complete(request);
    for (Completion same : List.of(streamed, other)) {
      assertEquals(plain.text().strip(), same.text().strip());
      assertEquals(plain.reasoning().strip(), same.reasoning().strip());
      assertEquals(calls(plain), calls(same));
      assertEquals(
          plain.finishReason().orElseThrow().kind(), same.finishReason().orElseThrow().kind());
      assertEquals(plain.usage().outputTokens(), same.usage().outputTokens());
    }
    assertEquals(plain.text(), streamed.text());
    assertEquals(plain.reasoning(), streamed.reasoning());
    return plain;
  }

  private static List<String> calls(Completion completion) {
    return completion.toolCalls().stream()
        .map(call -> call.name() + " " + call.argumentsJson())
        .toList();
  }

  @Test
  void a_text_comes_whole_with_its_usage() {
    Completion answer = ask(asking(ChatScripts.HELLO).build());
    assertEquals("Hello, wörld", answer.text());
    assertEquals(FinishReason.Kind.STOP, answer.finishReason().orElseThrow().kind());
    assertEquals(Usage.Source.REPORTED, answer.usage().source());
  }

  @Test
  void a_conversation_with_instructions_is_answered() {
    ChatRequest request =
        ChatRequest.builder()
            .system("Be brief.")
            .user("Hi")
            .assistant("Hello.")
            .user(ChatScripts.HELLO)
            .build();
    assertEquals("Hello, wörld", model.complete(request).text());
  }

  @Test
  void an_answer_of_nothing_is_complete() {
    assertEquals("", ask(asking(ChatScripts.EMPTY).build()).text());
  }

  @Test
  void thoughts_come_apart_and_go_back_with_their_message() {
    ChatRequest first = asking(ChatScripts.THINK).build();
    Completion answer = ask(first);
    assertEquals("Let me see.", answer.reasoning().strip());
    assertEquals("I thought about it.", answer.text().strip());
    assertTrue(answer.message().extras().providerData("openai").isPresent());
    ChatRequest next = first.toBuilder().message(answer.message()).user(ChatScripts.HELLO).build();
    assertEquals("Hello, wörld", model.complete(next).text());
  }

  @Test
  void tool_calls_come_to_the_letter_one_or_two_with_text_and_thoughts() {
    Completion one = ask(asking(ChatScripts.CALL).tool(ChatScripts.WEATHER).build());
    assertEquals(List.of("get_weather {\"city\": \"Zürich\", \"days\": 2}"), calls(one));
    assertEquals(FinishReason.Kind.TOOL_CALLS, one.finishReason().orElseThrow().kind());
    Completion text = ask(asking(ChatScripts.TEXT_AND_CALL).tool(ChatScripts.WEATHER).build());
    assertEquals("I will look.", text.text().strip());
    assertEquals(1, text.toolCalls().size());
    Completion thought = ask(asking(ChatScripts.THINK_AND_CALL).tool(ChatScripts.WEATHER).build());
    assertEquals("Which tool?", thought.reasoning().strip());
    assertEquals(1, thought.toolCalls().size());
    Completion two =
        ask(asking(ChatScripts.TWO_CALLS).tool(ChatScripts.WEATHER).tool(ChatScripts.TIME).build());
    assertEquals(List.of("get_weather {\"city\": \"Bern\"}", "get_time {}"), calls(two));
  }

  @Test
  void the_tool_loop_comes_to_the_final_answer() {
    Toolbox tools = Toolbox.builder().tool(ChatScripts.WEATHER, call -> ChatScripts.FINAL).build();
    assertEquals(
        "It is warm there.",
        ToolLoop.builder(model, tools)
            .build()
            .run(asking(ChatScripts.THINK_AND_CALL).build())
            .completion()
            .text());
  }

  @Test
  void results_of_parallel_calls_go_back() {
    ChatRequest first =
        asking(ChatScripts.TWO_CALLS).tool(ChatScripts.WEATHER).tool(ChatScripts.TIME).build();
    Completion answer = model.complete(first);
    List<ToolCall> calls = answer.toolCalls();
    ChatRequest next =
        first.toBuilder()
            .message(answer.message())
            .message(
                Message.tool(
                    ToolResult.of(calls.get(0), "Rain"),
                    ToolResult.of(calls.get(1), ChatScripts.FINAL)))
            .build();
    assertEquals("It is warm there.", model.complete(next).text());
  }

  @Test
  void a_schema_holds_the_answer() {
    ResponseFormat person = new ResponseFormat.JsonSchema("person", ChatScripts.PERSON, true);
    assertEquals(
        "{\"name\": \"Ada\", \"age\": 36}",
        ask(asking(ChatScripts.JSON).responseFormat(person).build()).text());
  }

  @Test
  void a_prompt_that_does_not_fit_is_too_long() {
    ChatRequest tooLong = asking("y".repeat(2 * CONTEXT)).build();
    assertThrows(ContextTooLongException.class, () -> model.complete(tooLong));
    try (CompletionStream stream = model.stream(tooLong)) {
      assertThrows(ContextTooLongException.class, stream::completion);
    }
  }

  @Test
  void a_server_that_keeps_nothing_says_so() {
    ChatRequest request =
        asking(ChatScripts.HELLO).option("openai", "previous_response_id", "resp_1").build();
    assertThrows(InvalidRequestException.class, () -> model.complete(request));
  }

  @Test
  void a_stream_left_early_leaves_the_server_free_for_the_next_call() {
    try (CompletionStream stream = model.stream(asking(ChatScripts.ENDLESS).build())) {
      assertTrue(stream.iterator().hasNext());
    }
    assertEquals("Hello, wörld", model.complete(asking(ChatScripts.HELLO).build()).text());
  }

  /** It calls every answer completed, where OpenAI says incomplete: nothing tells them apart. */
  @Test
  void the_output_limit_cuts_the_answer_off_and_the_server_does_not_say_so() {
    Completion answer = model.complete(asking(ChatScripts.LONG).maxOutputTokens(3).build());
    assertEquals(3, answer.usage().outputTokens());
    assertEquals("completed", answer.finishReason().orElseThrow().raw());
  }
}
