package dev.parley.tck;

import static dev.parley.chat.FinishReason.Kind.LENGTH;
import static dev.parley.chat.FinishReason.Kind.STOP;
import static dev.parley.chat.FinishReason.Kind.TOOL_CALLS;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.parley.chat.Capabilities.Support;
import dev.parley.chat.Capability;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionEvent.ToolCallComplete;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ToolDefinition;
import dev.parley.chat.Usage;
import dev.parley.message.Message;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.Part.ToolResult;
import dev.parley.tck.Beat.CallPiece;
import dev.parley.tck.Beat.CallStarted;
import dev.parley.tck.Beat.Finish;
import dev.parley.tck.Beat.Reasoning;
import dev.parley.tck.Beat.Text;
import dev.parley.tck.Beat.Tokens;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.opentest4j.TestAbortedException;

/** Answers: text, thoughts, tool calls, usage; both verbs give the same. */
@Timeout(value = Bounds.TEST_SECONDS, threadMode = SEPARATE_THREAD)
public interface AnswerContract extends StagedModel {
  /** Two tools that scenarios call. */
  List<ToolDefinition> TOOLS =
      List.of(
          ToolDefinition.of(
              "get_weather",
              "How the weather is.",
              "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}"),
          ToolDefinition.of("get_time", "What time it is.", ToolDefinition.NO_PARAMETERS));

  private Completion bothWays(Scenario scenario, ChatRequest request) {
    return bothWays(play(scenario), request);
  }

  /** Streams and calls plainly, holds the answers against each other, and closes the stage. */
  private static Completion bothWays(Stage opened, ChatRequest request) {
    try (Stage stage = opened) {
      Seen seen = Seen.reading(stage, request);
      Completion streamed = seen.completion();
      order(seen.events());
      Completion plain = stage.model().complete(request);
      Rule rule = Rule.STREAM_EQUALS_ANSWER;
      rule.same(plain.text(), streamed.text(), "the stream's text");
      rule.same(plain.reasoning(), streamed.reasoning(), "the stream's reasoning");
      rule.same(calls(plain), calls(streamed), "the stream's tool calls");
      rule.same(plain.finishReason(), streamed.finishReason(), "the stream's finish reason");
      rule.same(plain.usage().source(), streamed.usage().source(), "the source of its usage");
      rule.same(plain.usage().inputTokens(), streamed.usage().inputTokens(), "its input tokens");
      rule.same(plain.usage().outputTokens(), streamed.usage().outputTokens(), "its output tokens");
      String deltas =
          seen.all(TextDelta.class).stream().map(TextDelta::text).collect(Collectors.joining());
      Rule.NOTHING_LOST.same(streamed.text(), deltas, "the sum of the text deltas");
      Rule.NOTHING_LOST.same(
          streamed.toolCalls(),
          seen.all(ToolCallComplete.class).stream().map(ToolCallComplete::call).toList(),
          "the list of complete tool calls");
      return streamed;
    }
  }

  private static void order(List<CompletionEvent> events) {
    Rule.EVENT_ORDER.check(
        !events.isEmpty() && events.get(0) instanceof Started, () -> "first came " + events);
    Rule.EVENT_ORDER.check(
        events.get(events.size() - 1) instanceof Finished
            && events.stream().filter(Finished.class::isInstance).count() == 1,
        () -> "the last is " + events.get(events.size() - 1).getClass().getSimpleName());
  }

  private static List<String> calls(Completion completion) {
    return completion.toolCalls().stream()
        .map(call -> call.name() + " " + call.argumentsJson())
        .toList();
  }

  private static void finished(FinishReason.Kind kind, Completion answer) {
    Rule.NOTHING_LOST.same(
        Optional.of(kind), answer.finishReason().map(FinishReason::kind), "the finish reason");
  }

  private static Turn.Answer hello() {
    return Turn.answer(new Text("Hel"), new Text("lo"), new Finish(STOP), new Tokens(9, 2));
  }

  /** Two text deltas, then a finish. */
  @Test
  default void text_comes_whole() {
    Completion answer = bothWays(Scenario.of("TEXT", hello()), ChatRequest.of("TEXT"));
    Rule.NOTHING_LOST.same("Hello", answer.text(), "the text");
    finished(STOP, answer);
  }

  /** Usage is the other side's. */
  @Test
  default void usage_is_what_the_other_side_reported() {
    Stage stage = play(Scenario.of("USAGE", hello()));
    Tokens counted = stage.counted(new Tokens(9, 2));
    Completion answer = bothWays(stage, ChatRequest.of("USAGE"));
    Rule.USAGE.same(Usage.Source.REPORTED, answer.usage().source(), "its source");
    Rule.USAGE.same(counted.input(), answer.usage().inputTokens(), "the number of input tokens");
    Rule.USAGE.same(counted.output(), answer.usage().outputTokens(), "the number of output tokens");
  }

  /** Characters of every length of UTF-8, quotes, line ends and blanks. */
  @Test
  default void any_character_arrives_as_it_is() {
    String text = " \"Grüße\"\\ \t\n 😀\u2028 ẞ €\r\n";
    Scenario scenario =
        Scenario.of("CHARACTERS", Turn.answer(new Text("."), new Text(text), new Finish(STOP)));
    Completion answer = bothWays(scenario, scenario.request());
    Rule.NOTHING_LOST.same("." + text, answer.text(), "the text");
  }

  /** Nobody tidies up. */
  @Test
  default void blanks_before_the_first_word_are_part_of_the_text() {
    Scenario scenario =
        Scenario.of("BLANKS", Turn.answer(new Text(" \n"), new Text("Hello"), new Finish(STOP)));
    Completion answer = bothWays(scenario, scenario.request());
    Rule.NOTHING_LOST.same(" \nHello", answer.text(), "the text");
  }

  /** An answer of no text is an answer. */
  @Test
  default void nothing_to_say_is_a_complete_answer() {
    Scenario scenario = Scenario.of("EMPTY", Turn.answer(new Finish(STOP), new Tokens(9, 0)));
    Completion answer = bothWays(scenario, scenario.request());
    Rule.NOTHING_LOST.same("", answer.text(), "the text");
  }

  /** The output limit. */
  @Test
  default void an_answer_that_is_cut_off_at_the_limit_says_so() {
    Scenario scenario =
        Scenario.of("LENGTH", Turn.answer(new Text("Once upon"), new Finish(LENGTH)));
    Completion answer = bothWays(scenario, scenario.request());
    finished(LENGTH, answer);
  }

  /** System message, several turns. */
  @Test
  default void a_conversation_with_instructions_is_answered() {
    Scenario scenario = Scenario.of("TURNS", hello());
    ChatRequest request =
        ChatRequest.builder()
            .system("Be brief.")
            .user("Hi")
            .assistant("Hello.")
            .user(scenario.name())
            .build();
    try (Stage stage = play(scenario)) {
      Completion answer = Seen.reading(stage, request).completion();
      Rule.NOTHING_LOST.same("Hello", answer.text(), "the text of the stream");
      arrived(stage, "Be brief.");
      arrived(stage, "Hi", "Hello.", scenario.name());
      Rule.NOTHING_LOST.same(
          "Hello", stage.model().complete(request).text(), "the text of the plain answer");
      arrived(stage, "Be brief.");
      arrived(stage, "Hi", "Hello.", scenario.name());
    }
  }

  /** Thoughts are no text. */
  @Test
  default void thoughts_come_apart_from_the_text() {
    Scenario scenario =
        Scenario.of(
            "REASONING",
            Turn.answer(
                new Reasoning("Let me "),
                new Reasoning("see."),
                new Text("Yes."),
                new Finish(STOP)));
    Completion answer = bothWays(Seen.playIfPossible(this, scenario), scenario.request());
    Rule.NOTHING_LOST.same("Let me see.", answer.reasoning().strip(), "the reasoning");
    Rule.NOTHING_LOST.same("Yes.", answer.text().strip(), "the text");
  }

  /** One tool call in three pieces. */
  @Test
  default void a_tool_call_comes_to_the_letter() {
    Scenario scenario =
        Scenario.of(
            "CALL",
            Turn.answer(
                new CallStarted(0, "call_1", "get_weather"),
                new CallPiece(0, "{\"ci"),
                new CallPiece(0, "ty\": \"Zür"),
                new CallPiece(0, "ich\"}"),
                new Finish(TOOL_CALLS)));
    Completion answer = withTools(scenario);
    Rule.NOTHING_LOST.same(
        List.of("get_weather {\"city\": \"Zürich\"}"), calls(answer), "the list of calls");
    finished(TOOL_CALLS, answer);
  }

  /** Text, then two calls. */
  @Test
  default void several_tool_calls_keep_their_order() {
    Scenario scenario =
        Scenario.of(
            "CALLS",
            Turn.answer(
                new Text("I will look."),
                new CallStarted(0, "call_1", "get_weather"),
                new CallPiece(0, "{\"city\": \"Bern\"}"),
                new CallStarted(1, "call_2", "get_time"),
                new CallPiece(1, "{}"),
                new Finish(TOOL_CALLS)));
    Completion answer = withTools(scenario);
    Rule.NOTHING_LOST.same(
        List.of("get_weather {\"city\": \"Bern\"}", "get_time {}"),
        calls(answer),
        "the list of calls");
    Rule.NOTHING_LOST.same("I will look.", answer.text().strip(), "the text before the calls");
    Rule.NOTHING_LOST.check(
        answer.toolCalls().stream().map(ToolCall::id).distinct().count() == 2,
        () -> "the calls have one id");
  }

  /** The same tool twice. */
  @Test
  default void two_calls_of_one_tool_stay_apart() {
    Scenario scenario =
        Scenario.of(
            "ONE_TOOL",
            Turn.answer(
                new CallStarted(0, "call_1", "get_weather"),
                new CallPiece(0, "{\"city\": \"Bern\"}"),
                new CallStarted(1, "call_2", "get_weather"),
                new CallPiece(1, "{\"city\": \"Chur\"}"),
                new Finish(TOOL_CALLS)));
    Rule.NOTHING_LOST.same(
        List.of("get_weather {\"city\": \"Bern\"}", "get_weather {\"city\": \"Chur\"}"),
        calls(withTools(scenario)),
        "the list of calls");
  }

  /** Arguments that the model got wrong are the caller's to see. */
  @Test
  default void arguments_that_are_no_json_stay_as_they_are() {
    Scenario scenario =
        Scenario.of(
            "WRONG_ARGUMENTS",
            Turn.answer(
                new CallStarted(0, "call_1", "get_weather"),
                new CallPiece(0, "{\"city\": \"Zü"),
                new Finish(LENGTH)));
    Completion answer = withTools(scenario);
    Rule.NOTHING_LOST.same(
        List.of("get_weather {\"city\": \"Zü"), calls(answer), "the list of calls");
  }

  /** The result of a tool goes back, and the answer follows. */
  @Test
  default void the_result_of_a_tool_is_answered() {
    Scenario scenario =
        Scenario.of(
            "LOOP",
            Turn.answer(
                new CallStarted(0, "call_1", "get_time"),
                new CallPiece(0, "{}"),
                new Finish(TOOL_CALLS)),
            hello());
    try (Stage stage = staged(scenario)) {
      ChatRequest first = tools(scenario.request());
      Completion call = stage.model().complete(first);
      arrived(stage, "get_weather");
      Rule.NOTHING_LOST.same(List.of("get_time {}"), calls(call), "the list of calls");
      ChatRequest next =
          first.toBuilder()
              .message(call.message())
              .message(Message.tool(ToolResult.of(call.toolCalls().get(0), scenario.text(1))))
              .build();
      Rule.NOTHING_LOST.same("Hello", stage.model().complete(next).text(), "the final text");
      arrived(stage, scenario.name(), "get_time", scenario.text(1));
    }
  }

  /** Words, in that order, which look the same in every protocol of text. */
  private static void arrived(Stage stage, String... words) {
    stage
        .lastRequest()
        .ifPresent(
            request -> {
              int from = 0;
              for (String word : words) {
                int found = request.indexOf(word, from);
                Rule.ALL_ASKED.check(
                    found >= 0, () -> "no \"" + word + "\" in the request, or in another order");
                from = found + word.length();
              }
            });
  }

  private Completion withTools(Scenario scenario) {
    return bothWays(staged(scenario), tools(scenario.request()));
  }

  /** Only a model that has no tools is spared; that it refuses them is another test. */
  private Stage staged(Scenario scenario) {
    // Asked on another stage: a protocol without tools may have no form for this scenario.
    try (Stage stage = play(Scenario.of("TOOLS", hello()))) {
      if (stage.model().capabilities().of(Capability.TOOLS) == Support.NO) {
        throw new TestAbortedException("not applicable: the model has no tools");
      }
    }
    return play(scenario);
  }

  private static ChatRequest tools(ChatRequest request) {
    ChatRequest.Builder builder = request.toBuilder();
    TOOLS.forEach(builder::tool);
    return builder.build();
  }
}
