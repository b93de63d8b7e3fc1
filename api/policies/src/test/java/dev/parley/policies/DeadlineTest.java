package dev.parley.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.ModelException;
import dev.parley.error.TimedOutException;
import dev.parley.mock.MockChatModel;
import dev.parley.mock.MockReply;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private static final ChatRequest REQUEST = ChatRequest.of("hi");
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final RecordedTime time = new RecordedTime();

  private MockChatModel answering(MockReply reply) {
    return MockChatModel.builder().sleeper(time).otherwise(request -> reply).build();
  }

  private static ChatRequest within(Duration whole) {
    return REQUEST.toBuilder().timeouts(Timeouts.UNSET.with(Kind.WHOLE, whole)).build();
  }

  private static Optional<Duration> sentWhole(MockChatModel mock) {
    return mock.requests().get(0).timeouts().get(Kind.WHOLE);
  }

  @Test
  void bounds_a_plain_call() {
    MockChatModel mock = answering(MockReply.builder().hang().build());
    ChatModel model = mock.with(Deadline.of(LIMIT));
    TimedOutException e = assertThrows(TimedOutException.class, () -> model.complete(REQUEST));
    assertEquals(Kind.WHOLE, e.timeout());
    assertEquals(LIMIT, time.passed());
  }

  @Test
  void bounds_a_stream_to_its_end() {
    MockReply slow = MockReply.builder().text("a").delay(Duration.ofSeconds(11)).text("b").build();
    TimedOutException e =
        Outcome.failure(
            TimedOutException.class, answering(slow).with(Deadline.of(LIMIT)).stream(REQUEST));
    assertEquals("a", e.partial().orElseThrow().text());
  }

  @Test
  void streams_may_be_left_alone() {
    MockChatModel mock = answering(MockReply.text("a"));
    Deadline policy = Deadline.builder().limit(LIMIT).streams(false).build();
    assertEquals("a", mock.with(policy).stream(REQUEST).completion().text());
    assertEquals(Optional.empty(), sentWhole(mock));
  }

  @Test
  void plain_calls_are_bounded_though_streams_are_left_alone() {
    MockChatModel mock = answering(MockReply.text("a"));
    mock.with(Deadline.builder().limit(LIMIT).streams(false).build()).complete(REQUEST);
    assertEquals(Optional.of(LIMIT), sentWhole(mock));
  }

  @Test
  void a_shorter_whole_of_the_request_stays() {
    MockChatModel mock = answering(MockReply.text("a"));
    mock.with(Deadline.of(LIMIT)).complete(within(Duration.ofSeconds(3)));
    assertEquals(Optional.of(Duration.ofSeconds(3)), sentWhole(mock));
  }

  @Test
  void a_longer_whole_of_the_request_is_shortened() {
    MockChatModel mock = answering(MockReply.text("a"));
    mock.with(Deadline.of(LIMIT)).complete(within(Duration.ofSeconds(30)));
    assertEquals(Optional.of(LIMIT), sentWhole(mock));
  }

  @Test
  void a_whole_that_is_switched_off_is_set() {
    MockChatModel mock = answering(MockReply.text("a"));
    mock.with(Deadline.of(LIMIT)).complete(within(Duration.ZERO));
    assertEquals(Optional.of(LIMIT), sentWhole(mock));
  }

  @Test
  void the_other_time_outs_stay() {
    MockChatModel mock = answering(MockReply.text("a"));
    Timeouts silence = Timeouts.UNSET.with(Kind.SILENCE, Duration.ofSeconds(1));
    mock.with(Deadline.of(LIMIT)).complete(REQUEST.toBuilder().timeouts(silence).build());
    assertEquals(silence.with(Kind.WHOLE, LIMIT), mock.requests().get(0).timeouts());
  }

  @Test
  void bounds_all_attempts_and_waits_of_a_retry_together() {
    MockReply slow =
        MockReply.builder().delay(Duration.ofSeconds(4)).failWith(Faults.UNAVAILABLE).build();
    MockChatModel mock = answering(slow);
    Retry retry = Retry.builder().retries(9).sleeper(time).random(() -> 0).build();
    ChatModel model = mock.with(Deadline.of(LIMIT), retry);
    ModelException e = assertThrows(ModelException.class, () -> model.complete(REQUEST));
    // 4 s, a wait of 0.5 s, 4 s, a wait of 1 s, and 0.5 s of the third.
    assertInstanceOf(TimedOutException.class, e);
    assertEquals(3, e.details().attempts());
    assertEquals(LIMIT, time.passed());
  }

  @Test
  void inside_a_retry_it_bounds_each_attempt() {
    MockChatModel mock = answering(MockReply.builder().hang().build());
    Retry retry = Retry.builder().retries(1).sleeper(time).random(() -> 0).build();
    ChatModel model = mock.with(retry, Deadline.of(LIMIT));
    assertThrows(TimedOutException.class, () -> model.complete(REQUEST));
    assertEquals(Duration.ofMillis(20_500), time.passed());
  }

  @Test
  void unwraps_to_the_policy_and_says_that_it_is_there() {
    Deadline policy = Deadline.of(LIMIT);
    ChatModel model = answering(MockReply.text("a")).with(policy);
    assertSame(policy, model.unwrap(Deadline.class).orElseThrow());
    assertTrue(model.toString().startsWith("Deadline[PT10S] around "), model.toString());
  }

  @Test
  void closing_closes_the_wrapped_model() {
    MockChatModel mock = answering(MockReply.text("a"));
    mock.with(Deadline.of(LIMIT)).close();
    assertThrows(IllegalStateException.class, () -> mock.complete(REQUEST));
  }

  @Test
  void ten_minutes_are_the_default() {
    MockChatModel mock = answering(MockReply.text("a"));
    mock.with(Deadline.builder().build()).complete(REQUEST);
    assertEquals(Optional.of(Duration.ofMinutes(10)), sentWhole(mock));
  }

  @Test
  void a_limit_of_nothing_is_refused() {
    assertThrows(IllegalArgumentException.class, () -> Deadline.of(Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> Deadline.of(Duration.ofSeconds(-1)));
  }
}
