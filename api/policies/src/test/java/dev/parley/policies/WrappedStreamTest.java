package dev.parley.policies;

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
import dev.parley.chat.CompletionStream;
import dev.parley.chat.Policy;
import dev.parley.chat.Usage;
import dev.parley.error.CancelledException;
import dev.parley.error.ConfigurationException;
import dev.parley.error.InvalidRequestException;
import dev.parley.error.ModelException;
import dev.parley.mock.MockChatModel;
import dev.parley.mock.MockReply;
import dev.parley.spi.Sleeper;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A stream keeps its promises in every policy, and in all of them together. */
class WrappedStreamTest {
  private static final ChatRequest REQUEST = ChatRequest.of("hi");
  private static final Usage USAGE = Usage.reported().input(3).output(4).build();
  private static final MockReply REPLY =
      MockReply.builder().id("r").text("one ").text("two").usage(USAGE).build();

  static Stream<Policy> policies() {
    Sleeper time = Sleeper.virtual();
    MockChatModel echo = MockChatModel.echo();
    List<Policy> each =
        List.of(
            Deadline.of(Duration.ofMinutes(1)),
            Fallback.builder().to(echo).on(failure -> false).sleeper(time).build(),
            Retry.builder().sleeper(time).build(),
            CircuitBreaker.builder().sleeper(time).build(),
            RateLimit.builder().requests(99, Duration.ofMinutes(1)).sleeper(time).build(),
            Bulkhead.builder().sleeper(time).build());
    Policy all = model -> model.with(each.toArray(Policy[]::new));
    return Stream.concat(each.stream(), Stream.of(all));
  }

  private static MockChatModel answering(MockReply reply) {
    return MockChatModel.builder().sleeper(Sleeper.virtual()).otherwise(r -> reply).build();
  }

  @ParameterizedTest
  @MethodSource("policies")
  void nothing_is_sent_before_the_first_read(Policy policy) {
    MockChatModel mock = answering(REPLY);
    CompletionStream stream = mock.with(policy).stream(REQUEST);
    Iterator<CompletionEvent> events = stream.iterator();
    assertEquals("", stream.partial().text());
    assertEquals(List.of(), mock.requests());
    events.next();
    assertEquals(1, mock.requests().size());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void all_events_come_in_their_order(Policy policy) {
    MockChatModel mock = answering(REPLY);
    List<CompletionEvent> bare = Outcome.of(mock.stream(REQUEST)).events();
    assertEquals(bare, Outcome.of(mock.with(policy).stream(REQUEST)).events());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void can_be_iterated_once(Policy policy) {
    CompletionStream stream = answering(REPLY).with(policy).stream(REQUEST);
    Iterator<CompletionEvent> events = stream.iterator();
    assertThrows(IllegalStateException.class, stream::iterator);
    assertTrue(events.hasNext());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void the_completion_is_whole(Policy policy) {
    MockChatModel mock = answering(REPLY);
    Completion answer = mock.with(policy).stream(REQUEST).completion();
    assertTrue(answer.isComplete());
    assertEquals("one two", answer.text());
    assertEquals(USAGE, answer.usage());
    assertEquals("r", answer.id());
    assertEquals(mock.id(), answer.model());
    assertEquals(0, mock.openStreams());
    assertEquals(0, mock.cancelledStreams());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void a_plain_call_gives_the_same(Policy policy) {
    Completion answer = answering(REPLY).with(policy).complete(REQUEST);
    assertEquals("one two", answer.text());
    assertEquals(USAGE, answer.usage());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void what_has_come_is_told_meanwhile(Policy policy) {
    CompletionStream stream = answering(REPLY).with(policy).stream(REQUEST);
    for (CompletionEvent event : stream) {
      if (event instanceof TextDelta) {
        break;
      }
    }
    assertEquals("one ", stream.partial().text());
    assertFalse(stream.partial().isComplete());
    stream.close();
    assertEquals("one ", stream.partial().text());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void closing_cancels_once_and_reading_on_fails(Policy policy) {
    MockChatModel mock = answering(REPLY);
    CompletionStream stream = mock.with(policy).stream(REQUEST);
    Iterator<CompletionEvent> events = stream.iterator();
    events.next();
    stream.close();
    stream.close();
    assertThrows(CancelledException.class, events::next);
    assertEquals(1, mock.cancelledStreams());
    assertEquals(0, mock.openStreams());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void closing_before_the_first_read_sends_nothing(Policy policy) {
    MockChatModel mock = answering(REPLY);
    CompletionStream stream = mock.with(policy).stream(REQUEST);
    stream.close();
    assertThrows(CancelledException.class, stream::completion);
    assertEquals(List.of(), mock.requests());
    assertEquals(0, mock.openStreams());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void closing_after_the_end_changes_nothing(Policy policy) {
    MockChatModel mock = answering(REPLY);
    CompletionStream stream = mock.with(policy).stream(REQUEST);
    assertInstanceOf(Finished.class, last(Outcome.of(stream).events()));
    stream.close();
    assertEquals("one two", stream.completion().text());
    assertEquals(0, mock.cancelledStreams());
  }

  private static CompletionEvent last(List<CompletionEvent> events) {
    return events.get(events.size() - 1);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void closing_from_another_thread_ends_a_read_that_blocks(Policy policy) throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    MockReply hanging = MockReply.builder().text("half").hang().build();
    MockChatModel mock =
        MockChatModel.builder()
            .otherwise(
                request -> {
                  reading.countDown();
                  return hanging;
                })
            .build();
    CompletionStream stream = mock.with(policy).stream(REQUEST);
    Elsewhere<Outcome> reader = Elsewhere.run(() -> Outcome.of(stream));
    assertTrue(reading.await(20, TimeUnit.SECONDS), "nobody reads");
    stream.close();
    assertInstanceOf(CancelledException.class, reader.result().failure());
    assertEquals(0, mock.openStreams());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void a_failure_comes_again_and_has_what_had_come(Policy policy) {
    MockReply failing = MockReply.builder().text("half").failWith(Faults.INVALID).build();
    CompletionStream stream = answering(failing).with(policy).stream(REQUEST);
    ModelException first = assertThrows(InvalidRequestException.class, stream::completion);
    assertSame(first, assertThrows(InvalidRequestException.class, stream::completion));
    assertEquals("half", first.partial().orElseThrow().text());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void a_wrong_configuration_passes_through(Policy policy) {
    ConfigurationException wrong =
        new ConfigurationException(ConfigurationException.Kind.BROKEN_REFERENCE, "no such file");
    MockChatModel mock = answering(MockReply.failure(details -> wrong));
    assertSame(wrong, Outcome.of(mock.with(policy).stream(REQUEST)).failure());
    assertEquals(0, mock.openStreams());
  }

  @ParameterizedTest
  @MethodSource("policies")
  void an_error_passes_through_and_lets_go(Policy policy) {
    AssertionError error = new AssertionError("broken");
    MockChatModel mock =
        MockChatModel.builder()
            .otherwise(
                request -> {
                  throw error;
                })
            .build();
    CompletionStream stream = mock.with(policy).stream(REQUEST);
    assertSame(error, assertThrows(AssertionError.class, stream::completion));
    assertEquals(0, mock.openStreams());
  }
}
