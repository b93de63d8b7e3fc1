package dev.parley.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.CancelledException;
import dev.parley.mock.Outcome.Running;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MockCancelTest {
  private static final ChatRequest REQUEST = ChatRequest.of("hi");
  private static final MockReply HANGS_MIDWAY = MockReply.builder().text("half").hang().build();

  private final GatedSleeper sleeper = new GatedSleeper();

  private MockChatModel answering(MockReply reply) {
    return MockChatModel.builder().sleeper(sleeper).otherwise(r -> reply).build();
  }

  @Test
  void closing_from_another_thread_ends_a_read_that_hangs() throws Exception {
    MockChatModel model = answering(HANGS_MIDWAY);
    CompletionStream stream = model.stream(REQUEST);
    Running<Outcome> reader = Outcome.elsewhere(() -> Outcome.of(stream));
    sleeper.awaitWaiting();
    assertEquals(1, model.openStreams());
    assertEquals("half", stream.partial().text());

    stream.close();

    Outcome outcome = reader.result();
    CancelledException thrown = assertInstanceOf(CancelledException.class, outcome.failure());
    assertEquals(2, outcome.events().size());
    assertEquals("half", thrown.partial().orElseThrow().text());
    assertEquals(0, model.openStreams());
    assertEquals(1, model.cancelledStreams());
  }

  @Test
  void closing_before_the_first_event_ends_the_read() throws Exception {
    MockChatModel model = answering(MockReply.builder().hang().build());
    CompletionStream stream = model.stream(REQUEST);
    Running<Outcome> reader = Outcome.elsewhere(() -> Outcome.of(stream));
    sleeper.awaitWaiting();
    stream.close();
    Outcome outcome = reader.result();
    assertInstanceOf(CancelledException.class, outcome.failure());
    assertEquals(List.of(), outcome.events());
  }

  @Test
  void closing_ends_a_hang_that_no_time_out_limits() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    MockChatModel model =
        MockChatModel.builder()
            .otherwise(
                request -> {
                  begun.countDown();
                  return MockReply.builder().hang().build();
                })
            .build();
    Timeouts off = Timeouts.UNSET.with(Kind.FIRST_EVENT, Duration.ZERO);
    CompletionStream stream = model.stream(REQUEST.toBuilder().timeouts(off).build());
    Running<Outcome> reader = Outcome.elsewhere(() -> Outcome.of(stream));
    assertTrue(begun.await(20, TimeUnit.SECONDS));
    stream.close();
    assertInstanceOf(CancelledException.class, reader.result().failure());
  }

  @Test
  void interrupting_a_read_cancels_it_and_keeps_the_flag() throws Exception {
    MockChatModel model = answering(HANGS_MIDWAY);
    CompletionStream stream = model.stream(REQUEST);
    Running<Boolean> reader =
        Outcome.elsewhere(
            () -> {
              assertInstanceOf(CancelledException.class, Outcome.of(stream).failure());
              return Thread.currentThread().isInterrupted();
            });
    sleeper.awaitWaiting();
    reader.thread().interrupt();
    assertTrue(reader.result(), "the interrupt flag is lost");
    assertEquals(1, model.cancelledStreams());
    assertEquals(0, model.openStreams());
  }

  @Test
  void interrupting_a_plain_call_cancels_it_and_keeps_the_flag() throws Exception {
    MockChatModel model = answering(HANGS_MIDWAY);
    Running<Boolean> caller =
        Outcome.elsewhere(
            () -> {
              assertThrows(CancelledException.class, () -> model.complete(REQUEST));
              return Thread.currentThread().isInterrupted();
            });
    sleeper.awaitWaiting();
    caller.thread().interrupt();
    assertTrue(caller.result(), "the interrupt flag is lost");
    assertEquals(1, model.cancelledStreams());
    assertEquals(0, model.openStreams());
  }

  @Test
  void a_thread_that_is_interrupted_already_starts_nothing() throws Exception {
    MockChatModel model = answering(MockReply.text("a"));
    Running<Boolean> caller =
        Outcome.elsewhere(
            () -> {
              Thread.currentThread().interrupt();
              assertThrows(CancelledException.class, () -> model.complete(REQUEST));
              return Thread.currentThread().isInterrupted();
            });
    assertTrue(caller.result());
    assertEquals(List.of(), model.requests());
  }

  @Test
  void leaving_the_loop_and_closing_cancels_and_throws_nothing() {
    MockChatModel model = answering(HANGS_MIDWAY);
    try (CompletionStream stream = model.stream(REQUEST)) {
      for (CompletionEvent event : stream) {
        if (event instanceof TextDelta) {
          break;
        }
      }
    }
    assertEquals(1, model.cancelledStreams());
    assertEquals(0, model.openStreams());
  }

  @Test
  void closing_an_unread_stream_starts_nothing_and_reading_it_fails() {
    MockChatModel model = answering(MockReply.text("a"));
    CompletionStream stream = model.stream(REQUEST);
    assertEquals(1, model.openStreams());
    stream.close();
    stream.close();
    assertThrows(CancelledException.class, stream::completion);
    assertEquals(List.of(), model.requests());
    assertEquals(0, model.openStreams());
    assertEquals(1, model.cancelledStreams());
  }

  @Test
  void closing_after_the_end_changes_nothing() {
    MockChatModel model = answering(MockReply.text("a"));
    CompletionStream stream = model.stream(REQUEST);
    Iterator<CompletionEvent> events = stream.iterator();
    CompletionEvent last = events.next();
    while (events.hasNext()) {
      last = events.next();
    }
    assertInstanceOf(Finished.class, last);
    stream.close();
    assertFalse(events.hasNext());
    assertEquals("a", stream.completion().text());
    assertEquals(0, model.cancelledStreams());
  }

  @Test
  void closing_the_model_cancels_what_is_under_way_and_refuses_more() throws Exception {
    MockChatModel model = answering(HANGS_MIDWAY);
    CompletionStream unread = model.stream(REQUEST);
    Running<Outcome> reader = Outcome.elsewhere(() -> Outcome.of(model.stream(REQUEST)));
    sleeper.awaitWaiting();

    model.close();
    model.close();

    assertInstanceOf(CancelledException.class, reader.result().failure());
    assertThrows(CancelledException.class, unread::completion);
    assertEquals(0, model.openStreams());
    assertEquals(2, model.cancelledStreams());
    assertThrows(IllegalStateException.class, () -> model.stream(REQUEST));
    assertThrows(IllegalStateException.class, () -> model.complete(REQUEST));
    assertThrows(IllegalStateException.class, () -> model.countTokens(REQUEST));
  }
}
