package dev.parley.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.FailedAttempt;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.CancelledException;
import dev.parley.error.ConfigurationException;
import dev.parley.error.ErrorDetails;
import dev.parley.error.ModelException;
import dev.parley.error.ParleyException;
import dev.parley.error.RateLimitedException;
import dev.parley.error.RefusedLocallyException.Limiter;
import dev.parley.error.TimedOutException;
import dev.parley.error.UnavailableException;
import dev.parley.mock.MockChatModel;
import dev.parley.mock.MockReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Retries of plain calls, in virtual time. */
class RetryTest {
  private static final ChatRequest REQUEST = ChatRequest.of("hi");

  private final RecordedTime time = new RecordedTime();

  private Retry.Builder retry() {
    return Retry.builder().sleeper(time).random(() -> 0);
  }

  private MockChatModel answering(MockReply... replies) {
    MockChatModel.Builder model = MockChatModel.builder().sleeper(time);
    Arrays.asList(replies).forEach(model::reply);
    return model.build();
  }

  private MockChatModel failing(Function<ErrorDetails, ParleyException> failure) {
    MockReply reply = MockReply.failure(failure);
    return MockChatModel.builder().sleeper(time).otherwise(request -> reply).build();
  }

  private static ChatRequest within(Duration whole) {
    return REQUEST.toBuilder().timeouts(Timeouts.UNSET.with(Kind.WHOLE, whole)).build();
  }

  private static List<Duration> seconds(double... values) {
    return Arrays.stream(values).mapToObj(s -> Duration.ofMillis((long) (s * 1_000))).toList();
  }

  private static Duration whole(ChatRequest request) {
    return request.timeouts().get(Kind.WHOLE).orElseThrow();
  }

  @Test
  void a_good_answer_is_not_asked_for_again() {
    MockChatModel mock = answering(MockReply.text("a"));
    Completion answer = mock.with(retry().build()).complete(REQUEST);
    assertEquals("a", answer.text());
    assertEquals(List.of(), answer.failedAttempts());
    assertEquals(1, mock.requests().size());
  }

  @Test
  void two_retries_are_the_default() {
    MockChatModel mock = failing(Faults.UNAVAILABLE);
    ChatModel model = mock.with(retry().build());
    assertThrows(UnavailableException.class, () -> model.complete(REQUEST));
    assertEquals(3, mock.requests().size());
    assertEquals(2, Retry.defaults().retries());
  }

  @Test
  void no_retries_may_be_set() {
    MockChatModel mock = failing(Faults.UNAVAILABLE);
    ChatModel model = mock.with(retry().retries(0).build());
    assertThrows(UnavailableException.class, () -> model.complete(REQUEST));
    assertEquals(1, mock.requests().size());
  }

  @Test
  void waits_double_from_half_a_second_to_eight() {
    ChatModel model = failing(Faults.UNAVAILABLE).with(retry().retries(6).build());
    assertThrows(UnavailableException.class, () -> model.complete(REQUEST));
    assertEquals(seconds(0.5, 1, 2, 4, 8, 8), time.waits());
  }

  @Test
  void waits_are_shortened_by_up_to_a_quarter() {
    ChatModel model =
        failing(Faults.UNAVAILABLE).with(retry().retries(6).random(() -> 0.8).build());
    assertThrows(UnavailableException.class, () -> model.complete(REQUEST));
    assertEquals(seconds(0.4, 0.8, 1.6, 3.2, 6.4, 6.4), time.waits());
  }

  @Test
  void random_waits_part_callers_within_their_bounds() {
    ChatModel model =
        failing(Faults.UNAVAILABLE).with(Retry.builder().sleeper(time).retries(5).build());
    assertThrows(UnavailableException.class, () -> model.complete(REQUEST));
    Duration wait = time.waits().get(4);
    assertTrue(wait.compareTo(Duration.ofSeconds(8)) <= 0, wait.toString());
    assertTrue(wait.compareTo(Duration.ofSeconds(6)) > 0, wait.toString());
  }

  @Test
  void first_and_longest_wait_may_be_set() {
    Retry policy =
        retry()
            .retries(3)
            .firstWait(Duration.ofSeconds(3))
            .longestWait(Duration.ofSeconds(5))
            .build();
    ChatModel model = failing(Faults.UNAVAILABLE).with(policy);
    assertThrows(UnavailableException.class, () -> model.complete(REQUEST));
    assertEquals(seconds(3, 5, 5), time.waits());
  }

  @Test
  void a_wait_of_zero_is_none() {
    ChatModel model = failing(Faults.UNAVAILABLE).with(retry().firstWait(Duration.ZERO).build());
    assertThrows(UnavailableException.class, () -> model.complete(REQUEST));
    assertEquals(List.of(), time.waits());
  }

  @Test
  void a_hint_is_obeyed_exactly_and_the_next_wait_goes_on_doubling() {
    MockChatModel mock =
        answering(
            MockReply.failure(Faults.limited(Duration.ofMillis(7_531))),
            MockReply.failure(Faults.UNAVAILABLE),
            MockReply.text("a"));
    assertEquals("a", mock.with(retry().random(() -> 0.4).build()).complete(REQUEST).text());
    assertEquals(seconds(7.531, 0.9), time.waits());
  }

  @Test
  void a_hint_of_zero_counts_as_none() {
    MockChatModel mock =
        answering(MockReply.failure(Faults.limited(Duration.ZERO)), MockReply.text("a"));
    mock.with(retry().build()).complete(REQUEST);
    assertEquals(seconds(0.5), time.waits());
  }

  @Test
  void a_hint_of_sixty_seconds_is_obeyed() {
    MockChatModel mock =
        answering(MockReply.failure(Faults.limited(Duration.ofSeconds(60))), MockReply.text("a"));
    mock.with(retry().build()).complete(REQUEST);
    assertEquals(seconds(60), time.waits());
  }

  @Test
  void a_longer_hint_fails_at_once_and_the_error_carries_it() {
    MockChatModel mock = failing(Faults.limited(Duration.ofMillis(60_001)));
    ChatModel model = mock.with(retry().build());
    RateLimitedException e =
        assertThrows(RateLimitedException.class, () -> model.complete(REQUEST));
    assertEquals(Optional.of(Duration.ofMillis(60_001)), e.retryAfter());
    assertEquals(1, mock.requests().size());
    assertEquals(List.of(), time.waits());
  }

  @Test
  void the_longest_hint_may_be_set() {
    MockChatModel mock = failing(Faults.limited(Duration.ofSeconds(3)));
    ChatModel model = mock.with(retry().longestHint(Duration.ofSeconds(2)).build());
    assertThrows(RateLimitedException.class, () -> model.complete(REQUEST));
    assertEquals(1, mock.requests().size());
  }

  private void assertNotRetried(Function<ErrorDetails, ParleyException> failure) {
    MockChatModel mock = failing(failure);
    ChatModel model = mock.with(retry().build());
    assertThrows(ParleyException.class, () -> model.complete(REQUEST));
    assertEquals(1, mock.requests().size());
  }

  @Test
  void what_would_fail_again_is_not_retried() {
    assertNotRetried(Faults.INVALID);
  }

  @Test
  void quota_is_never_retried_whatever_the_server_says() {
    assertNotRetried(Faults.QUOTA);
  }

  @Test
  void the_servers_no_is_obeyed() {
    assertNotRetried(Faults.unavailable(false));
  }

  @Test
  void the_servers_yes_is_obeyed() {
    Function<ErrorDetails, ParleyException> failure =
        d -> Faults.INVALID.apply(d.toBuilder().retryable(true).build());
    MockChatModel mock = answering(MockReply.failure(failure), MockReply.text("a"));
    assertEquals("a", mock.with(retry().build()).complete(REQUEST).text());
  }

  @Test
  void what_was_refused_locally_is_not_retried() {
    assertNotRetried(Faults.refusedLocally(Limiter.RATE_LIMIT));
  }

  @Test
  void what_was_cancelled_is_not_retried_though_it_says_it_could() {
    assertNotRetried(
        d -> new CancelledException("stop", d.toBuilder().retryable(true).build(), null));
  }

  @Test
  void a_wrong_configuration_passes_through() {
    ConfigurationException wrong =
        new ConfigurationException(ConfigurationException.Kind.BROKEN_REFERENCE, "no such file");
    MockChatModel mock = failing(details -> wrong);
    ChatModel model = mock.with(retry().build());
    assertSame(wrong, assertThrows(ConfigurationException.class, () -> model.complete(REQUEST)));
    assertEquals(1, mock.requests().size());
  }

  @Test
  void an_error_passes_through() {
    AssertionError error = new AssertionError("broken");
    ChatModel model =
        MockChatModel.builder()
            .otherwise(
                request -> {
                  throw error;
                })
            .build()
            .with(retry().build());
    assertSame(error, assertThrows(AssertionError.class, () -> model.complete(REQUEST)));
  }

  @Test
  void a_single_failure_stays_as_it_is() {
    ChatModel model = failing(Faults.INVALID).with(retry().build());
    ModelException e = assertThrows(ModelException.class, () -> model.complete(REQUEST));
    assertEquals(1, e.details().attempts());
    assertEquals(0, e.getSuppressed().length);
  }

  @Test
  void the_last_failure_tells_of_the_others() {
    ChatModel model =
        answering(
                MockReply.failure(Faults.limited(Duration.ofSeconds(1))),
                MockReply.failure(Faults.UNAVAILABLE),
                MockReply.failure(Faults.INVALID))
            .with(retry().build());
    ModelException e = assertThrows(ModelException.class, () -> model.complete(REQUEST));
    assertTrue(e.getMessage().contains("no such option"), e.getMessage());
    assertEquals(3, e.details().attempts());
    assertInstanceOf(RateLimitedException.class, e.getSuppressed()[0]);
    assertInstanceOf(UnavailableException.class, e.getSuppressed()[1]);
    assertEquals(2, e.getSuppressed().length);
  }

  @Test
  void attempts_are_counted_though_the_provider_throws_one_and_the_same_exception() {
    List<UnavailableException> one = new ArrayList<>();
    ChatModel model =
        failing(
                details -> {
                  if (one.isEmpty()) {
                    ErrorDetails whole =
                        details.toBuilder()
                            .partial(Completion.builder(details.model()).build())
                            .build();
                    one.add(new UnavailableException("down", whole, null));
                  }
                  return one.get(0);
                })
            .with(retry().build());
    ModelException e = assertThrows(ModelException.class, () -> model.complete(REQUEST));
    assertEquals(3, e.details().attempts());
  }

  @Test
  void the_answer_tells_of_the_failed_attempts() {
    MockReply slowFailure =
        MockReply.builder().delay(Duration.ofSeconds(3)).failWith(Faults.UNAVAILABLE).build();
    Completion answer =
        answering(slowFailure, MockReply.failure(Faults.UNAVAILABLE), MockReply.text("a"))
            .with(retry().build())
            .complete(REQUEST);
    assertEquals(seconds(3, 0), answer.failedAttempts().stream().map(FailedAttempt::took).toList());
    assertInstanceOf(UnavailableException.class, answer.failedAttempts().get(0).failure());
  }

  @Test
  void retries_of_retries_are_all_counted() {
    ChatModel model =
        failing(Faults.UNAVAILABLE).with(retry().retries(1).build(), retry().retries(2).build());
    ModelException e = assertThrows(ModelException.class, () -> model.complete(REQUEST));
    assertEquals(6, e.details().attempts());
  }

  @Test
  void interrupting_the_wait_keeps_the_flag_and_cancels() throws Exception {
    MockChatModel mock = failing(Faults.UNAVAILABLE);
    ChatModel model = mock.with(retry().build());
    time.duringNextWait(() -> Thread.currentThread().interrupt());
    Elsewhere<CancelledException> caller =
        Elsewhere.run(
            () -> {
              CancelledException e =
                  assertThrows(CancelledException.class, () -> model.complete(REQUEST));
              assertTrue(Thread.currentThread().isInterrupted(), "the interrupt flag is lost");
              return e;
            });
    CancelledException e = caller.result();
    assertInstanceOf(UnavailableException.class, e.getCause());
    assertEquals(1, e.details().attempts());
    assertEquals(1, mock.requests().size());
  }

  @Test
  void the_whole_shrinks_with_every_attempt_and_wait() {
    MockReply slowFailure =
        MockReply.builder().delay(Duration.ofSeconds(3)).failWith(Faults.UNAVAILABLE).build();
    MockChatModel mock = answering(slowFailure, slowFailure, MockReply.text("a"));
    mock.with(retry().build()).complete(within(Duration.ofSeconds(20)));
    assertEquals(seconds(20, 16.5, 12.5), mock.requests().stream().map(RetryTest::whole).toList());
  }

  @Test
  void a_wait_that_the_whole_has_no_time_for_is_not_begun() {
    MockChatModel mock = failing(Faults.UNAVAILABLE);
    ChatModel model = mock.with(retry().build());
    assertThrows(
        UnavailableException.class, () -> model.complete(within(Duration.ofMillis(1_500))));
    assertEquals(2, mock.requests().size());
    assertEquals(seconds(0.5), time.waits());
  }

  @Test
  void an_attempt_that_spends_the_whole_is_the_last() {
    MockReply hanging = MockReply.builder().hang().build();
    MockChatModel mock =
        MockChatModel.builder().sleeper(time).otherwise(request -> hanging).build();
    ChatModel model = mock.with(retry().build());
    TimedOutException e =
        assertThrows(TimedOutException.class, () -> model.complete(within(Duration.ofSeconds(5))));
    assertEquals(Kind.WHOLE, e.timeout());
    assertEquals(1, mock.requests().size());
    assertEquals(Duration.ofSeconds(5), time.passed());
  }

  @Test
  void a_wait_that_lasts_longer_than_it_was_to_does_not_switch_the_whole_off() {
    MockChatModel mock = failing(Faults.UNAVAILABLE);
    ChatModel model = mock.with(retry().retries(1).build());
    time.duringNextWait(() -> time.advance(Duration.ofSeconds(10)));
    assertThrows(UnavailableException.class, () -> model.complete(within(Duration.ofSeconds(1))));
    assertFalse(whole(mock.requests().get(1)).isZero(), "zero would mean no limit");
  }

  @Test
  void a_whole_of_zero_is_no_limit() {
    MockChatModel mock = failing(Faults.UNAVAILABLE);
    ChatModel model = mock.with(retry().build());
    assertThrows(UnavailableException.class, () -> model.complete(within(Duration.ZERO)));
    assertEquals(3, mock.requests().size());
  }

  @Test
  void a_spent_budget_ends_the_retries() {
    RetryBudget budget = RetryBudget.builder().atLeast(3).sleeper(time).build();
    MockChatModel mock = failing(Faults.UNAVAILABLE);
    ChatModel model = mock.with(retry().budget(budget).build());
    assertThrows(UnavailableException.class, () -> model.complete(REQUEST));
    assertThrows(UnavailableException.class, () -> model.complete(REQUEST));
    assertEquals(3 + 2, mock.requests().size());
    assertEquals(0, budget.left());
  }

  @Test
  void models_that_one_policy_wraps_share_its_budget() {
    Retry policy = retry().budget(RetryBudget.builder().atLeast(2).sleeper(time).build()).build();
    ChatModel one = failing(Faults.UNAVAILABLE).with(policy);
    MockChatModel other = failing(Faults.UNAVAILABLE);
    ChatModel second = other.with(policy);
    assertThrows(UnavailableException.class, () -> one.complete(REQUEST));
    assertThrows(UnavailableException.class, () -> second.complete(REQUEST));
    assertEquals(1, other.requests().size());
  }

  @Test
  void every_call_earns_its_share_of_the_budget_once() {
    RetryBudget budget = RetryBudget.builder().atLeast(0).share(1).sleeper(time).build();
    Retry policy = retry().budget(budget).build();
    ChatModel model =
        answering(MockReply.failure(Faults.UNAVAILABLE), MockReply.text("a")).with(policy);
    assertEquals("a", model.complete(REQUEST).text());
    assertEquals(0, budget.left());
  }

  @Test
  void closing_closes_the_wrapped_model() {
    MockChatModel mock = answering(MockReply.text("a"));
    mock.with(retry().build()).close();
    assertThrows(IllegalStateException.class, () -> mock.complete(REQUEST));
  }

  @Test
  void unwraps_to_the_policy_and_to_the_model() {
    MockChatModel mock = answering(MockReply.text("a"));
    Retry policy = retry().build();
    ChatModel model = mock.with(policy);
    assertSame(policy, model.unwrap(Retry.class).orElseThrow());
    assertSame(mock, model.unwrap(MockChatModel.class).orElseThrow());
    assertSame(policy.budget(), model.unwrap(Retry.class).orElseThrow().budget());
  }

  @Test
  void says_that_it_is_there() {
    ChatModel model = answering(MockReply.text("a")).with(retry().retries(4).build());
    assertTrue(model.toString().startsWith("Retry[4] around "), model.toString());
  }

  @Test
  void settings_that_mean_nothing_are_refused() {
    Retry.Builder builder = Retry.builder();
    Duration negative = Duration.ofNanos(-1);
    assertThrows(IllegalArgumentException.class, () -> builder.retries(-1));
    assertThrows(IllegalArgumentException.class, () -> builder.firstWait(negative));
    assertThrows(IllegalArgumentException.class, () -> builder.longestWait(negative));
    assertThrows(IllegalArgumentException.class, () -> builder.longestHint(negative));
  }
}
