package dev.parley.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.ModelId;
import dev.parley.error.CancelledException;
import dev.parley.error.ModelException;
import dev.parley.error.ParleyException;
import dev.parley.mock.MockChatModel;
import dev.parley.mock.MockReply;
import dev.parley.spi.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/** What holds whatever the provider does. */
class PolicyPropertyTest {
  private static final ChatRequest REQUEST = ChatRequest.of("hi");

  /** How a scripted answer ends. */
  enum End {
    WELL,
    UNAVAILABLE,
    INVALID,
    HINT,
    CUT,
    HANG
  }

  /**
   * A scripted answer.
   *
   * @param texts how many texts come first
   * @param progress whether progress comes before them
   * @param hint in milliseconds, if the end has one
   */
  record Script(int texts, boolean progress, End end, int hint) {
    MockReply reply(int number) {
      MockReply.Builder reply = MockReply.builder();
      if (progress) {
        reply.progress(1, 2);
      }
      for (int i = 0; i < texts; i++) {
        reply.text(text(number, i));
      }
      return switch (end) {
        case WELL -> reply.build();
        case UNAVAILABLE -> reply.failWith(Faults.UNAVAILABLE).build();
        case INVALID -> reply.failWith(Faults.INVALID).build();
        case HINT -> reply.failWith(Faults.limited(Duration.ofMillis(hint))).build();
        case CUT -> reply.endWithoutFinish().build();
        case HANG -> reply.hang().build();
      };
    }

    /** Tells each text of each answer apart. */
    static String text(int number, int index) {
      return "<" + number + "." + index + ">";
    }

    String whole(int number) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < texts; i++) {
        all.append(text(number, i));
      }
      return all.toString();
    }
  }

  @Provide
  Arbitrary<List<Script>> scripts() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 2),
            Arbitraries.of(true, false),
            Arbitraries.of(End.class),
            Arbitraries.integers().between(0, 70_000))
        .as(Script::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(8);
  }

  /** Plays scripts, the last again and again, and notes when each call came. */
  private static final class Played {
    final RecordedTime time = new RecordedTime();
    final List<Script> scripts;
    final List<Duration> calls = new ArrayList<>();
    final MockChatModel mock;

    Played(List<Script> scripts) {
      this.scripts = scripts;
      mock =
          MockChatModel.builder()
              .sleeper(time.clock())
              .otherwise(
                  request -> {
                    calls.add(time.passed());
                    return script(calls.size() - 1).reply(calls.size() - 1);
                  })
              .build();
    }

    Script script(int call) {
      return scripts.get(Math.min(call, scripts.size() - 1));
    }

    Retry retry(int retries) {
      return Retry.builder().retries(retries).sleeper(time).build();
    }
  }

  private static void assertNoCallBeforeItsHint(Played played) {
    for (int i = 1; i < played.calls.size(); i++) {
      Script before = played.script(i - 1);
      if (before.end() == End.HINT) {
        assertTrue(before.hint() <= 60_000, "a hint beyond the limit was waited for");
        Duration gap = played.calls.get(i).minus(played.calls.get(i - 1));
        assertTrue(gap.toMillis() >= before.hint(), gap + " is before " + before.hint() + " ms");
      }
    }
  }

  private static void assertOneOutcome(Outcome outcome, CompletionStream stream) {
    long finished = outcome.events(Finished.class).size();
    assertEquals(outcome.failure() == null ? 1 : 0, finished);
    assertTrue(outcome.events(Started.class).size() <= 1, "it started twice");
    ParleyException failure = outcome.failure();
    if (failure != null) {
      assertSame(failure, assertThrows(ParleyException.class, stream::completion));
    } else {
      assertTrue(stream.completion().isComplete());
    }
  }

  @Property(tries = 300)
  void a_retried_stream_keeps_its_promises(
      @ForAll("scripts") List<Script> scripts, @ForAll @IntRange(max = 4) int retries) {
    Played played = new Played(scripts);
    CompletionStream stream = played.mock.with(played.retry(retries)).stream(REQUEST);
    Outcome outcome = Outcome.of(stream);

    assertTrue(played.calls.size() <= retries + 1, played.calls.size() + " attempts");
    assertNoCallBeforeItsHint(played);
    assertOneOutcome(outcome, stream);
    int last = played.calls.size() - 1;
    assertEquals(played.script(last).whole(last), outcome.text());
    assertEquals(outcome.text(), stream.partial().text());
    assertEquals(0, played.mock.openStreams());
    assertAttemptsAreTold(outcome.failure(), stream.partial(), played.calls.size());
  }

  private static void assertAttemptsAreTold(
      @Nullable ParleyException failure, Completion answer, int attempts) {
    if (failure == null) {
      assertEquals(attempts - 1, answer.failedAttempts().size());
    } else {
      ModelException known = assertInstanceOf(ModelException.class, failure);
      assertEquals(attempts, known.details().attempts());
      assertEquals(attempts - 1, known.getSuppressed().length);
    }
  }

  @Property(tries = 300)
  void a_retried_plain_call_keeps_its_promises(
      @ForAll("scripts") List<Script> scripts, @ForAll @IntRange(max = 4) int retries) {
    Played played = new Played(scripts);
    ChatModel model = played.mock.with(played.retry(retries));
    Completion answer = null;
    ModelException failure = null;
    try {
      answer = model.complete(REQUEST);
    } catch (ModelException e) {
      failure = e;
    }
    assertTrue(played.calls.size() <= retries + 1, played.calls.size() + " attempts");
    assertNoCallBeforeItsHint(played);
    int last = played.calls.size() - 1;
    assertEquals(failure == null, played.script(last).end() == End.WELL);
    if (answer != null) {
      assertEquals(played.script(last).whole(last), answer.text());
    }
    assertAttemptsAreTold(failure, answer == null ? empty() : answer, played.calls.size());
  }

  private static Completion empty() {
    return Completion.builder(new ModelId("mock", "none")).build();
  }

  @Property(tries = 200)
  void all_policies_together_keep_their_promises(
      @ForAll("scripts") List<Script> first, @ForAll("scripts") List<Script> second) {
    Played main = new Played(first);
    Played other = new Played(second);
    Bulkhead places = Bulkhead.builder().most(1).mostWaiting(0).sleeper(main.time).build();
    CompletionStream stream =
        main
            .mock
            .with(
                Deadline.of(Duration.ofHours(2)),
                Fallback.builder().to(other.mock.with(other.retry(1))).sleeper(main.time).build(),
                main.retry(2),
                CircuitBreaker.builder().sleeper(main.time).build(),
                RateLimit.builder().requests(1, Duration.ofSeconds(1)).sleeper(main.time).build(),
                places)
            .stream(REQUEST);
    Outcome outcome = Outcome.of(stream);

    assertTrue(main.calls.size() <= 3 && other.calls.size() <= 2, "too many attempts");
    assertNoCallBeforeItsHint(main);
    assertNoCallBeforeItsHint(other);
    assertOneOutcome(outcome, stream);
    Played answering = other.calls.isEmpty() ? main : other;
    int last = answering.calls.size() - 1;
    assertEquals(answering.script(last).whole(last), outcome.text());
    assertEquals(0, places.running());
    assertEquals(0, main.mock.openStreams() + other.mock.openStreams());
  }

  @Property(tries = 150)
  void no_while_has_more_requests_or_tokens_than_allowed(
      @ForAll @IntRange(min = 1, max = 4) int most,
      @ForAll @Size(min = 1, max = 30) List<@LongRange(min = 0, max = 700) Long> pauses) {
    Played played = new Played(List.of(new Script(1, false, End.WELL, 0)));
    ChatModel model =
        played.mock.with(
            RateLimit.builder()
                .requests(most, Duration.ofSeconds(1))
                .tokens(250, Duration.ofSeconds(2))
                .longestWait(Duration.ofHours(1))
                .sleeper(played.time)
                .build());
    ChatRequest of100 = REQUEST.toBuilder().maxOutputTokens(95).build();
    for (long pause : pauses) {
      played.time.advance(Duration.ofMillis(pause + 1));
      model.complete(of100);
    }
    for (Duration start : played.calls) {
      assertTrue(within(played.calls, start, Duration.ofSeconds(1)) <= most, "too many requests");
      assertTrue(within(played.calls, start, Duration.ofSeconds(2)) <= 2, "too many tokens");
    }
  }

  private static long within(List<Duration> calls, Duration start, Duration length) {
    Duration end = start.plus(length);
    return calls.stream().filter(c -> c.compareTo(start) >= 0 && c.compareTo(end) < 0).count();
  }

  @Property(tries = 20)
  void never_more_calls_run_at_once_than_allowed(
      @ForAll @IntRange(min = 1, max = 3) int most, @ForAll("scripts") List<Script> scripts)
      throws Exception {
    CountDownLatch arrived = new CountDownLatch(8);
    AtomicInteger peak = new AtomicInteger();
    AtomicInteger number = new AtomicInteger();
    AtomicReference<MockChatModel> counted = new AtomicReference<>();
    Bulkhead places = Bulkhead.builder().most(most).sleeper(new SteppedTime()).build();
    counted.set(
        MockChatModel.builder()
            .sleeper(Sleeper.virtual())
            .otherwise(
                request -> {
                  int call = number.getAndIncrement();
                  await(arrived);
                  peak.accumulateAndGet(counted.get().openStreams(), Math::max);
                  return scripts.get(call % scripts.size()).reply(call);
                })
            .build());
    ChatModel model = counted.get().with(places);
    List<Elsewhere<Outcome>> callers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      callers.add(
          Elsewhere.run(
              () -> {
                arrived.countDown();
                return Outcome.of(model.stream(REQUEST));
              }));
    }
    for (Elsewhere<Outcome> caller : callers) {
      caller.result();
    }
    assertTrue(peak.get() <= most, peak + " at once");
    assertEquals(8, number.get());
    assertEquals(0, places.running() + places.waiting());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(20, TimeUnit.SECONDS), "not all have come");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Property(tries = 30)
  void cancelling_ends_any_wait_at_once_and_the_others_go_on(
      @ForAll @Size(min = 1, max = 4) List<Boolean> closedOnes) throws Exception {
    SteppedTime time = new SteppedTime();
    Bulkhead places = Bulkhead.builder().most(1).sleeper(time).build();
    ChatModel model =
        MockChatModel.builder().otherwise(r -> MockReply.text("a")).build().with(places);
    CompletionStream first = model.stream(REQUEST);
    first.iterator().next();
    List<CompletionStream> streams = new ArrayList<>();
    List<Elsewhere<Outcome>> callers = new ArrayList<>();
    for (int i = 0; i < closedOnes.size(); i++) {
      CompletionStream stream = model.stream(REQUEST);
      streams.add(stream);
      callers.add(Elsewhere.run(() -> Outcome.of(stream)));
      time.awaitSleepers(i + 1);
    }
    for (int i = 0; i < closedOnes.size(); i++) {
      if (closedOnes.get(i)) {
        streams.get(i).close();
        assertInstanceOf(CancelledException.class, callers.get(i).result().failure());
      }
    }
    first.close();
    for (int i = 0; i < closedOnes.size(); i++) {
      assertEquals(closedOnes.get(i) ? "" : "a", callers.get(i).result().text());
    }
    assertEquals(0, places.running() + places.waiting());
  }

  @Property(tries = 100)
  void cancelling_a_retry_in_any_of_its_waits_makes_no_further_call(
      @ForAll @IntRange(min = 1, max = 4) int wait) {
    Played played = new Played(List.of(new Script(0, true, End.UNAVAILABLE, 0)));
    CompletionStream stream = played.mock.with(played.retry(5)).stream(REQUEST);
    closeDuringWait(played.time, stream, wait);
    assertInstanceOf(CancelledException.class, Outcome.of(stream).failure());
    assertEquals(wait, played.calls.size());
    assertEquals(wait, played.time.waits().size());
  }

  private static void closeDuringWait(RecordedTime time, CompletionStream stream, int wait) {
    time.duringNextWait(
        () -> {
          if (wait == 1) {
            stream.close();
          } else {
            closeDuringWait(time, stream, wait - 1);
          }
        });
  }
}
