package dev.parley.tck.mutation;

import static dev.parley.chat.Timeouts.Kind.CONNECT;
import static dev.parley.chat.Timeouts.Kind.FIRST_EVENT;
import static dev.parley.chat.Timeouts.Kind.SILENCE;
import static dev.parley.chat.Timeouts.Kind.WHOLE;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.Timeouts;
import dev.parley.error.ModelException;
import dev.parley.error.TimedOutException;
import dev.parley.spi.EventSource;
import dev.parley.spi.Watchdog;
import dev.parley.tck.Rule;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is wrong with time-outs. */
final class TimeoutMutants {
  private TimeoutMutants() {}

  static List<Mutant> all() {
    return List.of(
        limiting("hangs on silence", SILENCE, Duration.ZERO)
            .fails("silence_in_the_middle_meets_its_limit", Rule.TIMEOUTS, "took longer")
            .holds("the_whole_is_limited_if_that_is_asked_for", "a_slow_stream_is_not_killed"),
        limiting("waits for the first event for ever", FIRST_EVENT, Duration.ZERO)
            .fails(
                "an_answer_that_does_not_begin_meets_the_limit_of_the_first_event",
                Rule.TIMEOUTS,
                "took longer")
            .fails(
                "a_plain_answer_that_does_not_begin_meets_the_limit_of_the_first_event",
                Rule.TIMEOUTS,
                "took longer")
            .holds("silence_in_the_middle_meets_its_limit", "text_comes_whole"),
        limiting("waits for a connection for ever", CONNECT, Duration.ZERO)
            .fails("a_connection_that_does_not_stand_meets_its_limit", Rule.TIMEOUTS, "took longer")
            .holds("silence_in_the_middle_meets_its_limit", "text_comes_whole"),
        limiting("has no limit for the whole", WHOLE, Duration.ZERO)
            .fails("the_whole_is_limited_if_that_is_asked_for", Rule.TIMEOUTS, "took longer")
            .fails("the_whole_of_a_plain_call_is_limited_too", Rule.TIMEOUTS, "took longer")
            .holds("silence_in_the_middle_meets_its_limit", "text_comes_whole"),
        limiting("kills a slow stream by a limit of its own", WHOLE, Duration.ofMillis(500))
            .fails("a_slow_stream_is_not_killed", Rule.SLOW_IS_HEALTHY, "TimedOutException")
            .fails(
                "a_stream_that_is_kept_alive_is_not_killed",
                Rule.SLOW_IS_HEALTHY,
                "TimedOutException")
            .holds("text_comes_whole", "a_stream_that_is_cut_fails_with_what_came"),
        Mutant.that("allows a whole stream as long as its first event")
            .requests(TimeoutMutants::wholeAsFirstEvent)
            .fails("a_slow_stream_is_not_killed", Rule.SLOW_IS_HEALTHY, "TimedOutException")
            .fails(
                "a_stream_that_is_kept_alive_is_not_killed",
                Rule.SLOW_IS_HEALTHY,
                "TimedOutException")
            .holds("text_comes_whole", "a_slow_reader_is_not_killed"),
        Mutant.that("drops a reader that does not take what it has read ahead")
            .sources(source -> new CrowdMutants.ReadingAhead(source, 8))
            .fails(
                "a_slow_reader_of_a_long_answer_is_not_killed",
                Rule.SLOW_IS_HEALTHY,
                "a reader that took its time was told")
            .holds("a_slow_reader_is_not_killed", "text_comes_whole"),
        Mutant.that("takes comments for silence")
            .sources(source -> new Impatient(source, Duration.ofMillis(1_500), true))
            .fails(
                "a_stream_that_is_kept_alive_is_not_killed",
                Rule.SLOW_IS_HEALTHY,
                "InterruptedStreamException")
            .holds("a_slow_stream_is_not_killed", "text_comes_whole"),
        Mutant.that("takes a slow reader for silence")
            .sources(source -> new Impatient(source, Duration.ofMillis(400), false))
            .fails(
                "a_slow_reader_is_not_killed",
                Rule.SLOW_IS_HEALTHY,
                "a reader that took its time was told")
            .holds("the_whole_of_a_plain_call_is_limited_too", "text_comes_whole"),
        Mutant.that("names the wrong time-out")
            .failures(TimeoutMutants::misnamed)
            .fails("silence_in_the_middle_meets_its_limit", Rule.TIMEOUTS, "is CONNECT")
            .fails("the_whole_of_a_plain_call_is_limited_too", Rule.TIMEOUTS, "is CONNECT")
            .holds("a_connection_that_does_not_stand_meets_its_limit", "text_comes_whole"));
  }

  private static Mutant limiting(String flaw, Timeouts.Kind kind, Duration limit) {
    return Mutant.that(flaw)
        .requests(
            request -> request.toBuilder().timeouts(request.timeouts().with(kind, limit)).build());
  }

  private static ChatRequest wholeAsFirstEvent(ChatRequest request) {
    Timeouts limits = request.timeouts();
    return limits
        .get(FIRST_EVENT)
        .map(limit -> request.toBuilder().timeouts(limits.with(WHOLE, limit)).build())
        .orElse(request);
  }

  private static ModelException misnamed(ModelException e) {
    return e instanceof TimedOutException timedOut
        ? new TimedOutException("too slow", e.details(), CONNECT, timedOut.limit(), e)
        : e;
  }

  /** Gives up when there has been no event for too long, while somebody waits or always. */
  private static final class Impatient extends PassingSource {
    private final Watchdog.Watch watch;
    private final boolean onlyWhileReading;

    Impatient(EventSource inner, Duration limit, boolean onlyWhileReading) {
      super(inner);
      this.watch = Watchdog.shared().watch(Timeouts.UNSET.with(SILENCE, limit), inner::cancel);
      this.onlyWhileReading = onlyWhileReading;
    }

    @Override
    public @Nullable CompletionEvent next() {
      if (onlyWhileReading) {
        watch.activity();
      }
      CompletionEvent event = super.next();
      watch.enter(SILENCE);
      if (onlyWhileReading) {
        watch.pause();
      } else {
        watch.activity();
      }
      return event;
    }

    @Override
    public void release() {
      watch.end();
      super.release();
    }
  }
}
