package dev.parley.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Annotation;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.Progress;
import dev.parley.chat.CompletionEvent.ProviderEvent;
import dev.parley.chat.CompletionEvent.ReasoningDelta;
import dev.parley.chat.CompletionEvent.RefusalDelta;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionEvent.ToolCallComplete;
import dev.parley.chat.CompletionEvent.ToolCallDelta;
import dev.parley.chat.CompletionEvent.ToolCallStarted;
import dev.parley.chat.CompletionEvent.UsageReported;
import dev.parley.chat.FinishReason;
import dev.parley.chat.Usage;
import dev.parley.chat.Warning;
import dev.parley.error.InterruptedStreamException;
import dev.parley.message.Part.ToolCall;
import dev.parley.spi.Sleeper;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MockReplyTest {
  private static final ChatRequest REQUEST = ChatRequest.of("hi");
  private static final Started STARTED = new Started("mock-reply", "scripted", List.of());

  private static MockChatModel answering(MockReply reply) {
    return MockChatModel.builder().sleeper(Sleeper.virtual()).otherwise(r -> reply).build();
  }

  private static List<CompletionEvent> events(MockReply reply) {
    Outcome outcome = Outcome.of(answering(reply).stream(REQUEST));
    assertEquals(null, outcome.failure());
    return outcome.events();
  }

  @Test
  void a_text_is_one_delta_between_the_two_ends() {
    assertEquals(
        List.of(STARTED, new TextDelta("Hello"), new Finished(FinishReason.STOP)),
        events(MockReply.text("Hello")));
  }

  @Test
  void a_reply_without_steps_starts_and_finishes() {
    assertEquals(
        List.of(STARTED, new Finished(FinishReason.STOP)), events(MockReply.builder().build()));
  }

  @Test
  void every_kind_of_event_comes_in_its_place() {
    MockReply reply =
        MockReply.builder()
            .progress(1, 2)
            .reasoning("hm")
            .text("a ")
            .refusal("no")
            .providerEvent("new", "{}")
            .annotation("url_citation", "{}")
            .usage(Usage.reported().input(1).output(2).build())
            .finish(FinishReason.LENGTH)
            .build();
    assertEquals(
        List.of(
            STARTED,
            new Progress(1, 2),
            new ReasoningDelta("hm"),
            new TextDelta("a "),
            new RefusalDelta("no"),
            new ProviderEvent("mock", "new", "{}"),
            new Annotation("url_citation", "{}"),
            new UsageReported(Usage.reported().input(1).output(2).build()),
            new Finished(FinishReason.LENGTH)),
        events(reply));
  }

  @Test
  void words_keep_every_character_of_the_text() {
    String text = " one  two\nthree 😀 end ";
    List<CompletionEvent> events = events(MockReply.builder().words(text).build());
    assertEquals(6 + 2, events.size());
    assertEquals(text, answering(MockReply.builder().words(text).build()).complete(REQUEST).text());
  }

  @Test
  void tool_calls_come_in_pieces_and_decide_the_finish_reason() {
    MockReply reply =
        MockReply.builder()
            .toolCall("c1", "weather", "{\"city\":", "", "\"Oslo\"}")
            .toolCall("c2", "clock")
            .build();
    assertEquals(
        List.of(
            STARTED,
            new ToolCallStarted(0, "c1", "weather"),
            new ToolCallDelta(0, "{\"city\":"),
            new ToolCallDelta(0, "\"Oslo\"}"),
            new ToolCallComplete(0, new ToolCall("c1", "weather", "{\"city\":\"Oslo\"}")),
            new ToolCallStarted(1, "c2", "clock"),
            new ToolCallComplete(1, new ToolCall("c2", "clock", "")),
            new Finished(FinishReason.TOOL_CALLS)),
        events(reply));
  }

  @Test
  void one_whole_tool_call_is_a_reply() {
    Completion answer = answering(MockReply.toolCall("clock", "{}")).complete(REQUEST);
    assertEquals(List.of(new ToolCall("call-0", "clock", "{}")), answer.toolCalls());
    assertEquals(FinishReason.TOOL_CALLS, answer.finishReason().orElseThrow());
  }

  @Test
  void a_tool_call_can_be_left_unfinished() {
    MockReply reply =
        MockReply.builder()
            .event(new ToolCallStarted(0, "c1", "weather"))
            .event(new ToolCallDelta(0, "{\"ci"))
            .endWithoutFinish()
            .build();
    Completion partial =
        Outcome.failure(InterruptedStreamException.class, answering(reply).stream(REQUEST))
            .partial()
            .orElseThrow();
    assertEquals(List.of(new ToolCall("c1", "weather", "{\"ci")), partial.toolCalls());
    assertFalse(partial.isComplete());
  }

  @Test
  void the_head_of_the_answer_can_be_scripted() {
    MockReply reply =
        MockReply.builder()
            .id("answer-7")
            .answeredBy("model-2026")
            .text("x")
            .warning("seed", "it is not used")
            .build();
    Completion answer = answering(reply).complete(REQUEST);
    assertEquals("answer-7", answer.id());
    assertEquals("model-2026", answer.answeredBy());
    assertEquals(List.of(new Warning("seed", "it is not used")), answer.warnings());
  }

  @Test
  void a_plain_call_gives_what_draining_the_stream_gives() {
    MockReply reply =
        MockReply.builder()
            .warning("seed", "it is not used")
            .reasoning("hm")
            .text("a")
            .delay(Duration.ofSeconds(1))
            .refusal("b")
            .toolCall("c1", "clock", "{}")
            .annotation("note", "{}")
            .usage(Usage.reported().input(1).output(2).build())
            .finish(new FinishReason(FinishReason.Kind.OTHER, "bored"))
            .build();
    MockChatModel model = answering(reply);
    Completion plain = model.complete(REQUEST);
    Completion drained = model.stream(REQUEST).completion();
    assertTrue(plain.isComplete());
    assertEquals(drained.model(), plain.model());
    assertEquals(drained.id(), plain.id());
    assertEquals(drained.answeredBy(), plain.answeredBy());
    assertEquals(drained.message(), plain.message());
    assertEquals(drained.finishReason(), plain.finishReason());
    assertEquals(drained.usage(), plain.usage());
    assertEquals(drained.warnings(), plain.warnings());
    assertEquals(drained.annotations(), plain.annotations());
    assertEquals(drained.logprobs(), plain.logprobs());
    assertEquals(drained.rawJson(), plain.rawJson());
  }

  @Test
  void a_usage_that_is_not_scripted_is_not_invented() {
    assertEquals(Usage.NONE, answering(MockReply.text("x")).complete(REQUEST).usage());
  }

  @Test
  void nothing_can_follow_the_end() {
    List<MockReply.Builder> ended =
        List.of(
            MockReply.builder().finish(FinishReason.STOP),
            MockReply.builder().endWithoutFinish(),
            MockReply.builder().hang(),
            MockReply.builder().failWith(Failures.RATE_LIMITED));
    for (MockReply.Builder builder : ended) {
      assertThrows(IllegalStateException.class, () -> builder.text("more"));
    }
  }

  @Test
  void what_cannot_be_an_event_is_refused() {
    MockReply.Builder builder = MockReply.builder();
    assertThrows(IllegalArgumentException.class, () -> builder.text(""));
    assertThrows(IllegalArgumentException.class, () -> builder.words(""));
    assertThrows(IllegalArgumentException.class, () -> builder.event(STARTED));
    assertThrows(
        IllegalArgumentException.class, () -> builder.event(new Finished(FinishReason.STOP)));
    assertThrows(IllegalArgumentException.class, () -> builder.delay(Duration.ofNanos(-1)));
  }

  @Test
  void a_built_reply_does_not_change_with_its_builder() {
    MockReply.Builder builder = MockReply.builder().text("a");
    MockReply first = builder.build();
    MockReply second = builder.text("b").build();
    assertEquals("a", answering(first).complete(REQUEST).text());
    assertEquals("ab", answering(second).complete(REQUEST).text());
  }

  @Test
  void to_string_shows_no_content() {
    assertEquals("MockReply[2 steps]", MockReply.text("private").toString());
  }
}
