package dev.parley.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.chat.Usage;
import dev.parley.error.CancelledException;
import dev.parley.error.ModelException;
import dev.parley.error.ProtocolException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.RefusedLocallyException.Limiter;
import dev.parley.mock.MockChatModel;
import dev.parley.mock.MockReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitTest {
  /** Estimated as 1 token and 4 around it; with an answer of 95 that makes 100. */
  private static final ChatRequest OF_100 =
      ChatRequest.of("hi").toBuilder().maxOutputTokens(95).build();

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final RecordedTime time = new RecordedTime();
  private MockReply reply = MockReply.text("a");

  private final MockChatModel mock = MockChatModel.builder().otherwise(request -> reply).build();

  private RateLimit.Builder limit() {
    return RateLimit.builder().sleeper(time);
  }

  /** When, since the beginning, each of so many calls was let in. */
  private List<Long> letIn(ChatModel model, int calls) {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      model.complete(OF_100);
      times.add(time.passed().toMillis());
    }
    return times;
  }

  private static MockReply using(long tokens) {
    return MockReply.builder().text("a").usage(Usage.reported().output(tokens).build()).build();
  }

  @ParameterizedTest
  @CsvSource({"5/s,PT1S", "100 / m,PT1M", "1000/h,PT1H", "10000/d,PT24H"})
  void a_rate_may_be_written_as_people_do(String rate, Duration per) {
    long most = Long.parseLong(rate.replaceAll("\\D", ""));
    assertEquals(
        limit().requests(most, per).build().toString(), limit().requests(rate).build().toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "5/w", "0/s", "-1/s", "1.5/s", " 5/s", "1234567890/s"})
  void what_is_no_rate_is_refused(String rate) {
    assertThrows(IllegalArgumentException.class, () -> limit().requests(rate));
  }

  @Test
  void lets_so_many_requests_in_and_the_next_after_the_while() {
    ChatModel model = mock.with(limit().requests(2, SECOND).build());
    // A sixtieth of the while longer, which is how exactly it counts.
    assertEquals(List.of(0L, 0L, 1_016L, 1_016L, 2_033L), letIn(model, 5));
  }

  @Test
  void several_limits_hold_together() {
    ChatModel model = mock.with(limit().requests(1, SECOND).requests(2, MINUTE).build());
    assertEquals(List.of(0L, 1_016L, 61_000L), letIn(model, 3));
  }

  @Test
  void tokens_are_reserved_by_estimate() {
    ChatModel model = mock.with(limit().tokens(250, MINUTE).build());
    assertEquals(List.of(0L, 0L, 61_000L), letIn(model, 3));
  }

  @Test
  void an_answer_without_a_limit_is_expected_to_have_500_tokens() {
    ChatModel model = mock.with(limit().tokens(1_009, MINUTE).mostWaiting(0).build());
    ChatRequest open = ChatRequest.of("hi");
    model.complete(open);
    assertThrows(RefusedLocallyException.class, () -> model.complete(open));
  }

  @Test
  void how_many_tokens_an_answer_is_expected_to_have_may_be_set() {
    ChatModel model =
        mock.with(limit().tokens(200, MINUTE).expectedOutput(95).mostWaiting(0).build());
    ChatRequest open = ChatRequest.of("hi");
    model.complete(open);
    model.complete(open);
    assertThrows(RefusedLocallyException.class, () -> model.complete(open));
  }

  @Test
  void tokens_that_were_not_used_are_given_back() {
    reply = using(10);
    ChatModel model = mock.with(limit().tokens(130, MINUTE).build());
    assertEquals(List.of(0L, 0L, 0L, 0L, 61_000L), letIn(model, 5));
  }

  @Test
  void tokens_used_beyond_the_estimate_are_taken_though_there_are_none_left() {
    reply = using(1_000);
    ChatModel model = mock.with(limit().tokens(250, MINUTE).build());
    assertEquals(List.of(0L, 61_000L), letIn(model, 2));
  }

  @Test
  void the_usage_of_a_stream_is_settled_too() {
    reply = using(10);
    ChatModel model = mock.with(limit().tokens(130, MINUTE).mostWaiting(0).build());
    for (int i = 0; i < 4; i++) {
      assertEquals("a", model.stream(OF_100).completion().text());
    }
    Outcome.failure(RefusedLocallyException.class, model.stream(OF_100));
  }

  @Test
  void the_usage_told_by_a_stream_that_failed_is_settled() {
    reply =
        MockReply.builder()
            .text("half")
            .usage(Usage.reported().output(10).build())
            .failWith(Faults.UNAVAILABLE)
            .build();
    ChatModel model = mock.with(limit().tokens(110, MINUTE).mostWaiting(0).build());
    Outcome.failure(ModelException.class, model.stream(OF_100));
    assertEquals("half", Outcome.of(model.stream(OF_100)).text());
  }

  @Test
  void a_request_that_the_server_refuses_costs_no_tokens() {
    reply = MockReply.failure(Faults.limited(SECOND));
    ChatModel model = mock.with(limit().tokens(100, MINUTE).mostWaiting(0).build());
    assertThrows(ModelException.class, () -> model.complete(OF_100));
    reply = MockReply.text("a");
    assertEquals("a", model.complete(OF_100).text());
  }

  @Test
  void a_request_that_the_server_refuses_counts_as_a_request() {
    reply = MockReply.failure(Faults.limited(SECOND));
    ChatModel model = mock.with(limit().requests(1, MINUTE).mostWaiting(0).build());
    assertThrows(ModelException.class, () -> model.complete(OF_100));
    assertThrows(RefusedLocallyException.class, () -> model.complete(OF_100));
  }

  @Test
  void a_call_refused_further_in_costs_nothing_at_all() {
    reply = MockReply.failure(Faults.refusedLocally(Limiter.BULKHEAD));
    ChatModel model =
        mock.with(limit().requests(1, MINUTE).tokens(100, MINUTE).mostWaiting(0).build());
    assertThrows(ModelException.class, () -> model.complete(OF_100));
    reply = MockReply.text("a");
    assertEquals("a", model.complete(OF_100).text());
  }

  @Test
  void the_estimate_stays_where_nobody_knows_what_was_used() {
    reply = MockReply.failure(Faults.UNAVAILABLE);
    ChatModel model = mock.with(limit().tokens(150, MINUTE).mostWaiting(0).build());
    assertThrows(ModelException.class, () -> model.complete(OF_100));
    assertThrows(RefusedLocallyException.class, () -> model.complete(OF_100));
  }

  @Test
  void the_estimate_stays_for_an_answer_that_makes_no_sense() {
    reply =
        MockReply.failure(
            d -> new ProtocolException("no JSON", d.toBuilder().status(200).build(), null));
    ChatModel model = mock.with(limit().tokens(150, MINUTE).mostWaiting(0).build());
    assertThrows(ProtocolException.class, () -> model.complete(OF_100));
    assertThrows(RefusedLocallyException.class, () -> model.complete(OF_100));
  }

  @Test
  void a_stream_that_the_caller_closes_keeps_its_estimate() {
    ChatModel model = mock.with(limit().tokens(150, MINUTE).mostWaiting(0).build());
    CompletionStream stream = model.stream(OF_100);
    stream.iterator().next();
    stream.close();
    assertThrows(RefusedLocallyException.class, () -> model.complete(OF_100));
  }

  @Test
  void a_request_larger_than_the_allowance_is_refused_at_once_and_for_good() {
    RateLimit policy = limit().tokens(99, MINUTE).build();
    ChatModel model = mock.with(policy);
    RefusedLocallyException e =
        assertThrows(RefusedLocallyException.class, () -> model.complete(OF_100));
    assertFalse(e.retryable());
    assertEquals(Limiter.RATE_LIMIT, e.limiter());
    assertTrue(e.getMessage().contains("about 100 tokens"), e.getMessage());
    assertEquals(List.of(), time.waits());
    assertEquals(List.of(), mock.requests());
  }

  @Test
  void a_request_as_large_as_the_allowance_is_let_in() {
    assertEquals(List.of(0L), letIn(mock.with(limit().tokens(100, MINUTE).build()), 1));
  }

  @Test
  void a_full_line_refuses_and_says_when_to_come_again() {
    ChatModel model = mock.with(limit().requests(1, SECOND).mostWaiting(0).build());
    model.complete(OF_100);
    RefusedLocallyException e =
        assertThrows(RefusedLocallyException.class, () -> model.complete(OF_100));
    assertEquals(Limiter.RATE_LIMIT, e.limiter());
    assertEquals(Optional.of(1_016L), e.retryAfter().map(Duration::toMillis));
    assertTrue(e.retryable());
  }

  @Test
  void a_wait_that_is_known_to_be_too_long_is_not_begun() {
    ChatModel model =
        mock.with(limit().requests(1, MINUTE).longestWait(Duration.ofSeconds(60)).build());
    model.complete(OF_100);
    RefusedLocallyException e =
        assertThrows(RefusedLocallyException.class, () -> model.complete(OF_100));
    assertEquals(Optional.of(Duration.ofSeconds(61)), e.retryAfter());
    assertEquals(List.of(), time.waits());
  }

  private static ChatRequest within(Duration whole) {
    return OF_100.toBuilder().timeouts(Timeouts.UNSET.with(Kind.WHOLE, whole)).build();
  }

  @Test
  void a_wait_that_the_whole_has_no_time_for_is_not_begun() {
    ChatModel model = mock.with(limit().requests(1, SECOND).build());
    model.complete(OF_100);
    assertThrows(
        RefusedLocallyException.class, () -> model.complete(within(Duration.ofSeconds(1))));
    assertEquals(List.of(), time.waits());
  }

  @Test
  void what_the_wait_leaves_of_the_whole_is_handed_on() {
    ChatModel model = mock.with(limit().requests(6, SECOND.multipliedBy(6)).build());
    letIn(model, 6);
    model.complete(within(Duration.ofSeconds(10)));
    assertEquals(
        Duration.ofMillis(3_900), mock.requests().get(6).timeouts().get(Kind.WHOLE).orElseThrow());
  }

  @Test
  void what_was_let_in_does_not_wait() {
    letIn(mock.with(limit().requests(3, SECOND).build()), 3);
    assertEquals(List.of(), time.waits());
  }

  private static Elsewhere<Outcome> waiting(
      SteppedTime stepped, CompletionStream stream, int inLine) throws Exception {
    Elsewhere<Outcome> caller = Elsewhere.run(() -> Outcome.of(stream));
    stepped.awaitSleepers(inLine);
    return caller;
  }

  private static ChatRequest small(String name) {
    return ChatRequest.of(name).toBuilder().maxOutputTokens(1).build();
  }

  @Test
  void a_small_request_does_not_overtake_a_large_one() throws Exception {
    SteppedTime stepped = new SteppedTime();
    RateLimit policy = RateLimit.builder().tokens(120, SECOND).sleeper(stepped).build();
    ChatModel model = mock.with(policy);
    model.complete(OF_100);
    Elsewhere<Outcome> large = waiting(stepped, model.stream(OF_100), 1);
    Elsewhere<Outcome> small = waiting(stepped, model.stream(small("small")), 2);
    assertEquals(2, policy.waiting());
    assertEquals(1, mock.requests().size());
    stepped.advance(SECOND.multipliedBy(2));
    assertEquals("a", large.result().text());
    assertEquals("a", small.result().text());
  }

  @Test
  void closing_the_first_in_line_lets_the_next_in_that_fits() throws Exception {
    SteppedTime stepped = new SteppedTime();
    ChatModel model = mock.with(RateLimit.builder().tokens(120, SECOND).sleeper(stepped).build());
    model.complete(OF_100);
    CompletionStream large = model.stream(OF_100);
    Elsewhere<Outcome> closed = waiting(stepped, large, 1);
    Elsewhere<Outcome> small = waiting(stepped, model.stream(small("small")), 2);
    large.close();
    assertInstanceOf(CancelledException.class, closed.result().failure());
    assertEquals("a", small.result().text());
  }

  @Test
  void tokens_given_back_let_the_first_in_line_in_at_once() throws Exception {
    SteppedTime stepped = new SteppedTime();
    ChatModel model =
        mock.with(
            RateLimit.builder()
                .tokens(120, MINUTE)
                .sleeper(stepped)
                .longestWait(MINUTE.multipliedBy(2))
                .build());
    reply = using(10);
    CompletionStream first = model.stream(OF_100);
    first.iterator().next();
    Elsewhere<Outcome> second = waiting(stepped, model.stream(OF_100), 1);
    first.completion();
    assertEquals("a", second.result().text());
  }

  @Test
  void interrupting_a_waiting_call_keeps_the_flag_and_cancels() throws Exception {
    SteppedTime stepped = new SteppedTime();
    RateLimit policy = RateLimit.builder().requests(1, SECOND).sleeper(stepped).build();
    ChatModel model = mock.with(policy);
    model.complete(OF_100);
    Elsewhere<Boolean> caller =
        Elsewhere.run(
            () -> {
              assertThrows(CancelledException.class, () -> model.complete(OF_100));
              return Thread.currentThread().isInterrupted();
            });
    stepped.awaitSleepers(1);
    caller.thread().interrupt();
    assertTrue(caller.result(), "the interrupt flag is lost");
    assertEquals(0, policy.waiting());
    assertEquals(1, mock.requests().size());
  }

  @Test
  void policies_that_share_a_state_share_its_allowances() {
    LimiterState state = new LocalLimiterState(time);
    ChatModel one = mock.with(limit().requests(1, SECOND).state(state).mostWaiting(0).build());
    ChatModel other = mock.with(limit().requests(1, SECOND).state(state).mostWaiting(0).build());
    one.complete(OF_100);
    assertThrows(RefusedLocallyException.class, () -> other.complete(OF_100));
  }

  @Test
  void a_state_that_fails_fails_the_call_and_leaves_nobody_in_line() {
    IllegalStateException lost = new IllegalStateException("the store is away");
    RateLimit policy =
        limit()
            .requests(1, SECOND)
            .state(
                shares -> {
                  throw lost;
                })
            .build();
    ChatModel model = mock.with(policy);
    assertSame(lost, assertThrows(IllegalStateException.class, () -> model.complete(OF_100)));
    assertEquals(0, policy.waiting());
  }

  @Test
  void unwraps_to_the_policy_and_says_what_it_allows() {
    RateLimit policy = limit().requests(5, SECOND).tokens(100, MINUTE).build();
    ChatModel model = mock.with(policy);
    assertSame(policy, model.unwrap(RateLimit.class).orElseThrow());
    assertTrue(
        model.toString().startsWith("RateLimit[5 requests in PT1S, 100 tokens in PT1M] around "),
        model.toString());
  }

  @Test
  void settings_that_mean_nothing_are_refused() {
    RateLimit.Builder builder = RateLimit.builder();
    assertThrows(IllegalStateException.class, builder::build);
    assertThrows(IllegalArgumentException.class, () -> builder.requests(0, SECOND));
    assertThrows(IllegalArgumentException.class, () -> builder.tokens(1, Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> builder.expectedOutput(-1));
    assertThrows(IllegalArgumentException.class, () -> builder.mostWaiting(-1));
    assertThrows(IllegalArgumentException.class, () -> builder.longestWait(Duration.ofNanos(-1)));
  }
}
