package dev.parley.tck;

import static dev.parley.chat.FinishReason.Kind.STOP;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Completion;
import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.Started;
import dev.parley.chat.CompletionStream;
import dev.parley.error.InterruptedStreamException;
import dev.parley.error.ModelException;
import dev.parley.error.ProtocolException;
import dev.parley.error.UnavailableException;
import dev.parley.tck.Beat.Broken;
import dev.parley.tck.Beat.Finish;
import dev.parley.tck.Beat.KeepAlive;
import dev.parley.tck.Beat.Malformed;
import dev.parley.tck.Beat.Text;
import dev.parley.tck.Beat.Tokens;
import dev.parley.tck.Scenario.Delivery;
import dev.parley.tck.Turn.Ending;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How streams end: exactly once, and never as if they were complete when they are not. */
@Timeout(value = Bounds.TEST_SECONDS, threadMode = SEPARATE_THREAD)
public interface StreamEndContract extends StagedModel {

  /** Nothing happens before the first read, and failures come with it. */
  @Test
  default void nothing_is_sent_before_the_first_read() {
    Scenario scenario =
        Scenario.of("LAZY", Turn.answer(new Text("Hello"), new Finish(STOP), new Tokens(1, 1)));
    try (Stage stage = play(scenario)) {
      try (CompletionStream unread = stage.model().stream(scenario.request())) {
        // By the time that this one has its answer, a request of the other would have been seen.
        Seen.reading(stage, scenario.request()).completion();
        Rule.LAZY_STREAM.same(
            1, stage.requests(), "the number of requests of a stream and one nobody read");
        Rule.LAZY_STREAM.same("", unread.partial().text(), "what the unread one has");
      }
    }
  }

  /** A stream that has ended stays ended. */
  @Test
  default void a_finished_stream_gives_its_answer_again_and_no_more_events() {
    Scenario scenario = Scenario.of("ENDED", Turn.answer(new Text("Hello"), new Finish(STOP)));
    try (Stage stage = play(scenario)) {
      Seen seen = Seen.reading(stage, scenario.request());
      Completion first = seen.completion();
      Rule.ONE_OUTCOME.same("Hello", first.text(), "the answer");
      Rule.ONE_OUTCOME.same("Hello", seen.stream().completion().text(), "the answer asked again");
      Rule.ONE_OUTCOME.same(1, seen.all(Finished.class).size(), "the number of Finished events");
    }
  }

  /** Cut after three tokens. */
  @Test
  default void a_stream_that_is_cut_fails_with_what_came() {
    brokenOff("CUT", Ending.CUT);
  }

  /** The same, with an error of the connection. */
  @Test
  default void a_stream_whose_connection_breaks_fails_with_what_came() {
    brokenOff("RESET", Ending.RESET);
  }

  /** The body ends cleanly, but the answer has not. */
  @Test
  default void a_clean_end_without_a_finish_is_no_end() {
    brokenOff("CLEAN_END", Ending.CLEAN_END);
  }

  private void brokenOff(String name, Ending ending) {
    Scenario scenario =
        Scenario.of(name, Turn.answer(ending, new Text("On"), new Text("ce"), new Text(" upon")));
    try (Stage stage = play(scenario)) {
      Seen seen = Seen.reading(stage, scenario.request());
      InterruptedStreamException failure =
          seen.failure(InterruptedStreamException.class, Rule.NO_SILENT_END);
      // What a connection that breaks had in its buffers may be lost with it.
      String came = Seen.partial(failure).text();
      Rule.PARTIAL_KEPT.check(
          ending == Ending.RESET ? "Once upon".startsWith(came) : came.equals("Once upon"),
          () -> "partial() has \"" + came + "\"");
      Rule.PARTIAL_KEPT.check(
          !Seen.partial(failure).isComplete(), () -> "partial() says that it is complete");
      again(seen.stream(), failure);
      // A connection that breaks may have taken all text with it, so that nothing was visible.
      int most = ending == Ending.RESET ? tries() : 1;
      int sent = stage.requests();
      Rule.SENT_ONCE.check(
          sent >= 1 && sent <= most, () -> "the number of requests is " + sent + ", not " + most);
      Rule.ERROR_DATA.same(sent, failure.details().attempts(), "attempts()");
    }
  }

  /** Whoever has read something gets no second beginning, though the next answer would be whole. */
  @Test
  default void a_stream_that_fails_after_text_is_not_begun_again() {
    Scenario scenario =
        Scenario.of(
            "NOT_AGAIN",
            Turn.answer(Ending.CUT, new Text("Once")),
            Turn.answer(new Text("Hello"), new Finish(STOP)));
    try (Stage stage = play(scenario)) {
      Seen seen = Seen.reading(stage, scenario.request());
      Rule.SENT_ONCE.same(1, stage.requests(), "the number of requests of a stream that had text");
      InterruptedStreamException failure =
          seen.failure(InterruptedStreamException.class, Rule.NO_SILENT_END);
      Rule.PARTIAL_KEPT.same("Once", Seen.partial(failure).text(), "the text of partial()");
    }
  }

  /** The outcome does not change for being asked again. */
  private static void again(CompletionStream stream, ModelException failure) {
    ModelException repeated =
        Seen.failing(ModelException.class, Rule.ONE_OUTCOME, stream::completion);
    Rule.ONE_OUTCOME.same(failure.getClass(), repeated.getClass(), "the outcome asked again");
  }

  /** Of attempts that fail before any text, nothing is left in the answer of the last. */
  @Test
  default void a_stream_begins_once_however_often_it_was_tried() {
    Turn[] turns = new Turn[tries()];
    Arrays.fill(turns, Turn.answer(Ending.CLEAN_END));
    turns[tries() - 1] = Turn.answer(new Text("Hello"), new Finish(STOP));
    Scenario scenario = Scenario.of("BEGINS_ONCE", turns);
    try (Stage stage = play(scenario)) {
      Seen seen = Seen.reading(stage, scenario.request());
      Rule.NOTHING_LOST.same("Hello", seen.completion().text(), "the text");
      Rule.EVENT_ORDER.same(1, seen.all(Started.class).size(), "the number of Started events");
      Rule.SENT_ONCE.same(tries(), stage.requests(), "the number of requests");
    }
  }

  /** A plain answer that breaks off is an error too. */
  @Test
  default void a_plain_answer_that_is_cut_is_an_error() {
    Scenario scenario =
        Scenario.of("CUT_PLAIN", Turn.answer(Ending.CUT, new Text("Once"), new Text(" upon")));
    try (Stage stage = play(scenario)) {
      ModelException failure =
          Seen.failing(
              ModelException.class,
              Rule.NO_SILENT_END,
              () -> stage.model().complete(scenario.request()));
      Rule.NO_SILENT_END.check(
          !failure.getClass().equals(ProtocolException.class) || failure.getCause() == null,
          () -> "the provider's own code failed: " + failure.getCause());
      // Of a plain call nobody has seen anything.
      int tries = failure.retryable() ? tries() : 1;
      Rule.SENT_ONCE.same(tries, stage.requests(), "the number of requests of one call");
    }
  }

  /** An error that is told inside the stream. */
  @Test
  default void an_error_inside_the_stream_is_that_error() {
    Failure told = Failure.of(Failure.Kind.UNAVAILABLE);
    Scenario scenario =
        Scenario.of(
            "ERROR_EVENT", Turn.answer(Ending.CLEAN_END, new Text("Once"), new Broken(told)));
    try (Stage stage = Seen.playIfPossible(this, scenario)) {
      Seen seen = Seen.reading(stage, scenario.request());
      UnavailableException failure = seen.failure(UnavailableException.class, Rule.NO_SILENT_END);
      Rule.PARTIAL_KEPT.same("Once", Seen.partial(failure).text(), "the text of partial()");
      again(seen.stream(), failure);
      Rule.SENT_ONCE.same(1, stage.requests(), "the number of requests");
    }
  }

  /** What the protocol does not allow. */
  @Test
  default void nonsense_in_the_stream_is_a_protocol_error() {
    Scenario scenario =
        Scenario.of(
            "MALFORMED",
            Turn.answer(new Text("Once"), new Malformed(), new Text("!"), new Finish(STOP)));
    try (Stage stage = Seen.playIfPossible(this, scenario)) {
      Seen seen = Seen.reading(stage, scenario.request());
      ProtocolException failure = seen.failure(ProtocolException.class, Rule.NO_SILENT_END);
      Rule.PARTIAL_KEPT.same("Once", Seen.partial(failure).text(), "the text of partial()");
      again(seen.stream(), failure);
      Rule.SENT_ONCE.same(1, stage.requests(), "the number of requests");
    }
  }

  /** The connection stays open after the protocol's last word. */
  @Test
  default void the_last_word_ends_a_stream_though_the_connection_is_held() {
    Scenario scenario =
        Scenario.of("HELD", Turn.answer(Ending.HELD, new Text("Hello"), new Finish(STOP)));
    try (Stage stage = play(scenario)) {
      CompletableFuture<Seen> reading =
          Seen.elsewhere(() -> Seen.reading(stage, scenario.request()));
      Seen seen = Seen.soon(reading, Rule.ENDS_AT_ONCE, "the end of the stream");
      Rule.ENDS_AT_ONCE.same("Hello", seen.completion().text(), "the text");
    }
  }

  /** Bytes split anywhere. */
  @Test
  default void bytes_may_come_one_by_one() {
    delivered("BYTES", Delivery.BYTE_BY_BYTE);
  }

  /** No pause between anything. */
  @Test
  default void everything_may_come_at_once() {
    delivered("AT_ONCE", Delivery.ALL_AT_ONCE);
  }

  /** Other line ends. */
  @Test
  default void lines_may_end_with_carriage_returns() {
    delivered("CR_LF", Delivery.CR_LF);
  }

  private void delivered(String name, Delivery delivery) {
    Scenario scenario =
        Scenario.of(
                name,
                Turn.answer(new Text("Grüße "), new Text("😀"), new Finish(STOP), new Tokens(3, 2)))
            .sent(delivery);
    try (Stage stage = Seen.playIfPossible(this, scenario)) {
      Completion answer = Seen.reading(stage, scenario.request()).completion();
      Rule.NOTHING_LOST.same("Grüße 😀", answer.text(), "the text");
      Rule.USAGE.same(2L, answer.usage().outputTokens(), "the number of output tokens");
    }
  }

  /** Comments between everything. */
  @Test
  default void what_keeps_a_stream_alive_is_no_part_of_it() {
    Scenario scenario =
        Scenario.of(
            "KEEP_ALIVE",
            Turn.answer(
                new KeepAlive(),
                new Text("Hel"),
                new KeepAlive(),
                new KeepAlive(),
                new Text("lo"),
                new KeepAlive(),
                new Finish(STOP)));
    try (Stage stage = Seen.playIfPossible(this, scenario)) {
      Rule.NOTHING_LOST.same(
          "Hello",
          Seen.reading(stage, ChatRequest.of(scenario.name())).completion().text(),
          "the text");
    }
  }
}
