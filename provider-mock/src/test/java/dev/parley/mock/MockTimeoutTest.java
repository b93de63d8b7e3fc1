package dev.parley.mock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.TimedOutException;
import dev.parley.spi.Sleeper;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Everything here happens in virtual time. */
class MockTimeoutTest {
  private static final ChatRequest REQUEST = ChatRequest.of("hi");
  private static final CountDownLatch NEVER = new CountDownLatch(1);

  private final Sleeper time = Sleeper.virtual();

  private MockChatModel answering(MockReply.Builder reply) {
    MockReply built = reply.build();
    return MockChatModel.builder().sleeper(time).otherwise(r -> built).build();
  }

  private static ChatRequest limited(Kind kind, Duration limit) {
    return REQUEST.toBuilder().timeouts(Timeouts.UNSET.with(kind, limit)).build();
  }

  private static void assertTimedOut(TimedOutException e, Kind kind, Duration limit, String text) {
    assertEquals(kind, e.timeout());
    assertEquals(limit, e.limit());
    assertEquals(text, e.partial().orElseThrow().text());
  }

  @Test
  void a_late_first_event_times_out() {
    MockChatModel model =
        answering(MockReply.builder().delay(Duration.ofSeconds(6)).text("too late"));
    TimedOutException e =
        Outcome.failure(
            TimedOutException.class,
            model.stream(limited(Kind.FIRST_EVENT, Duration.ofSeconds(5))));
    assertTimedOut(e, Kind.FIRST_EVENT, Duration.ofSeconds(5), "");
    assertEquals(Duration.ofSeconds(5).toNanos(), time.nanoTime());
    assertEquals(0, model.openStreams());
  }

  @Test
  void silence_times_out_with_what_had_come() {
    MockChatModel model =
        answering(MockReply.builder().text("half ").delay(Duration.ofSeconds(6)).text("late"));
    TimedOutException e =
        Outcome.failure(
            TimedOutException.class, model.stream(limited(Kind.SILENCE, Duration.ofSeconds(5))));
    assertTimedOut(e, Kind.SILENCE, Duration.ofSeconds(5), "half ");
    assertTrue(e.getMessage().contains("\"silence\""), e.getMessage());
  }

  @Test
  void delays_without_an_event_between_add_up_to_silence() {
    MockChatModel model =
        answering(
            MockReply.builder()
                .text("half ")
                .delay(Duration.ofSeconds(40))
                .delay(Duration.ofSeconds(40)));
    TimedOutException e = Outcome.failure(TimedOutException.class, model.stream(REQUEST));
    assertTimedOut(e, Kind.SILENCE, Duration.ofSeconds(60), "half ");
  }

  @Test
  void delays_as_long_as_the_limit_are_in_time() {
    MockChatModel model =
        answering(
            MockReply.builder()
                .delay(Duration.ofMinutes(10))
                .text("a")
                .delay(Duration.ofSeconds(60))
                .text("b"));
    assertEquals("ab", model.stream(REQUEST).completion().text());
    assertEquals(Duration.ofMinutes(11).toNanos(), time.nanoTime());
  }

  @Test
  void hanging_before_and_after_the_first_event_meets_the_default_limits() {
    TimedOutException before =
        Outcome.failure(
            TimedOutException.class, answering(MockReply.builder().hang()).stream(REQUEST));
    assertTimedOut(before, Kind.FIRST_EVENT, Duration.ofMinutes(10), "");
    TimedOutException after =
        Outcome.failure(
            TimedOutException.class,
            answering(MockReply.builder().text("a").hang()).stream(REQUEST));
    assertTimedOut(after, Kind.SILENCE, Duration.ofSeconds(60), "a");
  }

  @Test
  void a_healthy_slow_stream_is_never_killed_but_a_plain_call_is_after_ten_minutes() {
    MockReply.Builder slow = MockReply.builder();
    for (int i = 0; i < 20; i++) {
      slow.text("x").delay(Duration.ofSeconds(50));
    }
    assertEquals(20, answering(slow).stream(REQUEST).completion().text().length());
    TimedOutException e =
        Outcome.failure(TimedOutException.class, () -> answering(slow).complete(REQUEST));
    assertTimedOut(e, Kind.WHOLE, Duration.ofMinutes(10), "x".repeat(12 + 1));
  }

  @Test
  void the_whole_of_a_stream_is_limited_where_the_request_says_so() {
    MockChatModel model =
        answering(MockReply.builder().text("a").delay(Duration.ofSeconds(9)).text("b").hang());
    TimedOutException e =
        Outcome.failure(
            TimedOutException.class, model.stream(limited(Kind.WHOLE, Duration.ofSeconds(10))));
    assertTimedOut(e, Kind.WHOLE, Duration.ofSeconds(10), "ab");
    assertEquals(Duration.ofSeconds(10).toNanos(), time.nanoTime());
  }

  @Test
  void zero_switches_a_limit_off() {
    MockChatModel model =
        answering(MockReply.builder().text("a").delay(Duration.ofDays(30)).text("b"));
    ChatRequest patient = limited(Kind.SILENCE, Duration.ZERO);
    assertEquals("ab", model.stream(patient).completion().text());
  }

  @Test
  void a_slow_reader_is_no_silence_but_counts_for_the_whole() throws InterruptedException {
    MockChatModel model =
        answering(MockReply.builder().text("a").delay(Duration.ofSeconds(1)).text("b"));
    assertEquals("ab", readSlowly(model.stream(REQUEST)));
    CompletionStream limited = model.stream(limited(Kind.WHOLE, Duration.ofMinutes(3)));
    TimedOutException e = Outcome.failure(TimedOutException.class, () -> slowly(limited));
    assertEquals(Kind.WHOLE, e.timeout());
  }

  private String slowly(CompletionStream stream) {
    try {
      return readSlowly(stream);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String readSlowly(CompletionStream stream) throws InterruptedException {
    for (Iterator<CompletionEvent> events = stream.iterator(); events.hasNext(); events.next()) {
      time.sleep(Duration.ofMinutes(2), NEVER);
    }
    return stream.completion().text();
  }

  @Test
  void the_pace_of_the_model_counts_as_silence() {
    MockChatModel model =
        MockChatModel.builder()
            .sleeper(time)
            .delay(Duration.ofSeconds(2))
            .reply("a")
            .reply("b")
            .build();
    assertEquals("a", model.complete(REQUEST).text());
    assertEquals(Duration.ofSeconds(4).toNanos(), time.nanoTime());
    TimedOutException e =
        Outcome.failure(
            TimedOutException.class, model.stream(limited(Kind.SILENCE, Duration.ofSeconds(1))));
    assertTimedOut(e, Kind.SILENCE, Duration.ofSeconds(1), "");
  }
}
