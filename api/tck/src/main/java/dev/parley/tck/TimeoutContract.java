package dev.parley.tck;

import static dev.parley.chat.FinishReason.Kind.STOP;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.ModelException;
import dev.parley.error.TimedOutException;
import dev.parley.tck.Beat.Finish;
import dev.parley.tck.Beat.KeepAlive;
import dev.parley.tck.Beat.Pause;
import dev.parley.tck.Beat.Text;
import dev.parley.tck.Turn.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Time-outs: each ends what it is for, says which it was, and none kills a healthy stream. */
@Timeout(value = Bounds.TEST_SECONDS, threadMode = SEPARATE_THREAD)
public interface TimeoutContract extends StagedModel {
  /** Far below the limit of a slow stream, so that a busy machine does not reach that. */
  Duration SLOW = Duration.ofMillis(250);

  private static ChatRequest limited(Scenario scenario, Kind kind, long millis) {
    Timeouts off = Timeouts.UNSET;
    for (Kind each : Kind.values()) {
      off = off.with(each, Duration.ZERO);
    }
    return scenario.request().toBuilder()
        .timeouts(off.with(kind, Duration.ofMillis(millis)))
        .build();
  }

  /** All limits but that of the whole, which no healthy stream has. */
  private static ChatRequest limited(Scenario scenario, Duration limit) {
    Timeouts all = Timeouts.UNSET.with(Kind.WHOLE, Duration.ZERO);
    for (Kind each : List.of(Kind.CONNECT, Kind.FIRST_EVENT, Kind.SILENCE)) {
      all = all.with(each, limit);
    }
    return scenario.request().toBuilder().timeouts(all).build();
  }

  private void expires(
      Scenario scenario, Kind kind, String came, BiFunction<ChatModel, ChatRequest, Object> call) {
    try (Stage stage = Seen.playIfPossible(this, scenario)) {
      ChatRequest request = limited(scenario, kind, 200);
      CompletableFuture<TimedOutException> calling =
          Seen.elsewhere(
              () ->
                  Seen.failing(
                      TimedOutException.class,
                      Rule.TIMEOUTS,
                      () -> call.apply(stage.model(), request)));
      TimedOutException failure =
          Seen.soon(calling, Rule.TIMEOUTS, "the time-out " + kind + " of 200 ms");
      Rule.TIMEOUTS.same(kind, failure.timeout(), "the time-out that is told");
      Rule.TIMEOUTS.same(Duration.ofMillis(200), failure.limit(), "its limit");
      if (!came.isEmpty()) {
        Rule.PARTIAL_KEPT.same(came, Seen.partial(failure).text(), "the text of partial()");
      }
      // What outlasts the whole leaves no time for another attempt, and text is not given twice.
      int tries = kind == Kind.WHOLE || !came.isEmpty() ? 1 : tries();
      Rule.ERROR_DATA.same(tries, failure.details().attempts(), "attempts()");
      Rule.CANCEL_ON_THE_WIRE.check(
          stage.awaitHangUps(tries, Bounds.SOON), () -> "the other side saw nobody leave");
      // Fewer, if the other side was too busy to look.
      Rule.SENT_ONCE.check(
          stage.requests() <= tries, () -> stage.requests() + " requests of one call");
    }
  }

  private static Object streaming(ChatModel model, ChatRequest request) {
    return model.stream(request).completion();
  }

  /** Nothing comes. */
  @Test
  default void an_answer_that_does_not_begin_meets_the_limit_of_the_first_event() {
    Scenario scenario = Scenario.of("NO_ANSWER", new Turn.Silence());
    expires(scenario, Kind.FIRST_EVENT, "", TimeoutContract::streaming);
  }

  /** Nothing comes of a plain call. */
  @Test
  default void a_plain_answer_that_does_not_begin_meets_the_limit_of_the_first_event() {
    Scenario scenario = Scenario.of("NO_PLAIN_ANSWER", new Turn.Silence());
    expires(scenario, Kind.FIRST_EVENT, "", ChatModel::complete);
  }

  /** It comes, and then no more. */
  @Test
  default void silence_in_the_middle_meets_its_limit() {
    Scenario scenario =
        Scenario.of("SILENCE", Turn.answer(Ending.STALL, new Text("Once"), new Text(" upon")));
    expires(scenario, Kind.SILENCE, "Once upon", TimeoutContract::streaming);
  }

  /** It never ends. */
  @Test
  default void the_whole_is_limited_if_that_is_asked_for() {
    Scenario scenario =
        Scenario.of("WHOLE", Turn.answer(Ending.STALL, new Text("Once"), new Text(" upon")));
    expires(scenario, Kind.WHOLE, "Once upon", TimeoutContract::streaming);
  }

  /** A plain call that never ends. */
  @Test
  default void the_whole_of_a_plain_call_is_limited_too() {
    Scenario scenario = Scenario.of("WHOLE_PLAIN", new Turn.Silence());
    expires(scenario, Kind.WHOLE, "", ChatModel::complete);
  }

  /** Nobody takes the connection. */
  @Test
  default void a_connection_that_does_not_stand_meets_its_limit() {
    Scenario scenario = Scenario.of("UNREACHABLE", new Turn.Unreachable());
    try (Stage stage = Seen.playIfPossible(this, scenario)) {
      CompletableFuture<TimedOutException> calling =
          Seen.elsewhere(
              () ->
                  Seen.failing(
                      TimedOutException.class,
                      Rule.TIMEOUTS,
                      () -> stage.model().complete(limited(scenario, Kind.CONNECT, 200))));
      TimedOutException failure =
          Seen.soon(calling, Rule.TIMEOUTS, "the time-out CONNECT of 200 ms");
      Rule.TIMEOUTS.same(Kind.CONNECT, failure.timeout(), "the time-out that is told");
      Rule.ERROR_DATA.same(tries(), failure.details().attempts(), "attempts()");
    }
  }

  /** Slow, but each gap is shorter than the limit. */
  @Test
  default void a_slow_stream_is_not_killed() {
    List<Beat> beats = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      beats.add(new Text("."));
      beats.add(new Pause(SLOW));
    }
    healthy("SLOW", beats);
  }

  /** Slow, and comments are all that comes for long. */
  @Test
  default void a_stream_that_is_kept_alive_is_not_killed() {
    List<Beat> beats = new ArrayList<>();
    beats.add(new Text("........"));
    for (int i = 0; i < 8; i++) {
      beats.add(new KeepAlive());
      beats.add(new Pause(SLOW));
    }
    healthy("KEPT_ALIVE", beats);
  }

  private void healthy(String name, List<Beat> beats) {
    beats.add(new Finish(STOP));
    Scenario scenario = Scenario.of(name, new Turn.Answer(beats, Ending.REGULAR));
    try (Stage stage = Seen.playIfPossible(this, scenario)) {
      Seen seen = Seen.reading(stage, limited(scenario, Duration.ofMillis(1_500)));
      if (seen.failure() != null) {
        throw Rule.SLOW_IS_HEALTHY.broken("it failed with " + seen.failure(), seen.failure());
      }
      Rule.SLOW_IS_HEALTHY.same("........", seen.completion().text(), "the text");
    }
  }

  /** Who reads slowly is not silent. */
  @Test
  default void a_slow_reader_is_not_killed() {
    Scenario scenario =
        Scenario.of(
            "SLOW_READER",
            // The pause keeps the second delta out of what was read with the first.
            Turn.answer(
                new Text("Hel"),
                new Pause(Duration.ofMillis(50)),
                new Text("lo"),
                new Finish(STOP)));
    try (Stage stage = play(scenario)) {
      StringBuilder text = new StringBuilder();
      try (CompletionStream stream = stage.model().stream(limited(scenario, Kind.SILENCE, 400))) {
        for (CompletionEvent event : stream) {
          long begun = System.nanoTime();
          Await.comes(
              () -> System.nanoTime() - begun > Duration.ofMillis(600).toNanos(), Bounds.SOON);
          if (event instanceof TextDelta delta) {
            text.append(delta.text());
          }
        }
      } catch (RuntimeException e) {
        throw Rule.SLOW_IS_HEALTHY.broken("a reader that took its time was told " + e, e);
      }
      Rule.SLOW_IS_HEALTHY.same("Hello", text.toString(), "the text");
    }
  }

  /** The same where buffers cannot hold the rest, so that a connection given up meanwhile shows. */
  @Test
  default void a_slow_reader_of_a_long_answer_is_not_killed() {
    Text much = new Text("x".repeat(100_000));
    Scenario scenario = Scenario.of("SLOW_READER_OF_MUCH", Turn.answer(Ending.ENDLESS, much));
    try (Stage stage = Seen.playIfPossible(this, scenario);
        CompletionStream stream = stage.model().stream(limited(scenario, Kind.SILENCE, 600))) {
      Iterator<CompletionEvent> events = stream.iterator();
      try {
        for (int i = 0; i < 200; i++) {
          events.next();
          long begun = System.nanoTime();
          Duration pause = Duration.ofMillis(i < 2 ? 900 : 0);
          Await.comes(() -> System.nanoTime() - begun > pause.toNanos(), Bounds.SOON);
        }
      } catch (ModelException e) {
        throw Rule.SLOW_IS_HEALTHY.broken("a reader that took its time was told " + e, e);
      }
    }
  }
}
