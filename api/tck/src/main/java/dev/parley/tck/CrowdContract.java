package dev.parley.tck;

import static dev.parley.chat.FinishReason.Kind.STOP;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.CompletionEvent;
import dev.parley.chat.CompletionStream;
import dev.parley.tck.Beat.Finish;
import dev.parley.tck.Beat.Text;
import dev.parley.tck.Turn.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many calls at once, threads, memory, and what is left when everything is closed. */
@Timeout(value = Bounds.TEST_SECONDS, threadMode = SEPARATE_THREAD)
public interface CrowdContract extends StagedModel {
  /** How many streams are read at once. */
  int CROWD = 1_000;

  /** The most threads that a provider may have, whatever the number of its streams. */
  int MOST_THREADS = 16;

  /** The most threads that all providers of a kind may share, which go on when one is closed. */
  int MOST_SHARED_THREADS = 4;

  /** Buffers of the system and of HTTP clients, generously. */
  long MOST_BYTES_AHEAD = 16L << 20;

  /** Different answers do not mix. */
  @Test
  default void a_model_is_shared_by_many_threads() {
    int calls = 40;
    Turn[] turns = new Turn[calls];
    for (int i = 0; i < calls; i++) {
      turns[i] = Turn.answer(new Text(i + ","), new Text(i + "."), new Finish(STOP));
    }
    Scenario scenario = Scenario.of("SHARED", turns);
    try (Stage stage = play(scenario)) {
      List<CompletableFuture<String>> answers = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        ChatRequest request = ChatRequest.of(scenario.text(i));
        boolean stream = i % 2 == 0;
        answers.add(
            Seen.elsewhere(
                () ->
                    stream
                        ? Seen.reading(stage, request).completion().text()
                        : stage.model().complete(request).text()));
      }
      Set<String> texts = new TreeSet<>();
      for (CompletableFuture<String> answer : answers) {
        String text = Seen.soon(answer, Rule.SHARED, "one of " + calls + " calls");
        Rule.SHARED.check(text.matches("(\\d+),\\1\\."), () -> "a mixed answer: " + text);
        Rule.SHARED.check(texts.add(text), () -> "two calls that got the answer " + text);
      }
      Rule.SENT_ONCE.same(calls, stage.requests(), "the number of requests");
    }
  }

  /** A thousand streams are open at one time. */
  @Test
  default void a_thousand_streams_take_a_fixed_number_of_threads() {
    Set<Thread> before = threads();
    long tasks = commonPoolTasks();
    Scenario scenario =
        Scenario.of("CROWD", Turn.answer(Ending.STALL, new Text("Hello"), new Text("!")));
    try (Stage stage = play(scenario)) {
      Set<String> own = crowded(stage, scenario, before);
      Rule.THREADS.check(own.size() <= MOST_THREADS, () -> own.size() + " threads: " + own);
      Rule.THREADS.same(0L, commonPoolTasks() - tasks, "the number of tasks on the common pool");
      Rule.CANCEL_ON_THE_WIRE.check(
          stage.awaitHangUps(CROWD, Bounds.SOON), () -> "some of them were not let go");
    }
  }

  /** Opens all the streams at one time. {@return the threads that there are then} */
  private static Set<String> crowded(Stage stage, Scenario scenario, Set<Thread> before) {
    List<CompletionStream> streams = new ArrayList<>();
    List<CompletableFuture<Boolean>> begun = new ArrayList<>();
    try {
      for (int i = 0; i < CROWD; i++) {
        CompletionStream stream = stage.model().stream(scenario.request());
        streams.add(stream);
        begun.add(Seen.elsewhere(() -> readOne(stream)));
      }
      for (CompletableFuture<Boolean> each : begun) {
        Rule.SHARED.check(
            Seen.soon(each, Rule.SHARED, "the beginning of one of " + CROWD + " streams"),
            () -> "a stream ended before it began");
      }
      return names(threads(), before);
    } finally {
      streams.forEach(CompletionStream::close);
    }
  }

  private static boolean readOne(CompletionStream stream) {
    Iterator<CompletionEvent> events = stream.iterator();
    return events.hasNext();
  }

  /** Counted, because its threads come, go and stay as they please. */
  private static long commonPoolTasks() {
    ForkJoinPool pool = ForkJoinPool.commonPool();
    return pool.getStealCount() + pool.getQueuedTaskCount() + pool.getQueuedSubmissionCount();
  }

  /** Live threads that are none of the kit's. */
  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.getName().startsWith("parley-tck-"))
        .collect(Collectors.toSet());
  }

  private static Set<String> names(Set<Thread> now, Set<Thread> before) {
    Set<String> names = new TreeSet<>();
    now.stream()
        .filter(thread -> !before.contains(thread))
        .forEach(thread -> names.add(thread.getName() + " " + names.size()));
    return names;
  }

  /** A reader that stops reading stops the other side. */
  @Test
  default void a_reader_that_stops_reading_stops_the_other_side() {
    String text = "x".repeat(8_000);
    Scenario scenario = Scenario.of("FLOOD", Turn.answer(Ending.ENDLESS, new Text(text)));
    try (Stage stage = Seen.playIfPossible(this, scenario);
        CompletionStream stream = stage.model().stream(scenario.request())) {
      CompletableFuture<CompletionEvent> first = Seen.elsewhere(() -> stream.iterator().next());
      Await.comes(() -> first.isDone() || sent(stage) > MOST_BYTES_AHEAD, Bounds.SOON);
      bounded(sent(stage));
      Seen.soon(first, Rule.BACK_PRESSURE, "the first event of an endless answer");
      bounded(settled(stage));
    }
  }

  private static void bounded(long sent) {
    Rule.BACK_PRESSURE.check(
        sent <= MOST_BYTES_AHEAD, () -> sent + " bytes were taken that nobody has read");
  }

  /** What a stage that cannot tell is taken to have sent: nothing. */
  private static long sent(Stage stage) {
    return stage.bytesSent().orElse(0L);
  }

  /** Waits until no more is taken for a while, or too much has been. */
  private static long settled(Stage stage) {
    AtomicLong last = new AtomicLong(-1);
    AtomicLong since = new AtomicLong(System.nanoTime());
    Await.comes(
        () -> {
          long sent = sent(stage);
          if (sent != last.getAndSet(sent)) {
            since.set(System.nanoTime());
          }
          return sent > MOST_BYTES_AHEAD
              || System.nanoTime() - since.get() > Duration.ofMillis(300).toNanos();
        },
        Bounds.SOON);
    return sent(stage);
  }

  /** Nothing is left of a provider that is closed. */
  @Test
  default void closing_the_provider_frees_its_threads_and_connections() {
    Set<Thread> before = threads();
    Scenario scenario = Scenario.of("LEFT", Turn.answer(new Text("Hello"), new Finish(STOP)));
    for (int i = 0; i <= MOST_SHARED_THREADS; i++) {
      try (Stage stage = play(scenario)) {
        for (int calls = 0; calls < 3; calls++) {
          Seen.reading(stage, scenario.request()).completion();
          stage.model().complete(scenario.request());
        }
        stage
            .connectionsLeft(Bounds.SOON)
            .ifPresent(left -> Rule.NOTHING_LEFT.same(0, left, "the number of connections left"));
      }
    }
    // One of each provider's own would be more than that.
    boolean freed =
        Await.comes(() -> names(threads(), before).size() <= MOST_SHARED_THREADS, Bounds.SOON);
    Rule.NOTHING_LEFT.check(freed, () -> "threads that are left: " + names(threads(), before));
  }

  /** Closed is closed. */
  @Test
  default void a_closed_model_refuses_calls_and_may_be_closed_again() {
    Scenario scenario = Scenario.of("CLOSED", Turn.answer(new Text("Hello"), new Finish(STOP)));
    try (Stage stage = play(scenario)) {
      Seen.quietly(Rule.CLOSED, "closing a model", stage.model()::close);
      Seen.quietly(Rule.CLOSED, "closing it again", stage.model()::close);
      ChatRequest request = scenario.request();
      Seen.refusedAsClosed(() -> stage.model().complete(request));
      Seen.refusedAsClosed(() -> stage.model().stream(request).completion());
      Rule.CLOSED.same(0, stage.requests(), "the number of requests");
    }
  }
}
