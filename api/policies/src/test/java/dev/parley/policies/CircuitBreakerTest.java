package dev.parley.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.AuthenticationException;
import dev.parley.error.CancelledException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.ModelException;
import dev.parley.error.ParleyException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.RefusedLocallyException.Limiter;
import dev.parley.error.TransportException;
import dev.parley.mock.MockChatModel;
import dev.parley.mock.MockReply;
import dev.parley.policies.CircuitBreaker.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
  private static final ChatRequest REQUEST = ChatRequest.of("hi");
  private static final Duration OPEN_FOR = Duration.ofSeconds(30);
  private static final MockReply FAILURE = MockReply.failure(Faults.UNAVAILABLE);
  private static final MockReply ANSWER = MockReply.text("a");

  private final RecordedTime time = new RecordedTime();
  private MockReply reply = ANSWER;

  private final MockChatModel mock =
      MockChatModel.builder().sleeper(time).otherwise(request -> reply).build();

  private CircuitBreaker.Builder breaker() {
    return CircuitBreaker.builder().sleeper(time);
  }

  /** A breaker that two failures of three calls have opened. */
  private CircuitBreaker opened(CircuitBreaker.Builder builder) {
    CircuitBreaker breaker = builder.failures(2, 3).build();
    call(breaker, FAILURE);
    call(breaker, FAILURE);
    assertEquals(State.OPEN, breaker.state());
    return breaker;
  }

  private CircuitBreaker halfOpen(CircuitBreaker.Builder builder) {
    CircuitBreaker breaker = opened(builder);
    time.advance(OPEN_FOR);
    return breaker;
  }

  /** Calls once; whatever comes of it shows in the breaker. */
  private void call(CircuitBreaker breaker, MockReply answer) {
    reply = answer;
    Outcome.of(mock.with(breaker).stream(REQUEST));
  }

  private RefusedLocallyException refused(CircuitBreaker breaker) {
    int before = mock.requests().size();
    ChatModel model = mock.with(breaker);
    RefusedLocallyException e =
        assertThrows(RefusedLocallyException.class, () -> model.complete(REQUEST));
    assertEquals(before, mock.requests().size());
    return e;
  }

  @Test
  void lets_calls_through_at_first() {
    CircuitBreaker breaker = breaker().build();
    call(breaker, ANSWER);
    assertEquals(State.CLOSED, breaker.state());
    assertEquals(Duration.ZERO, breaker.openLeft());
  }

  @Test
  void opens_when_five_of_the_last_ten_have_failed_by_default() {
    CircuitBreaker breaker = breaker().build();
    for (int i = 0; i < 4; i++) {
      call(breaker, FAILURE);
      call(breaker, ANSWER);
    }
    assertEquals(State.CLOSED, breaker.state());
    call(breaker, FAILURE);
    assertEquals(State.OPEN, breaker.state());
  }

  @Test
  void failures_long_ago_do_not_count() {
    CircuitBreaker breaker = breaker().failures(2, 3).build();
    call(breaker, FAILURE);
    call(breaker, ANSWER);
    call(breaker, ANSWER);
    call(breaker, FAILURE);
    assertEquals(State.CLOSED, breaker.state());
    call(breaker, FAILURE);
    assertEquals(State.OPEN, breaker.state());
  }

  @Test
  void refuses_at_once_while_it_is_open_and_says_when_to_come_again() {
    CircuitBreaker breaker = opened(breaker());
    time.advance(Duration.ofSeconds(10));
    RefusedLocallyException e = refused(breaker);
    assertEquals(Limiter.CIRCUIT_BREAKER, e.limiter());
    assertEquals(Optional.of(Duration.ofSeconds(20)), e.retryAfter());
    assertEquals(Duration.ofSeconds(20), breaker.openLeft());
  }

  @Test
  void stays_open_until_its_time() {
    CircuitBreaker breaker = opened(breaker());
    time.advance(OPEN_FOR.minusNanos(1));
    refused(breaker);
  }

  @Test
  void closes_when_the_trial_succeeds() {
    CircuitBreaker breaker = halfOpen(breaker());
    call(breaker, ANSWER);
    assertEquals(State.CLOSED, breaker.state());
  }

  @Test
  void begins_to_count_anew_when_it_closes() {
    CircuitBreaker breaker = halfOpen(breaker());
    call(breaker, ANSWER);
    call(breaker, FAILURE);
    assertEquals(State.CLOSED, breaker.state());
    call(breaker, FAILURE);
    assertEquals(State.OPEN, breaker.state());
  }

  @Test
  void opens_for_as_long_again_when_the_trial_fails() {
    CircuitBreaker breaker = halfOpen(breaker());
    call(breaker, FAILURE);
    assertEquals(State.OPEN, breaker.state());
    assertEquals(OPEN_FOR, breaker.openLeft());
  }

  @Test
  void lets_only_the_trial_through_while_it_runs() {
    CircuitBreaker breaker = halfOpen(breaker());
    reply = MockReply.builder().text("a").text("b").build();
    CompletionStream trial = mock.with(breaker).stream(REQUEST);
    Iterator<CompletionEvent> events = trial.iterator();
    events.next();
    assertEquals(State.HALF_OPEN, breaker.state());
    assertEquals(Optional.empty(), refused(breaker).retryAfter());
    trial.completion();
    assertEquals(State.CLOSED, breaker.state());
  }

  @Test
  void several_trials_must_succeed_if_so_set() {
    CircuitBreaker breaker = halfOpen(breaker().trials(3));
    call(breaker, ANSWER);
    call(breaker, ANSWER);
    assertEquals(State.HALF_OPEN, breaker.state());
    call(breaker, ANSWER);
    assertEquals(State.CLOSED, breaker.state());
  }

  @Test
  void one_failed_trial_of_several_opens() {
    CircuitBreaker breaker = halfOpen(breaker().trials(3));
    call(breaker, ANSWER);
    call(breaker, FAILURE);
    assertEquals(State.OPEN, breaker.state());
  }

  @Test
  void as_many_trials_run_at_once_as_must_succeed() {
    CircuitBreaker breaker = halfOpen(breaker().trials(2));
    reply = ANSWER;
    mock.with(breaker).stream(REQUEST).iterator().next();
    mock.with(breaker).stream(REQUEST).iterator().next();
    refused(breaker);
  }

  @Test
  void a_trial_that_the_caller_closes_makes_room_for_another() {
    CircuitBreaker breaker = halfOpen(breaker());
    reply = ANSWER;
    CompletionStream trial = mock.with(breaker).stream(REQUEST);
    trial.iterator().next();
    trial.close();
    assertEquals(State.HALF_OPEN, breaker.state());
    call(breaker, ANSWER);
    assertEquals(State.CLOSED, breaker.state());
  }

  @Test
  void a_trial_that_a_policy_further_in_refuses_makes_room_for_another() {
    CircuitBreaker breaker = halfOpen(breaker());
    call(breaker, MockReply.failure(Faults.refusedLocally(Limiter.BULKHEAD)));
    assertEquals(State.HALF_OPEN, breaker.state());
    call(breaker, ANSWER);
    assertEquals(State.CLOSED, breaker.state());
  }

  @Test
  void a_trial_that_ends_with_an_error_makes_room_for_another() {
    CircuitBreaker breaker = halfOpen(breaker());
    MockChatModel broken =
        MockChatModel.builder()
            .otherwise(
                request -> {
                  throw new AssertionError("broken");
                })
            .build();
    ChatModel model = broken.with(breaker);
    assertThrows(AssertionError.class, () -> model.complete(REQUEST));
    call(breaker, ANSWER);
    assertEquals(State.CLOSED, breaker.state());
  }

  @Test
  void a_trial_whose_failure_the_callers_predicate_breaks_on_makes_room_for_another() {
    CircuitBreaker breaker =
        halfOpen(
            breaker()
                .on(
                    failure -> {
                      if (failure instanceof AuthenticationException) {
                        throw new IllegalStateException("a bug");
                      }
                      return true;
                    }));
    MockReply refusal = MockReply.failure(d -> new AuthenticationException("no", d, null));
    assertThrows(IllegalStateException.class, () -> call(breaker, refusal));
    call(breaker, ANSWER);
    assertEquals(State.CLOSED, breaker.state());
  }

  @Test
  void a_late_failure_of_an_earlier_state_changes_nothing() {
    CircuitBreaker breaker = breaker().failures(1, 1).build();
    reply = MockReply.builder().text("a").failWith(Faults.UNAVAILABLE).build();
    CompletionStream late = mock.with(breaker).stream(REQUEST);
    Iterator<CompletionEvent> events = late.iterator();
    events.next();
    call(breaker, FAILURE);
    time.advance(OPEN_FOR);
    call(breaker, ANSWER);
    assertThrows(ModelException.class, late::completion);
    assertEquals(State.CLOSED, breaker.state());
  }

  @Test
  void a_late_success_of_an_earlier_state_does_not_close() {
    CircuitBreaker breaker = breaker().failures(1, 1).build();
    reply = ANSWER;
    CompletionStream late = mock.with(breaker).stream(REQUEST);
    late.iterator().next();
    call(breaker, FAILURE);
    late.completion();
    assertEquals(State.OPEN, breaker.state());
  }

  private void assertCounts(boolean counts, Function<ErrorDetails, ParleyException> failure) {
    CircuitBreaker breaker = breaker().failures(1, 1).build();
    call(breaker, MockReply.failure(failure));
    assertEquals(counts ? State.OPEN : State.CLOSED, breaker.state());
  }

  @Test
  void a_provider_that_cannot_be_reached_counts() {
    assertCounts(true, d -> new TransportException("refused", d, null));
  }

  @Test
  void a_refusal_of_the_server_shows_that_it_is_there() {
    assertCounts(false, Faults.limited(Duration.ofSeconds(1)));
  }

  @Test
  void a_time_out_counts_unless_it_is_that_of_the_whole() {
    assertCounts(true, Faults.timedOut(Kind.FIRST_EVENT));
    assertCounts(false, Faults.timedOut(Kind.WHOLE));
  }

  @Test
  void a_stream_that_breaks_off_counts() {
    CircuitBreaker breaker = breaker().failures(1, 1).build();
    call(breaker, MockReply.builder().text("half").endWithoutFinish().build());
    assertEquals(State.OPEN, breaker.state());
  }

  @Test
  void a_refusal_ends_a_row_of_failures() {
    CircuitBreaker breaker = breaker().failures(2, 2).build();
    call(breaker, FAILURE);
    call(breaker, MockReply.failure(Faults.limited(Duration.ofSeconds(1))));
    call(breaker, FAILURE);
    assertEquals(State.CLOSED, breaker.state());
  }

  @Test
  void a_trial_that_was_never_sent_does_not_close() {
    CircuitBreaker breaker = halfOpen(breaker());
    call(breaker, MockReply.failure(d -> new AuthenticationException("no key set", d, null)));
    assertEquals(State.HALF_OPEN, breaker.state());
  }

  @Test
  void a_trial_that_hangs_until_the_whole_has_passed_does_not_close() {
    CircuitBreaker breaker = halfOpen(breaker());
    call(breaker, MockReply.failure(Faults.timedOut(Kind.WHOLE)));
    assertEquals(State.HALF_OPEN, breaker.state());
  }

  @Test
  void a_cancelled_call_does_not_end_a_row_of_failures() {
    CircuitBreaker breaker = breaker().failures(2, 2).build();
    call(breaker, FAILURE);
    call(breaker, MockReply.failure(d -> new CancelledException("stop", d, null)));
    call(breaker, FAILURE);
    assertEquals(State.OPEN, breaker.state());
  }

  @Test
  void what_counts_may_be_set() {
    CircuitBreaker breaker =
        breaker().failures(1, 1).on(AuthenticationException.class::isInstance).build();
    call(breaker, FAILURE);
    assertEquals(State.CLOSED, breaker.state());
    call(breaker, MockReply.failure(d -> new AuthenticationException("no", d, null)));
    assertEquals(State.OPEN, breaker.state());
  }

  @Test
  void models_that_one_breaker_wraps_share_its_state() {
    CircuitBreaker breaker = opened(breaker());
    ChatModel other = MockChatModel.echo().with(breaker);
    assertThrows(RefusedLocallyException.class, () -> other.complete(REQUEST));
  }

  @Test
  void of_many_threads_only_one_makes_the_trial() throws Exception {
    CircuitBreaker breaker = halfOpen(breaker());
    CountDownLatch goOn = new CountDownLatch(1);
    MockChatModel slow =
        MockChatModel.builder()
            .otherwise(
                request -> {
                  await(goOn);
                  return ANSWER;
                })
            .build();
    ChatModel model = slow.with(breaker);
    CountDownLatch refused = new CountDownLatch(7);
    List<Elsewhere<Boolean>> callers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      callers.add(
          Elsewhere.run(
              () -> {
                boolean answered = Outcome.of(model.stream(REQUEST)).failure() == null;
                refused.countDown();
                return answered;
              }));
    }
    await(refused);
    goOn.countDown();
    int let = 0;
    for (Elsewhere<Boolean> caller : callers) {
      let += caller.result() ? 1 : 0;
    }
    assertEquals(1, let);
    assertEquals(1, slow.requests().size());
    assertEquals(State.CLOSED, breaker.state());
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("nobody lets it go on");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void unwraps_to_the_breaker_with_its_state() {
    CircuitBreaker breaker = breaker().build();
    ChatModel model = mock.with(breaker);
    assertSame(breaker, model.unwrap(CircuitBreaker.class).orElseThrow());
    assertTrue(model.toString().startsWith("CircuitBreaker[5 of 10] around "), model.toString());
  }

  @Test
  void settings_that_mean_nothing_are_refused() {
    CircuitBreaker.Builder builder = CircuitBreaker.builder();
    assertThrows(IllegalArgumentException.class, () -> builder.failures(0, 5));
    assertThrows(IllegalArgumentException.class, () -> builder.failures(6, 5));
    assertThrows(IllegalArgumentException.class, () -> builder.trials(0));
    assertThrows(IllegalArgumentException.class, () -> builder.openFor(Duration.ZERO));
  }
}
