package dev.parley.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ModelId;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.ModelException;
import dev.parley.error.RefusedLocallyException.Limiter;
import dev.parley.error.UnavailableException;
import dev.parley.mock.MockChatModel;
import dev.parley.mock.MockReply;
import dev.parley.policies.CircuitBreaker.State;
import dev.parley.policies.PolicyEvent.AttemptEnded;
import dev.parley.policies.PolicyEvent.BreakerChanged;
import dev.parley.policies.PolicyEvent.Limited;
import dev.parley.policies.PolicyEvent.RetryGivenUp;
import dev.parley.policies.PolicyEvent.RetryGivenUp.Reason;
import dev.parley.policies.PolicyEvent.RetryScheduled;
import dev.parley.policies.PolicyEvent.Switched;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What listeners are told, and when, in virtual time. */
class PolicyListenerTest {
  private static final ChatRequest REQUEST = ChatRequest.of("hi");
  private static final ModelId MODEL = new ModelId("mock", "scripted");
  private static final MockReply FAILURE =
      MockReply.builder().delay(Duration.ofSeconds(2)).failWith(Faults.UNAVAILABLE).build();
  private static final MockReply ANSWER =
      MockReply.builder().delay(Duration.ofSeconds(3)).text("a").build();

  private final RecordedTime time = new RecordedTime();
  private final List<PolicyEvent> told = new CopyOnWriteArrayList<>();

  private MockChatModel answering(MockReply... replies) {
    MockChatModel.Builder model = MockChatModel.builder().sleeper(time);
    Arrays.asList(replies).forEach(model::reply);
    return model.build();
  }

  private Retry.Builder retry() {
    return Retry.builder().sleeper(time).random(() -> 0).listener(told::add);
  }

  private static ModelException failureOf(PolicyEvent event) {
    return event instanceof AttemptEnded ended
        ? ended.failure().orElseThrow()
        : ((RetryScheduled) event).failure();
  }

  private void assertGivenUp(Reason reason, Retry policy, MockReply reply, ChatRequest request) {
    ChatModel model = answering(reply, reply, reply).with(policy);
    ModelException e = assertThrows(ModelException.class, () -> model.complete(request));
    RetryGivenUp last = assertInstanceOf(RetryGivenUp.class, told.get(told.size() - 1));
    assertEquals(reason, last.reason());
    assertEquals(e.details().attempts(), last.attempts());
  }

  @Test
  void attempts_and_waits_are_told_with_their_times() {
    answering(FAILURE, ANSWER).with(retry().build()).complete(REQUEST);
    ModelException failure = failureOf(told.get(0));
    assertEquals(
        List.of(
            new AttemptEnded(MODEL, 1, Duration.ofSeconds(2), Optional.of(failure)),
            new RetryScheduled(MODEL, 2, Duration.ofMillis(500), failure),
            new AttemptEnded(MODEL, 2, Duration.ofSeconds(3), Optional.empty())),
        told);
  }

  @Test
  void attempts_of_a_stream_are_told_when_it_has_ended() {
    CompletionStream stream = answering(FAILURE, ANSWER).with(retry().build()).stream(REQUEST);
    stream.completion();
    ModelException failure = failureOf(told.get(0));
    assertEquals(
        List.of(
            new AttemptEnded(MODEL, 1, Duration.ofSeconds(2), Optional.of(failure)),
            new RetryScheduled(MODEL, 2, Duration.ofMillis(500), failure),
            new AttemptEnded(MODEL, 2, Duration.ofSeconds(3), Optional.empty())),
        told);
  }

  @Test
  void an_attempt_of_a_stream_that_is_closed_has_ended_once_without_a_failure() {
    CompletionStream stream = answering(ANSWER).with(retry().build()).stream(REQUEST);
    stream.iterator().next();
    stream.close();
    stream.close();
    assertEquals(
        List.of(new AttemptEnded(MODEL, 1, Duration.ofSeconds(3), Optional.empty())), told);
  }

  @Test
  void a_stream_that_is_closed_unread_made_no_attempt() {
    answering(ANSWER).with(retry().build()).stream(REQUEST).close();
    assertEquals(List.of(), told);
  }

  @Test
  void why_a_call_is_not_tried_again_is_told() {
    assertGivenUp(Reason.ATTEMPTS, retry().retries(1).build(), FAILURE, REQUEST);
  }

  @Test
  void an_error_that_would_come_again_is_told_as_the_reason() {
    assertGivenUp(
        Reason.NOT_RETRYABLE, retry().build(), MockReply.failure(Faults.INVALID), REQUEST);
  }

  @Test
  void a_hint_that_is_too_long_is_told_as_the_reason() {
    MockReply later = MockReply.failure(Faults.limited(Duration.ofHours(1)));
    assertGivenUp(Reason.HINT_TOO_LONG, retry().build(), later, REQUEST);
  }

  @Test
  void a_deadline_is_told_as_the_reason() {
    Timeouts tight = Timeouts.UNSET.with(Kind.WHOLE, Duration.ofMillis(2_100));
    assertGivenUp(
        Reason.DEADLINE, retry().build(), FAILURE, REQUEST.toBuilder().timeouts(tight).build());
  }

  @Test
  void a_spent_budget_is_told_as_the_reason() {
    RetryBudget none = RetryBudget.builder().atLeast(0).sleeper(time).build();
    assertGivenUp(Reason.BUDGET, retry().budget(none).build(), FAILURE, REQUEST);
  }

  @Test
  void a_switch_is_told_with_what_the_failed_model_took() {
    MockChatModel second =
        MockChatModel.builder().id(new ModelId("b", "m")).sleeper(time).reply("a").build();
    Fallback policy = Fallback.builder().to(second).sleeper(time).listener(told::add).build();
    answering(FAILURE).with(policy).complete(REQUEST);
    Switched switched = assertInstanceOf(Switched.class, told.get(0));
    assertEquals(MODEL, switched.model());
    assertEquals(second.id(), switched.to());
    assertEquals(Duration.ofSeconds(2), switched.took());
    assertInstanceOf(UnavailableException.class, switched.failure());
    assertEquals(1, told.size());
  }

  @Test
  void waits_and_refusals_of_a_rate_limit_are_told() {
    RateLimit policy =
        RateLimit.builder()
            .requests(1, Duration.ofSeconds(60))
            .longestWait(Duration.ofSeconds(61))
            .sleeper(time)
            .listener(told::add)
            .build();
    ChatModel model = answering(MockReply.text("a"), MockReply.text("a")).with(policy);
    model.complete(REQUEST);
    model.complete(REQUEST);
    assertEquals(
        List.of(new Limited(MODEL, Limiter.RATE_LIMIT, Duration.ofSeconds(61), true)), told);
  }

  @Test
  void a_refusal_without_a_wait_is_told_once() {
    Bulkhead policy =
        Bulkhead.builder().most(1).mostWaiting(0).sleeper(time).listener(told::add).build();
    ChatModel model = answering(ANSWER).with(policy);
    model.stream(REQUEST).iterator().next();
    assertThrows(ModelException.class, () -> model.complete(REQUEST));
    assertEquals(List.of(new Limited(MODEL, Limiter.BULKHEAD, Duration.ZERO, false)), told);
  }

  @Test
  void a_wait_that_ends_in_a_refusal_is_told_once() {
    Bulkhead policy =
        Bulkhead.builder()
            .most(1)
            .longestWait(Duration.ofSeconds(9))
            .sleeper(time)
            .listener(told::add)
            .build();
    ChatModel model = answering(ANSWER).with(policy);
    model.stream(REQUEST).iterator().next();
    assertThrows(ModelException.class, () -> model.complete(REQUEST));
    assertEquals(List.of(new Limited(MODEL, Limiter.BULKHEAD, Duration.ofSeconds(9), false)), told);
  }

  @Test
  void a_wait_that_the_caller_ends_is_told() throws Exception {
    SteppedTime stepped = new SteppedTime();
    Bulkhead policy = Bulkhead.builder().most(1).sleeper(stepped).listener(told::add).build();
    ChatModel model = answering(ANSWER).with(policy);
    model.stream(REQUEST).iterator().next();
    CompletionStream waiting = model.stream(REQUEST);
    Elsewhere<Outcome> caller = Elsewhere.run(() -> Outcome.of(waiting));
    stepped.awaitSleepers(1);
    stepped.advance(Duration.ofSeconds(4));
    waiting.close();
    caller.result();
    assertEquals(List.of(new Limited(MODEL, Limiter.BULKHEAD, Duration.ofSeconds(4), false)), told);
  }

  @Test
  void a_breaker_tells_of_its_states_in_their_order_with_how_long_they_lasted() {
    CircuitBreaker policy =
        CircuitBreaker.builder()
            .failures(1, 1)
            .openFor(Duration.ofSeconds(30))
            .sleeper(time)
            .listener(told::add)
            .build();
    ChatModel model = answering(FAILURE, ANSWER).with(policy);
    assertThrows(ModelException.class, () -> model.complete(REQUEST));
    assertThrows(ModelException.class, () -> model.complete(REQUEST));
    time.advance(Duration.ofSeconds(40));
    model.complete(REQUEST);
    assertEquals(
        List.of(
            new BreakerChanged(MODEL, State.CLOSED, State.OPEN, Duration.ofSeconds(2)),
            new Limited(MODEL, Limiter.CIRCUIT_BREAKER, Duration.ZERO, false),
            new BreakerChanged(MODEL, State.OPEN, State.HALF_OPEN, Duration.ofSeconds(40)),
            new BreakerChanged(MODEL, State.HALF_OPEN, State.CLOSED, Duration.ofSeconds(3))),
        told);
  }

  @Test
  void a_listener_that_throws_changes_nothing() {
    PolicyListener broken =
        event -> {
          throw new IllegalStateException("a bug");
        };
    ChatModel model =
        answering(FAILURE, ANSWER)
            .with(
                Fallback.builder().to(MockChatModel.echo()).listener(broken).build(),
                retry().listener(broken).build(),
                CircuitBreaker.builder().failures(1, 2).sleeper(time).listener(broken).build());
    // The breaker opens with the first failure, so the retry is refused and the echo answers.
    assertEquals("mock:echo", model.complete(REQUEST).model().toString());
  }
}
