package dev.parley.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.CompletionEvent.Finished;
import dev.parley.chat.CompletionEvent.TextDelta;
import dev.parley.error.ErrorDetails;
import dev.parley.error.UnavailableException;
import dev.parley.spi.PullStream;
import dev.parley.testing.Await;
import dev.parley.testing.FakeModel;
import dev.parley.testing.ListSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class StreamSubscriptionTest {
  private static final ModelId MODEL = ModelId.parse("fake:m");
  private static final ChatRequest HI = ChatRequest.of("Hi");
  private static final Finished END = new Finished(FinishReason.STOP);

  private final Queue<Runnable> tasks = new ArrayDeque<>();

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  /** Writes down all signals. */
  private static class Recorder implements Flow.Subscriber<CompletionEvent> {
    final List<CompletionEvent> events = Collections.synchronizedList(new ArrayList<>());
    final List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger completions = new AtomicInteger();
    final AtomicInteger inside = new AtomicInteger();
    final AtomicInteger overlaps = new AtomicInteger();
    final CountDownLatch ended = new CountDownLatch(1);
    Flow.Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription s) {
      subscription = s;
    }

    @Override
    public void onNext(CompletionEvent event) {
      if (inside.incrementAndGet() > 1) {
        overlaps.incrementAndGet();
      }
      events.add(event);
      inside.decrementAndGet();
    }

    @Override
    public void onError(Throwable e) {
      errors.add(e);
      ended.countDown();
    }

    @Override
    public void onComplete() {
      completions.incrementAndGet();
      ended.countDown();
    }
  }

  private Recorder subscribe(ListSource source, Executor executor) {
    Recorder recorder = new Recorder();
    subscribe(source, executor, recorder);
    return recorder;
  }

  private static void subscribe(ListSource source, Executor executor, Recorder recorder) {
    new StreamSubscription(() -> new PullStream(MODEL, HI, source), recorder, executor).start();
  }

  @Test
  void nothing_is_read_and_no_thread_is_held_without_demand() {
    ListSource source = new ListSource(new TextDelta("a"), END);
    Recorder recorder = subscribe(source, tasks::add);

    runTasks();

    assertTrue(recorder.subscription != null, "onSubscribe came");
    assertEquals(0, source.reads());
    assertTrue(tasks.isEmpty());
  }

  @Test
  void no_more_is_read_than_asked_for() {
    ListSource source = new ListSource(new TextDelta("a"), new TextDelta("b"), END);
    Recorder recorder = subscribe(source, tasks::add);
    runTasks();

    recorder.subscription.request(1);
    runTasks();
    assertEquals(List.of(new TextDelta("a")), recorder.events);
    assertEquals(1, source.reads());

    recorder.subscription.request(1);
    runTasks();
    assertEquals(2, recorder.events.size());
    assertEquals(0, recorder.completions.get());
  }

  @Test
  void end_is_told_without_further_demand() {
    ListSource source = new ListSource(new TextDelta("a"), END);
    Recorder recorder = subscribe(source, tasks::add);
    runTasks();

    recorder.subscription.request(2);
    runTasks();

    assertEquals(List.of(new TextDelta("a"), END), recorder.events);
    assertEquals(1, recorder.completions.get());
    assertEquals(1, source.releases());
    assertEquals(0, source.cancels());
  }

  @Test
  void unbounded_demand_does_not_overflow() {
    Recorder recorder = subscribe(new ListSource(new TextDelta("a"), END), tasks::add);
    runTasks();

    recorder.subscription.request(Long.MAX_VALUE);
    recorder.subscription.request(Long.MAX_VALUE);
    runTasks();

    assertEquals(2, recorder.events.size());
    assertEquals(1, recorder.completions.get());
    assertEquals(List.of(), recorder.errors);
  }

  @Test
  void request_of_nothing_is_an_error_and_ends_the_stream() {
    ListSource source = new ListSource(new TextDelta("a"), END);
    Recorder recorder = subscribe(source, tasks::add);
    runTasks();

    recorder.subscription.request(0);
    recorder.subscription.request(1);
    runTasks();

    assertEquals(1, recorder.errors.size());
    assertInstanceOf(IllegalArgumentException.class, recorder.errors.get(0));
    assertTrue(recorder.errors.get(0).getMessage().contains("3.9"));
    assertEquals(List.of(), recorder.events);
  }

  @Test
  void failure_is_told_once() {
    UnavailableException problem = new UnavailableException("down", ErrorDetails.of(MODEL), null);
    Recorder recorder = new Recorder();
    new StreamSubscription(
            () -> {
              throw problem;
            },
            recorder,
            tasks::add)
        .start();
    runTasks();

    recorder.subscription.request(1);
    recorder.subscription.request(1);
    runTasks();

    assertEquals(List.of(problem), recorder.errors);
    assertEquals(0, recorder.completions.get());
  }

  @Test
  void cancelling_cancels_the_source_and_silences_the_signals() {
    ListSource source = new ListSource(new TextDelta("a"), new TextDelta("b"), END);
    Recorder recorder = subscribe(source, tasks::add);
    runTasks();
    recorder.subscription.request(1);
    runTasks();

    recorder.subscription.cancel();
    recorder.subscription.cancel();
    recorder.subscription.request(5);
    recorder.subscription.request(-1);
    runTasks();

    assertEquals(1, source.cancels());
    assertEquals(1, source.releases());
    assertEquals(1, recorder.events.size());
    assertEquals(List.of(), recorder.errors);
    assertEquals(0, recorder.completions.get());
  }

  @Test
  void subscription_cancelled_before_demand_opens_nothing() {
    ListSource source = new ListSource(END);
    Recorder recorder = subscribe(source, tasks::add);
    runTasks();

    recorder.subscription.cancel();
    recorder.subscription.request(1);
    runTasks();

    assertEquals(0, source.reads());
    assertEquals(List.of(), recorder.events);
  }

  private static Recorder reacting(Consumer<Flow.Subscription> onEach) {
    return new Recorder() {
      @Override
      public void onSubscribe(Flow.Subscription s) {
        super.onSubscribe(s);
        s.request(1);
      }

      @Override
      public void onNext(CompletionEvent event) {
        super.onNext(event);
        onEach.accept(subscription);
      }
    };
  }

  @Test
  void asking_for_more_inside_on_next_needs_no_deep_stack() {
    List<CompletionEvent> many = new ArrayList<>(Collections.nCopies(100_000, new TextDelta("a")));
    many.add(END);
    Recorder recorder = reacting(subscription -> subscription.request(1));

    subscribe(new ListSource(many), Runnable::run, recorder);

    assertEquals(100_001, recorder.events.size());
    assertEquals(1, recorder.completions.get());
    assertEquals(0, recorder.overlaps.get());
    assertEquals(List.of(), recorder.errors);
  }

  @Test
  void cancelling_inside_on_next_stops_at_once() {
    ListSource source = new ListSource(new TextDelta("a"), new TextDelta("b"), END);
    Recorder recorder = reacting(Flow.Subscription::cancel);

    subscribe(source, Runnable::run, recorder);

    assertEquals(1, recorder.events.size());
    assertEquals(1, source.cancels());
    assertEquals(0, recorder.completions.get());
  }

  @Test
  void subscriber_that_throws_cancels_the_source() {
    ListSource source = new ListSource(new TextDelta("a"), new TextDelta("b"), END);
    Recorder recorder =
        reacting(
            subscription -> {
              throw new IllegalStateException("my bug");
            });

    subscribe(source, Runnable::run, recorder);

    assertEquals(1, source.cancels());
    assertEquals(1, recorder.events.size());
  }

  @Test
  void signals_never_overlap_though_demand_comes_from_many_threads() {
    int count = 2_000;
    List<CompletionEvent> many =
        new ArrayList<>(Collections.nCopies(count - 1, new TextDelta("a")));
    many.add(END);
    FakeModel model = new FakeModel("fake:m", request -> many);
    CountDownLatch subscribed = new CountDownLatch(1);
    Recorder recorder =
        new Recorder() {
          @Override
          public void onSubscribe(Flow.Subscription s) {
            super.onSubscribe(s);
            subscribed.countDown();
          }
        };
    Async.of(model).stream(HI).subscribe(recorder);
    Await.latch(subscribed);

    for (int i = 0; i < 4; i++) {
      Await.start(
          () -> {
            for (int n = 0; n < count / 4; n++) {
              recorder.subscription.request(1);
            }
          });
    }

    Await.latch(recorder.ended);
    assertEquals(many, recorder.events);
    assertEquals(0, recorder.overlaps.get());
    assertEquals(1, recorder.completions.get());
  }

  @Test
  void full_executor_is_told_to_the_subscriber() {
    RejectedExecutionException full = new RejectedExecutionException("full");
    Recorder recorder =
        subscribe(
            new ListSource(END),
            task -> {
              throw full;
            });

    assertTrue(recorder.subscription != null, "onSubscribe comes first");
    assertEquals(1, recorder.errors.size());
    assertSame(full, recorder.errors.get(0));
    recorder.subscription.request(1);
    assertEquals(1, recorder.errors.size());
  }

  @Test
  void executor_that_fills_up_midway_ends_the_stream() {
    ListSource source = new ListSource(new TextDelta("a"), END);
    AtomicInteger left = new AtomicInteger(2);
    Recorder recorder =
        subscribe(
            source,
            task -> {
              if (left.getAndDecrement() <= 0) {
                throw new RejectedExecutionException("full");
              }
              task.run();
            });
    recorder.subscription.request(1);

    recorder.subscription.request(1);

    assertInstanceOf(RejectedExecutionException.class, recorder.errors.get(0));
    assertEquals(1, source.cancels());
    assertEquals(1, source.releases());
  }

  @Test
  void every_subscriber_gets_an_exchange_of_its_own() {
    FakeModel model = FakeModel.saying("fake:m", "a");
    Flow.Publisher<CompletionEvent> publisher = Async.of(model, Runnable::run).stream(HI);

    for (int i = 0; i < 2; i++) {
      Recorder recorder = reacting(subscription -> subscription.request(1));
      publisher.subscribe(recorder);
      assertEquals(2, recorder.events.size());
    }

    assertEquals(2, model.requests().size());
    assertThrows(NullPointerException.class, () -> publisher.subscribe(null));
    assertFalse(Thread.currentThread().isInterrupted());
  }
}
