package dev.parley.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.CancelledException;
import dev.parley.error.ModelException;
import dev.parley.error.RefusedLocallyException;
import dev.parley.error.RefusedLocallyException.Limiter;
import dev.parley.mock.MockChatModel;
import dev.parley.mock.MockReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class BulkheadTest {
  private static final ChatRequest REQUEST = ChatRequest.of("hi");

  private final SteppedTime time = new SteppedTime();
  private final List<String> asked = new ArrayList<>();
  private MockReply reply = MockReply.text("a");

  private final MockChatModel mock =
      MockChatModel.builder()
          .otherwise(
              request -> {
                asked.add(request.messages().get(0).text());
                return reply;
              })
          .build();

  private Bulkhead.Builder one() {
    return Bulkhead.builder().most(1).sleeper(time);
  }

  /** A stream that has begun and keeps its place. */
  private static CompletionStream begun(ChatModel model) {
    CompletionStream stream = model.stream(ChatRequest.of("begun"));
    stream.iterator().next();
    return stream;
  }

  /** A call on a thread of its own, which waits in line when this comes back. */
  private Elsewhere<Outcome> waiting(ChatModel model, String name, int inLine) throws Exception {
    return waiting(model.stream(ChatRequest.of(name)), inLine);
  }

  private Elsewhere<Outcome> waiting(CompletionStream stream, int inLine) throws Exception {
    Elsewhere<Outcome> caller = Elsewhere.run(() -> Outcome.of(stream));
    time.awaitSleepers(inLine);
    return caller;
  }

  @Test
  void lets_calls_in_up_to_its_limit() {
    Bulkhead policy = Bulkhead.builder().most(2).mostWaiting(0).sleeper(time).build();
    ChatModel model = mock.with(policy);
    begun(model);
    begun(model);
    assertEquals(2, policy.running());
    assertThrows(RefusedLocallyException.class, () -> model.complete(REQUEST));
  }

  @Test
  void a_refusal_says_what_refused() {
    ChatModel model = mock.with(one().mostWaiting(0).build());
    begun(model);
    RefusedLocallyException e =
        assertThrows(RefusedLocallyException.class, () -> model.complete(REQUEST));
    assertEquals(Limiter.BULKHEAD, e.limiter());
    assertTrue(e.getMessage().contains("1 calls run already"), e.getMessage());
    assertEquals(List.of("begun"), asked);
  }

  @Test
  void a_plain_call_gives_its_place_back() {
    Bulkhead policy = one().mostWaiting(0).build();
    ChatModel model = mock.with(policy);
    model.complete(REQUEST);
    model.complete(REQUEST);
    assertEquals(0, policy.running());
  }

  @Test
  void a_plain_call_that_fails_gives_its_place_back() {
    Bulkhead policy = one().build();
    reply = MockReply.failure(Faults.UNAVAILABLE);
    ChatModel model = mock.with(policy);
    assertThrows(ModelException.class, () -> model.complete(REQUEST));
    assertEquals(0, policy.running());
  }

  @Test
  void a_plain_call_that_ends_with_an_error_gives_its_place_back() {
    Bulkhead policy = one().build();
    ChatModel model = broken().with(policy);
    assertThrows(AssertionError.class, () -> model.complete(REQUEST));
    assertEquals(0, policy.running());
  }

  @Test
  void a_stream_that_ends_with_an_error_gives_its_place_back() {
    Bulkhead policy = one().build();
    CompletionStream stream = broken().with(policy).stream(REQUEST);
    assertThrows(AssertionError.class, stream::completion);
    assertEquals(0, policy.running());
  }

  private static MockChatModel broken() {
    return MockChatModel.builder()
        .otherwise(
            request -> {
              throw new AssertionError("broken");
            })
        .build();
  }

  @Test
  void a_listener_that_throws_an_error_costs_no_place() throws Exception {
    Bulkhead policy =
        one()
            .listener(
                event -> {
                  throw new AssertionError("broken");
                })
            .build();
    ChatModel model = mock.with(policy);
    CompletionStream first = begun(model);
    Elsewhere<Outcome> second = waiting(model, "second", 1);
    first.close();
    assertEquals("a", second.result().text());
    assertEquals(0, policy.running());
  }

  @Test
  void a_stream_takes_its_place_with_the_first_read_and_keeps_it_to_its_end() {
    Bulkhead policy = one().build();
    CompletionStream stream = mock.with(policy).stream(REQUEST);
    assertEquals(0, policy.running());
    Iterator<CompletionEvent> events = stream.iterator();
    events.next();
    assertEquals(1, policy.running());
    stream.completion();
    assertEquals(0, policy.running());
  }

  @Test
  void a_stream_gives_its_place_back_when_it_is_closed_and_only_once() {
    Bulkhead policy = Bulkhead.builder().most(2).sleeper(time).build();
    ChatModel model = mock.with(policy);
    begun(model);
    CompletionStream closed = begun(model);
    closed.close();
    closed.close();
    assertEquals(1, policy.running());
  }

  @Test
  void a_stream_that_fails_gives_its_place_back() {
    Bulkhead policy = one().build();
    reply = MockReply.builder().text("half").failWith(Faults.UNAVAILABLE).build();
    Outcome.failure(ModelException.class, mock.with(policy).stream(REQUEST));
    assertEquals(0, policy.running());
  }

  @Test
  void a_stream_that_is_closed_unread_never_had_a_place() {
    Bulkhead policy = one().build();
    mock.with(policy).stream(REQUEST).close();
    assertEquals(0, policy.running());
  }

  @Test
  void calls_wait_and_are_let_in_in_their_order() throws Exception {
    Bulkhead policy = one().build();
    ChatModel model = mock.with(policy);
    CompletionStream first = begun(model);
    List<Elsewhere<Outcome>> callers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      callers.add(waiting(model, "call " + i, i + 1));
    }
    assertEquals(5, policy.waiting());
    first.close();
    for (Elsewhere<Outcome> caller : callers) {
      assertEquals("a", caller.result().text());
    }
    assertEquals(List.of("begun", "call 0", "call 1", "call 2", "call 3", "call 4"), asked);
    assertEquals(0, policy.waiting());
    assertEquals(0, policy.running());
  }

  @Test
  void nobody_overtakes_who_waits() throws Exception {
    Bulkhead policy = one().mostWaiting(1).build();
    ChatModel model = mock.with(policy);
    CompletionStream first = begun(model);
    Elsewhere<Outcome> second = waiting(model, "second", 1);
    assertThrows(RefusedLocallyException.class, () -> model.complete(REQUEST));
    first.close();
    second.result();
    assertEquals(List.of("begun", "second"), asked);
  }

  @Test
  void a_call_that_waits_too_long_is_refused() throws Exception {
    Bulkhead policy = one().longestWait(Duration.ofSeconds(10)).build();
    ChatModel model = mock.with(policy);
    begun(model);
    Elsewhere<Outcome> second = waiting(model, "second", 1);
    time.advance(Duration.ofSeconds(10));
    assertInstanceOf(RefusedLocallyException.class, second.result().failure());
    assertEquals(0, policy.waiting());
  }

  @Test
  void no_waiting_at_all_may_be_set() {
    ChatModel model = mock.with(one().longestWait(Duration.ZERO).build());
    begun(model);
    assertThrows(RefusedLocallyException.class, () -> model.complete(REQUEST));
  }

  @Test
  void closing_the_first_in_line_ends_its_wait_at_once_and_lets_the_next_be_first()
      throws Exception {
    Bulkhead policy = one().build();
    ChatModel model = mock.with(policy);
    CompletionStream first = begun(model);
    CompletionStream head = model.stream(ChatRequest.of("head"));
    Elsewhere<Outcome> second = waiting(head, 1);
    Elsewhere<Outcome> third = waiting(model, "third", 2);
    head.close();
    assertInstanceOf(CancelledException.class, second.result().failure());
    first.close();
    assertEquals("a", third.result().text());
    assertEquals(List.of("begun", "third"), asked);
  }

  @Test
  void closing_in_the_midst_of_the_line_ends_that_wait_only() throws Exception {
    Bulkhead policy = one().build();
    ChatModel model = mock.with(policy);
    CompletionStream first = begun(model);
    Elsewhere<Outcome> second = waiting(model, "second", 1);
    CompletionStream middle = model.stream(ChatRequest.of("middle"));
    Elsewhere<Outcome> third = waiting(middle, 2);
    Elsewhere<Outcome> fourth = waiting(model, "fourth", 3);
    middle.close();
    assertInstanceOf(CancelledException.class, third.result().failure());
    assertEquals(2, policy.waiting());
    first.close();
    second.result();
    fourth.result();
    assertEquals(List.of("begun", "second", "fourth"), asked);
  }

  @Test
  void interrupting_a_waiting_plain_call_keeps_the_flag_and_cancels() throws Exception {
    Bulkhead policy = one().build();
    ChatModel model = mock.with(policy);
    begun(model);
    Elsewhere<Boolean> caller =
        Elsewhere.run(
            () -> {
              assertThrows(CancelledException.class, () -> model.complete(REQUEST));
              return Thread.currentThread().isInterrupted();
            });
    time.awaitSleepers(1);
    caller.thread().interrupt();
    assertTrue(caller.result(), "the interrupt flag is lost");
    assertEquals(0, policy.waiting());
    assertEquals(1, policy.running());
  }

  private static ChatRequest within(Duration whole) {
    return REQUEST.toBuilder().timeouts(Timeouts.UNSET.with(Kind.WHOLE, whole)).build();
  }

  @Test
  void a_call_waits_no_longer_than_its_whole() throws Exception {
    ChatModel model = mock.with(one().build());
    begun(model);
    Elsewhere<Outcome> second = waiting(model.stream(within(Duration.ofSeconds(5))), 1);
    time.advance(Duration.ofSeconds(5));
    assertInstanceOf(RefusedLocallyException.class, second.result().failure());
  }

  @Test
  void what_the_wait_leaves_of_the_whole_is_handed_on() throws Exception {
    ChatModel model = mock.with(one().build());
    CompletionStream first = begun(model);
    Elsewhere<Outcome> second = waiting(model.stream(within(Duration.ofSeconds(5))), 1);
    time.advance(Duration.ofSeconds(2));
    first.close();
    assertEquals("a", second.result().text());
    assertEquals(
        Duration.ofSeconds(3), mock.requests().get(1).timeouts().get(Kind.WHOLE).orElseThrow());
  }

  @Test
  void the_whole_of_a_stream_counts_from_its_first_read() {
    ChatModel model = mock.with(one().build());
    CompletionStream stream = model.stream(within(Duration.ofSeconds(5)));
    time.advance(Duration.ofMinutes(1));
    assertEquals("a", stream.completion().text());
    assertEquals(within(Duration.ofSeconds(5)).timeouts(), mock.requests().get(0).timeouts());
  }

  @Test
  void models_that_one_policy_wraps_share_its_places() {
    Bulkhead policy = one().mostWaiting(0).build();
    begun(mock.with(policy));
    ChatModel other = MockChatModel.echo().with(policy);
    assertThrows(RefusedLocallyException.class, () -> other.complete(REQUEST));
  }

  @Test
  void unwraps_to_the_policy_and_says_that_it_is_there() {
    Bulkhead policy = Bulkhead.of(3);
    ChatModel model = mock.with(policy);
    assertSame(policy, model.unwrap(Bulkhead.class).orElseThrow());
    assertTrue(model.toString().startsWith("Bulkhead[3] around "), model.toString());
  }

  @Test
  void settings_that_mean_nothing_are_refused() {
    Bulkhead.Builder builder = Bulkhead.builder();
    assertThrows(IllegalArgumentException.class, () -> builder.most(0));
    assertThrows(IllegalArgumentException.class, () -> builder.mostWaiting(-1));
    assertThrows(IllegalArgumentException.class, () -> builder.longestWait(Duration.ofNanos(-1)));
  }
}
