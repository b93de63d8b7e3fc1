package dev.parley.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.Progress;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionEvent.UsageReported;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.chat.Usage;
import dev.parley.error.CancelledException;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.ModelException;
import dev.parley.error.UnavailableException;
import dev.parley.mock.MockChatModel;
import dev.parley.mock.MockReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Retries of streams. */
class RetryStreamTest {
  private static final ChatRequest REQUEST = ChatRequest.of("hi");
  private static final MockReply FAILURE = MockReply.failure(Faults.UNAVAILABLE);

  private final RecordedTime time = new RecordedTime();
  private final List<PolicyEvent> told = new ArrayList<>();

  private final Retry policy =
      Retry.builder().sleeper(time).random(() -> 0).listener(told::add).build();

  private MockChatModel answering(MockReply... replies) {
    MockChatModel.Builder model = MockChatModel.builder().sleeper(time);
    Arrays.asList(replies).forEach(model::reply);
    return model.build();
  }

  @Test
  void a_stream_that_fails_before_its_first_event_is_tried_again() {
    MockChatModel mock = answering(FAILURE, MockReply.text("a"));
    CompletionStream stream = mock.with(policy).stream(REQUEST);
    assertEquals("a", Outcome.of(stream).text());
    assertEquals(1, stream.completion().failedAttempts().size());
    assertEquals(List.of(Duration.ofMillis(500)), time.waits());
    assertEquals(0, mock.openStreams());
  }

  @Test
  void a_stream_that_fails_before_anything_visible_is_tried_again_and_starts_once() {
    MockReply begun = MockReply.builder().started().failWith(Faults.UNAVAILABLE).build();
    Outcome outcome =
        Outcome.of(answering(begun, begun, MockReply.text("a")).with(policy).stream(REQUEST));
    assertEquals("a", outcome.text());
    assertEquals(1, outcome.events(Started.class).size());
    assertInstanceOf(Started.class, outcome.events().get(0));
  }

  @Test
  void the_start_that_is_seen_is_that_of_the_answer() {
    MockReply begun = MockReply.builder().id("one").started().failWith(Faults.UNAVAILABLE).build();
    MockReply answer = MockReply.builder().id("two").text("a").build();
    Outcome outcome = Outcome.of(answering(begun, answer).with(policy).stream(REQUEST));
    assertEquals("two", outcome.events(Started.class).get(0).id());
  }

  @Test
  void a_stream_that_fails_after_something_visible_is_not_tried_again() {
    MockReply half = MockReply.builder().text("half").failWith(Faults.UNAVAILABLE).build();
    MockChatModel mock = answering(half, MockReply.text("whole"));
    Outcome outcome = Outcome.of(mock.with(policy).stream(REQUEST));
    UnavailableException e = assertInstanceOf(UnavailableException.class, outcome.failure());
    assertEquals("half", outcome.text());
    assertEquals("half", e.partial().orElseThrow().text());
    assertEquals(1, mock.requests().size());
  }

  @Test
  void a_failure_after_something_visible_tells_of_the_attempts_before() {
    MockReply half = MockReply.builder().text("half").failWith(Faults.UNAVAILABLE).build();
    ModelException e =
        Outcome.failure(
            UnavailableException.class, answering(FAILURE, half).with(policy).stream(REQUEST));
    assertEquals(2, e.details().attempts());
    assertEquals(1, e.getSuppressed().length);
    assertEquals("half", e.partial().orElseThrow().text());
  }

  @Test
  void a_stream_that_breaks_off_before_anything_visible_is_tried_again() {
    MockReply cut = MockReply.builder().started().endWithoutFinish().build();
    assertEquals(
        "a", Outcome.of(answering(cut, MockReply.text("a")).with(policy).stream(REQUEST)).text());
  }

  @Test
  void a_stream_that_breaks_off_after_something_visible_fails() {
    MockReply cut = MockReply.builder().text("half").endWithoutFinish().build();
    MockChatModel mock = answering(cut, MockReply.text("a"));
    InterruptedStreamException e =
        Outcome.failure(InterruptedStreamException.class, mock.with(policy).stream(REQUEST));
    assertEquals("half", e.partial().orElseThrow().text());
    assertEquals(1, mock.requests().size());
  }

  @Test
  void a_stream_that_keeps_failing_fails_with_the_last_and_tells_of_the_others() {
    MockChatModel mock = answering(FAILURE, FAILURE, FAILURE);
    ModelException e =
        Outcome.failure(UnavailableException.class, mock.with(policy).stream(REQUEST));
    assertEquals(3, e.details().attempts());
    assertEquals(2, e.getSuppressed().length);
  }

  @Test
  void the_failure_of_an_attempt_does_not_come_twice() {
    CompletionStream stream = answering(FAILURE, FAILURE, FAILURE).with(policy).stream(REQUEST);
    ModelException first = assertThrows(ModelException.class, stream::completion);
    ModelException second = assertThrows(ModelException.class, stream::completion);
    assertEquals(first, second);
  }

  @Test
  void what_is_not_visible_of_a_failed_attempt_does_not_come() {
    Usage wrong = Usage.reported().input(99).build();
    MockReply failed =
        MockReply.builder().usage(wrong).annotation("a", "{}").failWith(Faults.UNAVAILABLE).build();
    Outcome outcome =
        Outcome.of(answering(failed, MockReply.text("a")).with(policy).stream(REQUEST));
    assertEquals(
        List.of(Started.class, TextDelta.class, Finished.class),
        outcome.events().stream().map(CompletionEvent::getClass).toList());
  }

  @Test
  void progress_comes_at_once_and_does_not_forbid_another_attempt() {
    MockReply failing = MockReply.builder().progress(1, 2).failWith(Faults.UNAVAILABLE).build();
    MockReply answer = MockReply.builder().progress(2, 2).text("a").build();
    MockChatModel mock = answering(failing, answer);
    Iterator<CompletionEvent> events = mock.with(policy).stream(REQUEST).iterator();
    assertInstanceOf(Started.class, events.next());
    assertEquals(new Progress(1, 2), events.next());
    assertEquals(1, mock.requests().size());
    assertEquals(new Progress(2, 2), events.next());
    assertEquals(new TextDelta("a"), events.next());
    assertInstanceOf(Finished.class, events.next());
    assertFalse(events.hasNext());
  }

  @Test
  void what_is_not_visible_is_held_back_after_progress_too() {
    Usage usage = Usage.reported().input(1).build();
    MockReply failing =
        MockReply.builder().progress(1, 2).usage(usage).failWith(Faults.UNAVAILABLE).build();
    Outcome outcome =
        Outcome.of(answering(failing, MockReply.text("a")).with(policy).stream(REQUEST));
    assertEquals(List.of(), outcome.events(UsageReported.class));
    assertEquals("a", outcome.text());
  }

  @Test
  void an_answer_without_anything_visible_comes_whole() {
    Outcome outcome =
        Outcome.of(answering(MockReply.builder().build()).with(policy).stream(REQUEST));
    assertEquals(
        List.of(Started.class, Finished.class),
        outcome.events().stream().map(CompletionEvent::getClass).toList());
  }

  @Test
  void endless_invisible_events_do_not_fill_the_memory() {
    MockReply.Builder reply = MockReply.builder();
    for (int i = 0; i < 300; i++) {
      reply.annotation("note", "{}");
    }
    MockReply hanging = reply.hang().build();
    Iterator<CompletionEvent> events = answering(hanging).with(policy).stream(REQUEST).iterator();
    assertInstanceOf(Started.class, events.next());
  }

  @Test
  void closing_from_another_thread_ends_the_wait_at_once() throws Exception {
    SteppedTime stepped = new SteppedTime();
    MockChatModel mock = answering(FAILURE, MockReply.text("a"));
    Retry waiting = Retry.builder().sleeper(stepped).listener(told::add).build();
    CompletionStream stream = mock.with(waiting).stream(REQUEST);
    Elsewhere<Outcome> reader = Elsewhere.run(() -> Outcome.of(stream));
    stepped.awaitSleepers(1);
    stream.close();
    assertInstanceOf(CancelledException.class, reader.result().failure());
    assertEquals(1, mock.requests().size());
    assertEquals(0, mock.openStreams());
  }

  @Test
  void closing_during_the_wait_begins_no_other_attempt() {
    MockChatModel mock = answering(FAILURE, MockReply.text("a"));
    CompletionStream stream = mock.with(policy).stream(REQUEST);
    time.duringNextWait(stream::close);
    Outcome.failure(CancelledException.class, stream);
    assertEquals(0, mock.cancelledStreams());
    assertEquals(
        1,
        told.stream().filter(PolicyEvent.AttemptEnded.class::isInstance).count(),
        told::toString);
  }

  @Test
  void interrupting_the_wait_keeps_the_flag_and_cancels() throws Exception {
    CompletionStream stream = answering(FAILURE, MockReply.text("a")).with(policy).stream(REQUEST);
    time.duringNextWait(() -> Thread.currentThread().interrupt());
    Elsewhere<Boolean> reader =
        Elsewhere.run(
            () -> {
              Outcome.failure(CancelledException.class, stream);
              return Thread.currentThread().isInterrupted();
            });
    assertTrue(reader.result(), "the interrupt flag is lost");
  }

  @Test
  void the_whole_counts_from_the_first_read() {
    MockChatModel mock = answering(FAILURE, MockReply.text("a"));
    ChatRequest bounded =
        REQUEST.toBuilder()
            .timeouts(Timeouts.UNSET.with(Kind.WHOLE, Duration.ofSeconds(10)))
            .build();
    CompletionStream stream = mock.with(policy).stream(bounded);
    time.advance(Duration.ofMinutes(1));
    assertEquals("a", Outcome.of(stream).text());
    assertEquals(
        Duration.ofMillis(9_500), mock.requests().get(1).timeouts().get(Kind.WHOLE).orElseThrow());
  }

  @Test
  void each_stream_has_attempts_of_its_own() {
    ChatModel model =
        answering(FAILURE, FAILURE, MockReply.text("a"), FAILURE, FAILURE, MockReply.text("b"))
            .with(policy);
    assertEquals("a", model.stream(REQUEST).completion().text());
    assertEquals("b", model.stream(REQUEST).completion().text());
  }

  @Test
  void an_error_passes_through_and_lets_go() {
    AssertionError error = new AssertionError("broken");
    MockChatModel mock =
        MockChatModel.builder()
            .otherwise(
                request -> {
                  throw error;
                })
            .build();
    CompletionStream stream = mock.with(policy).stream(REQUEST);
    assertEquals(error, assertThrows(AssertionError.class, stream::completion));
    assertEquals(0, mock.openStreams());
  }
}
