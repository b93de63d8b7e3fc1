package dev.parley.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.FinishReason;
import dev.parley.chat.ModelId;
import dev.parley.chat.Usage;
import dev.parley.error.CancelledException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.ModelException;
import dev.parley.error.ProtocolException;
import dev.parley.error.UnavailableException;
import dev.parley.testing.ListSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PullStreamTest {
  private static final ModelId MODEL = ModelId.parse("fake:m");
  private static final Finished END = new Finished(FinishReason.STOP);

  private static PullStream over(EventSource source) {
    return new PullStream(MODEL, ChatRequest.of("Hi"), source);
  }

  /** A source that gives one text and then what {@code then} gives or throws. */
  private static EventSource textThen(Supplier<CompletionEvent> then) {
    return new EventSource() {
      private boolean told;

      @Override
      public CompletionEvent next() {
        if (told) {
          return then.get();
        }
        told = true;
        return new TextDelta("Hel");
      }

      @Override
      public void cancel() {}

      @Override
      public void release() {}
    };
  }

  @Test
  void nothing_starts_before_the_first_read() {
    ListSource source = new ListSource(END);
    PullStream stream = over(source);

    Iterator<CompletionEvent> events = stream.iterator();
    assertEquals(0, source.reads());

    assertTrue(events.hasNext());
    assertEquals(1, source.reads());
  }

  @Test
  void events_come_in_order_and_end_after_finished() {
    ListSource source = new ListSource(new TextDelta("a"), new TextDelta("b"), END);
    List<CompletionEvent> seen = new ArrayList<>();

    try (PullStream stream = over(source)) {
      stream.forEach(seen::add);
    }

    assertEquals(List.of(new TextDelta("a"), new TextDelta("b"), END), seen);
    assertEquals(3, source.reads(), "nothing is read after Finished");
    assertEquals(0, source.cancels());
    assertEquals(1, source.releases());
  }

  @Test
  void iterator_works_once() {
    PullStream stream = over(new ListSource(END));
    assertTrue(stream.iterator().hasNext());

    assertThrows(IllegalStateException.class, stream::iterator);
  }

  @Test
  void iterator_past_the_end_says_so() {
    Iterator<CompletionEvent> events = over(new ListSource(END)).iterator();
    events.next();

    assertFalse(events.hasNext());
    assertThrows(NoSuchElementException.class, events::next);
  }

  @Test
  void completion_drains_and_repeats() {
    ListSource source = new ListSource(new TextDelta("a"), new TextDelta("b"), END);
    PullStream stream = over(source);
    assertEquals(new TextDelta("a"), stream.iterator().next());

    Completion whole = stream.completion();

    assertEquals("ab", whole.text());
    assertTrue(whole.isComplete());
    assertEquals("ab", stream.completion().text());
    assertEquals(3, source.reads());
  }

  @Test
  void completion_after_the_end_works_on_an_interrupted_thread() {
    PullStream stream = over(new ListSource(new TextDelta("a"), END));
    stream.completion();

    Thread.currentThread().interrupt();
    try {
      assertEquals("a", stream.completion().text());
    } finally {
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void partial_is_there_before_during_and_after() {
    PullStream stream = over(new ListSource(new TextDelta("a"), new TextDelta("b"), END));
    assertEquals("", stream.partial().text());

    assertEquals(new TextDelta("a"), stream.iterator().next());
    assertEquals("a", stream.partial().text());
    assertFalse(stream.partial().isComplete());

    stream.close();
    assertEquals("a", stream.partial().text());
  }

  @Test
  void leaving_the_loop_and_closing_cancels_once_and_throws_nothing() {
    ListSource source = new ListSource(new TextDelta("a"), new TextDelta("b"), END);
    PullStream stream = over(source);

    try (stream) {
      assertEquals(new TextDelta("a"), stream.iterator().next());
    }
    stream.close();

    assertEquals(1, source.cancels());
    assertEquals(1, source.releases());
  }

  @Test
  void stream_closed_midway_tells_the_reader_what_had_come() {
    PullStream stream = over(new ListSource(new TextDelta("a"), new TextDelta("b"), END));
    Iterator<CompletionEvent> events = stream.iterator();
    events.next();
    stream.close();

    CancelledException e = assertThrows(CancelledException.class, events::hasNext);

    assertEquals("a", e.partial().orElseThrow().text());
    assertThrows(CancelledException.class, stream::completion);
  }

  @Test
  void stream_closed_before_the_first_read_never_starts() {
    ListSource source = new ListSource(END);
    PullStream stream = over(source);
    stream.close();

    assertThrows(CancelledException.class, stream::completion);

    assertEquals(0, source.reads());
    assertEquals(1, source.cancels());
    assertEquals(1, source.releases());
  }

  @Test
  void close_after_the_end_does_nothing() {
    ListSource source = new ListSource(new TextDelta("a"), END);
    PullStream stream = over(source);
    stream.completion();

    stream.close();

    assertEquals(0, source.cancels());
    assertEquals(1, source.releases());
    assertEquals("a", stream.completion().text());
  }

  @Test
  void close_after_a_failure_does_nothing() {
    ListSource source = new ListSource(new TextDelta("a"));
    PullStream stream = over(source);
    ModelException failure = assertThrows(ModelException.class, stream::completion);

    stream.close();

    assertEquals(0, source.cancels());
    assertEquals(1, source.releases());
    assertSame(failure, assertThrows(ModelException.class, stream::completion));
  }

  @Test
  void end_without_a_finish_is_an_interrupted_stream() {
    PullStream stream = over(new ListSource(new TextDelta("Hel")));

    InterruptedStreamException e =
        assertThrows(InterruptedStreamException.class, stream::completion);

    assertEquals("Hel", e.partial().orElseThrow().text());
    assertEquals(Usage.Source.ESTIMATED, e.partial().orElseThrow().usage().source());
    assertTrue(e.retryable());
  }

  @Test
  void failure_of_the_source_carries_the_partial_and_its_own_details() {
    ErrorDetails details = ErrorDetails.builder(MODEL).status(503).requestId("req_1").build();
    PullStream stream =
        over(
            textThen(
                () -> {
                  throw new UnavailableException("is overloaded", details, null);
                }));

    UnavailableException e = assertThrows(UnavailableException.class, stream::completion);

    assertEquals("Hel", e.partial().orElseThrow().text());
    assertEquals(503, e.status().orElseThrow());
    assertEquals("req_1", e.requestId().orElseThrow());
  }

  @Test
  void failure_is_repeated_and_the_source_is_not_read_again() {
    ListSource source = new ListSource(new TextDelta("a"));
    PullStream stream = over(source);
    Iterator<CompletionEvent> events = stream.iterator();
    events.next();

    ModelException first = assertThrows(ModelException.class, events::hasNext);
    ModelException again = assertThrows(ModelException.class, events::hasNext);

    assertSame(first, again);
    assertEquals(2, source.reads());
    assertEquals(1, source.releases());
  }

  @Test
  void bug_in_the_providers_code_is_a_protocol_error_with_its_cause() {
    RuntimeException bug = new IllegalStateException("secret detail");
    PullStream stream =
        over(
            textThen(
                () -> {
                  throw bug;
                }));

    ProtocolException e = assertThrows(ProtocolException.class, stream::completion);

    assertSame(bug, e.getCause());
    assertEquals("Hel", e.partial().orElseThrow().text());
    assertFalse(e.getMessage().contains("secret detail"), e.getMessage());
  }

  @Test
  void error_is_thrown_as_it_is_and_ends_the_stream() {
    Error error = new StackOverflowError();
    PullStream stream =
        over(
            textThen(
                () -> {
                  throw error;
                }));

    assertSame(error, assertThrows(StackOverflowError.class, stream::completion));
    assertInstanceOf(ModelException.class, assertThrows(Exception.class, stream::completion));
  }

  @Test
  void interrupted_thread_cancels_before_it_starts_and_keeps_its_flag() {
    ListSource source = new ListSource(new TextDelta("a"), END);
    PullStream stream = over(source);

    Thread.currentThread().interrupt();
    try {
      assertThrows(CancelledException.class, stream::completion);
    } finally {
      assertTrue(Thread.interrupted(), "the flag is kept");
    }

    assertEquals(0, source.reads());
    assertEquals(1, source.cancels());
    assertEquals(1, source.releases());
  }
}
