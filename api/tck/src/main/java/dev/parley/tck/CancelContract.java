package dev.parley.tck;

import static dev.parley.chat.FinishReason.Kind.STOP;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.parley.chat.ChatModel;
import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.chat.CompletionStream;
import dev.parley.error.CancelledException;
import dev.parley.tck.Beat.Finish;
import dev.parley.tck.Beat.Text;
import dev.parley.tck.Turn.Ending;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cancelling: from anywhere, at once, seen by the other side, and told to whoever was reading. */
@Timeout(value = Bounds.TEST_SECONDS, threadMode = SEPARATE_THREAD)
public interface CancelContract extends StagedModel {

  private static Scenario stalling(String name) {
    return Scenario.of(name, Turn.answer(Ending.STALL, new Text("Once"), new Text(" upon")));
  }

  private static Scenario silent(String name) {
    return Scenario.of(name, new Turn.Silence());
  }

  private static void sawHangUp(Stage stage, String when) {
    Rule.CANCEL_ON_THE_WIRE.check(
        stage.awaitHangUps(1, Bounds.SOON),
        () -> "the other side saw nobody leave within " + Bounds.SOON + ", cancelled " + when);
  }

  private static void readText(Iterator<CompletionEvent> events, String text) {
    StringBuilder read = new StringBuilder();
    Seen.quietly(
        Rule.NOTHING_LOST,
        "reading \"" + text + '"',
        () -> {
          while (!read.toString().equals(text)) {
            if (events.next() instanceof TextDelta delta) {
              read.append(delta.text());
            }
          }
        });
  }

  /** Leaving a loop. */
  @Test
  default void leaving_the_loop_cancels_and_throws_nothing() {
    try (Stage stage = play(stalling("LEAVE"))) {
      try (CompletionStream stream = stage.model().stream(stalling("LEAVE").request())) {
        readText(stream.iterator(), "Once upon");
      } catch (RuntimeException e) {
        throw Rule.LEAVING_IS_QUIET.broken("leaving threw " + e, e);
      }
      sawHangUp(stage, "by leaving the loop");
    }
  }

  /** Closing in the loop while token after token comes, and reading on. */
  @Test
  default void closing_inside_the_loop_while_more_comes_is_seen_by_the_other_side() {
    Scenario scenario =
        Scenario.of("FLOOD", Turn.answer(Ending.ENDLESS, new Text("x".repeat(8_000))));
    try (Stage stage = Seen.playIfPossible(this, scenario);
        CompletionStream stream = stage.model().stream(scenario.request())) {
      StringBuilder read = new StringBuilder();
      CompletableFuture<CancelledException> reading =
          Seen.elsewhere(
              () ->
                  Seen.failing(
                      CancelledException.class, Rule.CANCEL_WAKES, () -> readOnce(stream, read)));
      CancelledException failure =
          Seen.soon(reading, Rule.CANCEL_WAKES, "closing inside the loop, and reading on");
      sawHangUp(stage, "inside the loop");
      Rule.PARTIAL_KEPT.check(
          Seen.partial(failure).text().startsWith(read.toString()),
          () -> "partial() is not what was read");
    }
  }

  private static Object readOnce(CompletionStream stream, StringBuilder read) {
    for (CompletionEvent event : stream) {
      if (event instanceof TextDelta delta) {
        Rule.CANCEL_WAKES.check(read.isEmpty(), () -> "it went on after it was closed");
        read.append(delta.text());
        stream.close();
      }
    }
    return "an end";
  }

  /** Twice. */
  @Test
  default void closing_again_does_nothing() {
    try (Stage stage = play(stalling("TWICE"))) {
      CompletionStream stream = stage.model().stream(stalling("TWICE").request());
      Iterator<CompletionEvent> events = stream.iterator();
      readText(events, "Once upon");
      stream.close();
      Seen.quietly(Rule.LEAVING_IS_QUIET, "closing again", stream::close);
      sawHangUp(stage, "twice");
      Rule.PARTIAL_KEPT.same("Once upon", stream.partial().text(), "the text of partial()");
      Seen.failing(CancelledException.class, Rule.CANCEL_WAKES, events::hasNext);
    }
  }

  /** A stream that nobody read. */
  @Test
  default void a_stream_closed_before_it_was_read_is_cancelled_and_never_sent() {
    try (Stage stage = play(stalling("UNREAD"))) {
      CompletionStream stream = stage.model().stream(stalling("UNREAD").request());
      stream.close();
      Seen.failing(CancelledException.class, Rule.CANCEL_WAKES, stream::completion);
      Rule.LAZY_STREAM.same(0, stage.requests(), "the number of requests");
    }
  }

  /** While the reader waits for the first byte. */
  @Test
  default void closing_before_the_answer_begins_wakes_the_reader() {
    closedElsewhere(silent("BEFORE"), "before the answer began", "");
  }

  /** While the reader waits in the middle. */
  @Test
  default void closing_in_the_middle_wakes_the_reader() {
    closedElsewhere(stalling("MIDDLE"), "in the middle of a stream", "Once upon");
  }

  private void closedElsewhere(Scenario scenario, String when, String came) {
    try (Stage stage = play(scenario)) {
      CompletionStream stream = stage.model().stream(scenario.request());
      CompletableFuture<CancelledException> reading =
          Seen.elsewhere(
              () -> Seen.failing(CancelledException.class, Rule.CANCEL_WAKES, stream::completion));
      awaitRequest(stage);
      Await.until(
          () -> stream.partial().text().equals(came),
          Rule.PARTIAL_KEPT,
          "\"" + came + "\" in partial()");
      stream.close();
      CancelledException failure =
          Seen.soon(reading, Rule.CANCEL_WAKES, "waking the reader, cancelled " + when);
      Rule.PARTIAL_KEPT.same(came, Seen.partial(failure).text(), "the text of partial()");
      sawHangUp(stage, when);
    }
  }

  private static void awaitRequest(Stage stage) {
    Await.until(() -> stage.requests() > 0, Rule.SENT_ONCE, "a request");
  }

  /** Interrupting a reader. */
  @Test
  default void interrupting_a_reader_cancels_and_keeps_the_flag() {
    Scenario scenario = stalling("INTERRUPT");
    interrupted(scenario, stage -> stage.stream(scenario.request()).completion());
  }

  /** Interrupting a plain call. */
  @Test
  default void interrupting_a_plain_call_cancels_and_keeps_the_flag() {
    Scenario scenario = silent("INTERRUPT_PLAIN");
    interrupted(scenario, model -> model.complete(scenario.request()));
  }

  private void interrupted(Scenario scenario, Function<ChatModel, Object> call) {
    try (Stage stage = play(scenario)) {
      AtomicReference<Boolean> flag = new AtomicReference<>(false);
      CountDownLatch over = new CountDownLatch(1);
      AtomicReference<Throwable> outcome = new AtomicReference<>();
      Thread caller =
          new Thread(
              () -> {
                try {
                  Object result = call.apply(stage.model());
                  outcome.set(new AssertionError("it did not fail, but gave " + result));
                } catch (RuntimeException e) {
                  outcome.set(e);
                }
                flag.set(Thread.currentThread().isInterrupted());
                over.countDown();
              },
              "parley-tck-caller");
      caller.setDaemon(true);
      caller.start();
      awaitRequest(stage);
      caller.interrupt();
      Rule.INTERRUPTION.check(await(over), () -> "the call went on for " + Bounds.SOON);
      Rule.INTERRUPTION.check(
          outcome.get() instanceof CancelledException, () -> "the outcome is " + outcome.get());
      Rule.INTERRUPTION.check(flag.get(), () -> "the thread's interrupt flag is gone");
      sawHangUp(stage, "by interruption");
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(Bounds.SOON.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** A thread that is interrupted already sends nothing. */
  @Test
  default void a_thread_that_is_interrupted_already_sends_nothing() {
    Scenario scenario = silent("INTERRUPTED");
    try (Stage stage = play(scenario)) {
      Thread.currentThread().interrupt();
      try {
        Seen.failing(
            CancelledException.class,
            Rule.INTERRUPTION,
            () -> stage.model().complete(scenario.request()));
        Rule.INTERRUPTION.check(
            Thread.currentThread().isInterrupted(), () -> "the interrupt flag is gone");
        Seen.failing(
            CancelledException.class,
            Rule.INTERRUPTION,
            () -> stage.model().stream(scenario.request()).completion());
      } finally {
        Thread.interrupted();
      }
      Rule.INTERRUPTION.same(0, stage.requests(), "the number of requests");
    }
  }

  /** A reader that fails. */
  @Test
  default void a_reader_that_throws_lets_the_other_side_go() {
    Scenario scenario = stalling("READER");
    try (Stage stage = play(scenario)) {
      IllegalStateException own = new IllegalStateException("the reader's own");
      try (CompletionStream stream = stage.model().stream(scenario.request())) {
        for (CompletionEvent event : stream) {
          if (event instanceof TextDelta) {
            throw own;
          }
        }
      } catch (RuntimeException e) {
        Rule.READER_FAILS.check(own.equals(e), () -> "the reader's failure became " + e);
      }
      sawHangUp(stage, "by the reader's failure");
    }
  }

  /** The provider goes while an answer comes. */
  @Test
  default void closing_the_provider_ends_what_is_under_way() {
    Scenario scenario = stalling("PROVIDER");
    Stage stage = play(scenario);
    CompletableFuture<CancelledException> reading =
        Seen.elsewhere(
            () ->
                Seen.failing(
                    CancelledException.class,
                    Rule.CLOSED,
                    () -> stage.model().stream(scenario.request()).completion()));
    try (stage) {
      awaitRequest(stage);
      stage
          .connectionsLeft(Bounds.SOON)
          .ifPresent(left -> Rule.CLOSED.same(0, left, "the number of connections left"));
    }
    Seen.soon(reading, Rule.CLOSED, "ending a stream whose provider is closed");
  }

  /** After a cancelled stream the model goes on. */
  @Test
  default void a_model_serves_on_after_a_cancelled_stream() {
    Scenario scenario =
        Scenario.of(
            "SERVE_ON",
            Turn.answer(Ending.STALL, new Text("Once")),
            Turn.answer(new Text("Hello"), new Finish(STOP)));
    try (Stage stage = play(scenario)) {
      try (CompletionStream stream = stage.model().stream(scenario.request())) {
        readText(stream.iterator(), "Once");
      }
      Rule.SHARED.same(
          "Hello",
          stage.model().complete(ChatRequest.of(scenario.text(1))).text(),
          "the next answer");
    }
  }
}
