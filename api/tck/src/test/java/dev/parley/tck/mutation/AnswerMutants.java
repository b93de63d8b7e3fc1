package dev.parley.tck.mutation;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionEvent.ToolCallComplete;
import dev.parley.chat.CompletionEvent.ToolCallDelta;
import dev.parley.chat.CompletionEvent.ToolCallStarted;
import dev.parley.chat.CompletionEvent.UsageReported;
import dev.parley.chat.Usage;
import dev.parley.message.Message;
import dev.parley.message.Part.ToolCall;
import dev.parley.message.SystemMessage;
import dev.parley.message.ToolMessage;
import dev.parley.tck.Rule;
import java.util.ArrayList;
import java.util.List;
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
        Mutant.that("loses usage")
            .events(() -> dropping(UsageReported.class::isInstance))
            .fails("usage_is_what_the_other_side_reported", Rule.USAGE, "source is NONE")
            .holds("text_comes_whole", "several_tool_calls_keep_their_order"),
        Mutant.that("loses the usage of plain answers")
            .models(PlainWithoutUsage::new)
            .fails("text_comes_whole", Rule.STREAM_EQUALS_ANSWER, "is REPORTED, not NONE")
            .holds("bytes_may_come_one_by_one", "an_answer_that_is_cut_off_at_the_limit_says_so"),
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
    if (event instanceof ToolCallComplete complete) {
      ToolCall call = complete.call();
      String json = call.argumentsJson().replace(" ", "");
      return List.of(
          new ToolCallComplete(complete.index(), new ToolCall(call.id(), call.name(), json)));
    }
    return List.of(event);
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

  private static final class PlainWithoutUsage extends EditedModel {
    PlainWithoutUsage(ChatModel inner) {
      super(inner, UnaryOperator.identity(), UnaryOperator.identity());
    }

    @Override
    public Completion complete(ChatRequest request) {
      return super.complete(request).toBuilder().usage(Usage.NONE).build();
    }
  }
}
