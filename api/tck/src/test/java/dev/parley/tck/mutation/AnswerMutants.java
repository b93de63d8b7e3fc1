package dev.parley.tck.mutation;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.ReasoningDelta;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionEvent.ToolCallComplete;
import dev.parley.chat.CompletionEvent.ToolCallDelta;
import dev.parley.chat.CompletionEvent.ToolCallStarted;
import dev.parley.chat.CompletionEvent.UsageReported;
import dev.parley.chat.FinishReason;
import dev.parley.chat.Usage;
import dev.parley.message.Message;
import dev.parley.message.Part;
import dev.parley.message.Part.ReasoningPart;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.SystemMessage;
import dev.parley.message.ToolMessage;
import dev.parley.tck.Rule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** What is wrong with answers. */
final class AnswerMutants {
  private AnswerMutants() {}

  static List<Mutant> all() {
    return List.of(
        Mutant.that("drops the last text delta")
            .events(AnswerMutants::withoutLastText)
            .fails("text_comes_whole", Rule.NOTHING_LOST, "the text is Hel, not Hello")
            .fails("bytes_may_come_one_by_one", Rule.NOTHING_LOST, "the text is Grüße ")
            .holds("usage_is_what_the_other_side_reported", "a_tool_call_comes_to_the_letter"),
        Mutant.that("tidies the text")
            .events(AnswerMutants::withoutBlanksBefore)
            .fails(
                "blanks_before_the_first_word_are_part_of_the_text",
                Rule.NOTHING_LOST,
                "the text is Hello, not  \nHello")
            .holds("text_comes_whole", "any_character_arrives_as_it_is"),
        Mutant.that("takes thoughts for text")
            .events(
                () ->
                    event ->
                        List.of(
                            event instanceof ReasoningDelta thought
                                ? new TextDelta(thought.text())
                                : event))
            .fails("thoughts_come_apart_from_the_text", Rule.NOTHING_LOST, "the reasoning is ,")
            .holds("text_comes_whole"),
        Mutant.that("takes an answer without text for none")
            .events(AnswerMutants::talkative)
            .fails(
                "nothing_to_say_is_a_complete_answer", Rule.ONE_OUTCOME, "a healthy stream failed")
            .holds("text_comes_whole", "a_tool_call_comes_to_the_letter"),
        Mutant.that("says that every answer is whole")
            .events(
                () ->
                    event ->
                        List.of(
                            event instanceof Finished ? new Finished(FinishReason.STOP) : event))
            .fails(
                "an_answer_that_is_cut_off_at_the_limit_says_so",
                Rule.NOTHING_LOST,
                "the finish reason is Optional[STOP], not Optional[LENGTH]")
            .holds("text_comes_whole"),
        Mutant.that("loses usage")
            .events(() -> dropping(UsageReported.class::isInstance))
            .fails("usage_is_what_the_other_side_reported", Rule.USAGE, "source is NONE")
            .holds("text_comes_whole", "several_tool_calls_keep_their_order"),
        Mutant.that("loses the usage of plain answers")
            .models(model -> new Plain(model, answer -> answer.usage(Usage.NONE)))
            .fails("text_comes_whole", Rule.STREAM_EQUALS_ANSWER, "is REPORTED, not NONE")
            .holds("bytes_may_come_one_by_one", "an_answer_that_is_cut_off_at_the_limit_says_so"),
        Mutant.that("loses the thoughts of plain answers")
            .models(model -> new Plain(model, AnswerMutants::thoughtless))
            .fails(
                "thoughts_come_apart_from_the_text",
                Rule.STREAM_EQUALS_ANSWER,
                "the stream's reasoning is Let me see., not ")
            .holds("text_comes_whole"),
        Mutant.that("loses the tool calls of plain answers")
            .models(model -> new Plain(model, AnswerMutants::callless))
            .fails(
                "a_tool_call_comes_to_the_letter",
                Rule.STREAM_EQUALS_ANSWER,
                "the stream's tool calls is [get_weather")
            .holds("text_comes_whole"),
        Mutant.that("says that every plain answer is whole")
            .models(model -> new Plain(model, AnswerMutants::neverCutOff))
            .fails(
                "an_answer_that_is_cut_off_at_the_limit_says_so",
                Rule.STREAM_EQUALS_ANSWER,
                "the stream's finish reason is")
            .holds("text_comes_whole"),
        Mutant.that("shouts in plain answers")
            .models(
                model -> new Plain(model, answer -> answer.content(List.of(Part.text("HELLO")))))
            .fails(
                "text_comes_whole",
                Rule.STREAM_EQUALS_ANSWER,
                "the stream's text is Hello, not HELLO")
            .holds("bytes_may_come_one_by_one"),
        Mutant.that("takes two calls of one tool for one")
            .events(AnswerMutants::oneCallOfEachTool)
            .fails("two_calls_of_one_tool_stay_apart", Rule.NOTHING_LOST, "the list of calls is")
            .holds("several_tool_calls_keep_their_order", "the_result_of_a_tool_is_answered"),
        Mutant.that("mends the arguments of tools")
            .events(() -> AnswerMutants::mended)
            .fails(
                "arguments_that_are_no_json_stay_as_they_are",
                Rule.NOTHING_LOST,
                "[get_weather {\"city\": \"Zü\"}]")
            .holds("a_tool_call_comes_to_the_letter", "the_result_of_a_tool_is_answered"),
        Mutant.that("gives tool calls in the wrong order")
            .events(() -> AnswerMutants::swapped)
            .fails("several_tool_calls_keep_their_order", Rule.NOTHING_LOST, "calls")
            .holds("a_tool_call_comes_to_the_letter", "the_result_of_a_tool_is_answered"),
        Mutant.that("tidies the arguments of tools")
            .events(() -> AnswerMutants::tidied)
            .fails("a_tool_call_comes_to_the_letter", Rule.NOTHING_LOST, "{\"city\":\"Zürich\"}")
            .holds("the_result_of_a_tool_is_answered", "text_comes_whole"),
        Mutant.that("knows ASCII only")
            .events(() -> AnswerMutants::ascii)
            .fails("any_character_arrives_as_it_is", Rule.NOTHING_LOST, "Gr??e")
            .fails("lines_may_end_with_carriage_returns", Rule.NOTHING_LOST, "Gr??e")
            .holds("text_comes_whole", "thoughts_come_apart_from_the_text"),
        Mutant.that("does not say that an answer begins")
            .events(() -> dropping(Started.class::isInstance))
            .fails("text_comes_whole", Rule.EVENT_ORDER, "first came")
            .holds("bytes_may_come_one_by_one", "a_stream_that_is_cut_fails_with_what_came"),
        Mutant.that("keeps the instructions to itself")
            .requests(request -> without(request, SystemMessage.class::isInstance))
            .fails("a_conversation_with_instructions_is_answered", Rule.ALL_ASKED, "Be brief.")
            .holds("text_comes_whole", "the_result_of_a_tool_is_answered"),
        Mutant.that("turns a conversation round")
            .requests(AnswerMutants::reversed)
            .fails("a_conversation_with_instructions_is_answered", Rule.ALL_ASKED, "another order")
            .holds("text_comes_whole"),
        Mutant.that("keeps the tools to itself")
            .requests(AnswerMutants::toolless)
            .fails("the_result_of_a_tool_is_answered", Rule.ALL_ASKED, "no \"get_weather\"")
            .holds("text_comes_whole", "a_conversation_with_instructions_is_answered"),
        Mutant.that("forgets what a tool answered")
            .requests(request -> without(request, ToolMessage.class::isInstance))
            .fails("the_result_of_a_tool_is_answered", Rule.ALL_ASKED, "LOOP_1")
            .holds("several_tool_calls_keep_their_order"));
  }

  private static Function<CompletionEvent, List<CompletionEvent>> withoutLastText() {
    List<CompletionEvent> held = new ArrayList<>();
    return event -> {
      if (event instanceof UsageReported) {
        return List.of(event);
      }
      List<CompletionEvent> ready = new ArrayList<>(event instanceof Finished ? List.of() : held);
      held.clear();
      (event instanceof TextDelta ? held : ready).add(event);
      return ready;
    };
  }

  private static Function<CompletionEvent, List<CompletionEvent>> dropping(
      Predicate<CompletionEvent> dropped) {
    return event -> dropped.test(event) ? List.of() : List.of(event);
  }

  private static List<CompletionEvent> swapped(CompletionEvent event) {
    if (event instanceof ToolCallStarted call) {
      return List.of(new ToolCallStarted(1 - call.index(), call.id(), call.name()));
    } else if (event instanceof ToolCallDelta delta) {
      return List.of(new ToolCallDelta(1 - delta.index(), delta.fragment()));
    } else if (event instanceof ToolCallComplete complete) {
      return List.of(new ToolCallComplete(1 - complete.index(), complete.call()));
    }
    return List.of(event);
  }

  private static List<CompletionEvent> tidied(CompletionEvent event) {
    return List.of(
        event instanceof ToolCallComplete complete
            ? rewritten(complete, complete.call().argumentsJson().replace(" ", ""))
            : event);
  }

  private static List<CompletionEvent> ascii(CompletionEvent event) {
    return List.of(
        event instanceof TextDelta delta
            ? new TextDelta(delta.text().replaceAll("[^\\x00-\\x7f]", "?"))
            : event);
  }

  private static ChatRequest without(ChatRequest request, Predicate<Message> dropped) {
    ChatRequest.Builder builder = ChatRequest.builder().timeouts(request.timeouts());
    request.tools().forEach(builder::tool);
    return builder.messages(request.messages().stream().filter(dropped.negate()).toList()).build();
  }

  private static ChatRequest reversed(ChatRequest request) {
    List<Message> messages = new ArrayList<>(request.messages());
    Collections.reverse(messages);
    ChatRequest.Builder builder = ChatRequest.builder().timeouts(request.timeouts());
    request.tools().forEach(builder::tool);
    return builder.messages(messages).build();
  }

  private static ChatRequest toolless(ChatRequest request) {
    return ChatRequest.builder().timeouts(request.timeouts()).messages(request.messages()).build();
  }

  private static Function<CompletionEvent, List<CompletionEvent>> withoutBlanksBefore() {
    List<TextDelta> said = new ArrayList<>();
    return event -> {
      if (!(event instanceof TextDelta delta) || !said.isEmpty()) {
        return List.of(event);
      }
      if (delta.text().isBlank()) {
        return List.of();
      }
      said.add(delta);
      return List.of(new TextDelta(delta.text().stripLeading()));
    };
  }

  private static Function<CompletionEvent, List<CompletionEvent>> talkative() {
    List<CompletionEvent> said = new ArrayList<>();
    return event -> {
      if (event instanceof TextDelta || event instanceof ToolCallStarted) {
        said.add(event);
      } else if (event instanceof Finished && said.isEmpty()) {
        throw new IllegalStateException("nothing was said");
      }
      return List.of(event);
    };
  }

  private static Function<CompletionEvent, List<CompletionEvent>> oneCallOfEachTool() {
    Set<String> tools = new HashSet<>();
    Set<Integer> dropped = new HashSet<>();
    return event -> {
      if (event instanceof ToolCallStarted call && !tools.add(call.name())) {
        dropped.add(call.index());
      }
      boolean again =
          (event instanceof ToolCallStarted call && dropped.contains(call.index()))
              || (event instanceof ToolCallDelta delta && dropped.contains(delta.index()))
              || (event instanceof ToolCallComplete all && dropped.contains(all.index()));
      return again ? List.of() : List.of(event);
    };
  }

  private static List<CompletionEvent> mended(CompletionEvent event) {
    return event instanceof ToolCallComplete complete
            && !complete.call().argumentsJson().endsWith("}")
        ? List.of(rewritten(complete, complete.call().argumentsJson() + "\"}"))
        : List.of(event);
  }

  private static CompletionEvent rewritten(ToolCallComplete complete, String json) {
    ToolCall call = complete.call();
    return new ToolCallComplete(complete.index(), new ToolCall(call.id(), call.name(), json));
  }

  private static Completion.Builder neverCutOff(Completion.Builder answer) {
    boolean cutOff =
        answer.build().finishReason().stream()
            .anyMatch(reason -> reason.kind() == FinishReason.Kind.LENGTH);
    return cutOff ? answer.finishReason(FinishReason.STOP) : answer;
  }

  private static Completion.Builder thoughtless(Completion.Builder answer) {
    return without(answer, ReasoningPart.class);
  }

  private static Completion.Builder callless(Completion.Builder answer) {
    return without(answer, ToolCall.class);
  }

  private static Completion.Builder without(
      Completion.Builder answer, Class<? extends Part> dropped) {
    List<Part> content = answer.build().message().content();
    return answer.content(content.stream().filter(part -> !dropped.isInstance(part)).toList());
  }

  /** Gives other plain answers. */
  private static final class Plain extends EditedModel {
    private final UnaryOperator<Completion.Builder> edit;

    Plain(ChatModel inner, UnaryOperator<Completion.Builder> edit) {
      super(inner, UnaryOperator.identity(), UnaryOperator.identity());
      this.edit = edit;
    }

    @Override
    public Completion complete(ChatRequest request) {
      return edit.apply(super.complete(request).toBuilder()).build();
    }
  }
}
