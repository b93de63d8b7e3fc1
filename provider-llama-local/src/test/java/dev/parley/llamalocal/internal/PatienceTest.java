package dev.parley.llamalocal.internal;

import static dev.parley.llamalocal.internal.Llama.MODEL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ChatRequest;
import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.error.CancelledException;
import dev.parley.error.TimedOutException;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a call waits for its server. */
@Timeout(60)
class PatienceTest {

  private static Patience patience(Timeouts set) {
    return new Patience(MODEL, set);
  }

  private static Timeouts set(Kind kind, Duration limit) {
    return Timeouts.UNSET.with(kind, limit);
  }

  /** Waits in one way or the other for what does not come. */
  private static void waitFor(Patience patience, boolean shared) {
    try {
      if (shared) {
        patience.await(new CompletableFuture<String>());
      } else {
        while (true) {
          patience.pause();
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void what_comes_is_handed_on() throws ExecutionException {
    assertEquals("up", patience(Timeouts.UNSET).await(CompletableFuture.completedFuture("up")));
  }

  @Test
  void what_comes_later_is_waited_for() throws Exception {
    CompletableFuture<String> shared = new CompletableFuture<>();
    CountDownLatch waits = new CountDownLatch(1);
    CompletableFuture<String> got = new CompletableFuture<>();
    Caller.start(
        () -> {
          waits.countDown();
          try {
            got.complete(patience(Timeouts.UNSET).await(shared));
          } catch (ExecutionException e) {
            got.completeExceptionally(e);
          }
        });
    waits.await();
    shared.complete("up");
    assertEquals("up", got.get(10, TimeUnit.SECONDS));
  }

  @Test
  void what_fails_is_told_as_it_is() {
    IOException problem = new IOException("dead");
    ExecutionException e =
        assertThrows(
            ExecutionException.class,
            () -> patience(Timeouts.UNSET).await(CompletableFuture.failedFuture(problem)));
    assertSame(problem, e.getCause());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void who_has_cancelled_does_not_wait(boolean shared) {
    Patience patience = patience(Timeouts.UNSET);
    patience.cancel();
    assertThrows(CancelledException.class, () -> waitFor(patience, shared));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void cancelling_ends_the_waiting(boolean shared) {
    Patience patience = patience(Timeouts.UNSET);
    Caller caller = Caller.start(() -> waitFor(patience, shared));
    patience.cancel();
    assertInstanceOf(CancelledException.class, caller.failure());
    assertFalse(caller.interruptedAtEnd());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void interrupting_ends_the_waiting_and_keeps_the_flag(boolean shared) {
    Caller caller = Caller.start(() -> waitFor(patience(Timeouts.UNSET), shared));
    caller.interrupt();
    assertInstanceOf(CancelledException.class, caller.failure());
    assertTrue(caller.interruptedAtEnd());
  }

  @Test
  void one_who_gives_up_takes_it_from_nobody_else() throws ExecutionException {
    CompletableFuture<String> shared = new CompletableFuture<>();
    Patience patience = patience(Timeouts.UNSET);
    patience.cancel();
    assertThrows(CancelledException.class, () -> patience.await(shared));
    assertFalse(shared.isDone());
    shared.complete("up");
    assertEquals("up", patience(Timeouts.UNSET).await(shared));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void the_limit_on_the_whole_ends_the_waiting(boolean shared) {
    Patience patience = patience(set(Kind.WHOLE, Duration.ofMillis(30)));
    TimedOutException e = assertThrows(TimedOutException.class, () -> waitFor(patience, shared));
    assertEquals(Kind.WHOLE, e.timeout());
    assertEquals(Duration.ofMillis(30), e.limit());
    assertTrue(e.getMessage().contains("\"timeout.whole\""), e::getMessage);
  }

  @Test
  void a_limit_of_zero_is_none() {
    Patience patience =
        patience(set(Kind.WHOLE, Duration.ZERO).with(Kind.FIRST_EVENT, Duration.ZERO));
    patience.pause();
    patience.checkFirstEvent();
    assertEquals(Llama.HI, patience.limit(Llama.HI));
    assertEquals(Duration.ZERO, patience.question().get(Kind.WHOLE).orElseThrow());
  }

  @Test
  void the_time_counts_from_the_first_waiting_on() {
    Duration limit = Duration.ofMillis(50);
    Patience patience = patience(set(Kind.WHOLE, limit));
    spin(limit);
    Duration left = patience.limit(Llama.HI).timeouts().get(Kind.WHOLE).orElseThrow();
    assertEquals(limit, left);
  }

  @Test
  void the_exchange_has_what_the_waiting_left_of_the_whole() {
    Patience patience = patience(set(Kind.WHOLE, Duration.ofMillis(50)));
    patience.checkFirstEvent();
    spin(Duration.ofMillis(5));
    ChatRequest limited = patience.limit(Llama.HI);
    Duration left = limited.timeouts().get(Kind.WHOLE).orElseThrow();
    assertTrue(left.compareTo(Duration.ofMillis(45)) <= 0, left::toString);
    spin(Duration.ofMillis(50));
    assertEquals(
        Duration.ofMillis(1), // Zero would switch it off.
        patience.limit(Llama.HI).timeouts().get(Kind.WHOLE).orElseThrow());
    assertEquals(Duration.ofMillis(1), patience.question().get(Kind.WHOLE).orElseThrow());
  }

  @Test
  void the_limit_on_the_first_event_counts_where_it_is_asked_for() {
    Patience patience = patience(set(Kind.FIRST_EVENT, Duration.ofMillis(5)));
    patience.checkFirstEvent();
    spin(Duration.ofMillis(10));
    TimedOutException e = assertThrows(TimedOutException.class, patience::checkFirstEvent);
    assertEquals(Kind.FIRST_EVENT, e.timeout());
    assertEquals(Duration.ofMillis(5), e.limit());
    assertTrue(e.getMessage().contains("\"timeout.first-event\""), e::getMessage);
  }

  @Test
  void a_question_keeps_the_callers_other_limits() {
    Timeouts set =
        set(Kind.CONNECT, Duration.ofMillis(7)).with(Kind.FIRST_EVENT, Duration.ofMinutes(30));
    Timeouts question = patience(set).question();
    assertEquals(Duration.ofMillis(7), question.get(Kind.CONNECT).orElseThrow());
    assertEquals(Duration.ofMinutes(30), question.get(Kind.FIRST_EVENT).orElseThrow());
    assertEquals(Duration.ZERO, question.get(Kind.WHOLE).orElseThrow(), "a load may take longer");
  }

  @Test
  void for_ever_is_a_limit_too() throws ExecutionException {
    Patience patience = patience(set(Kind.WHOLE, ChronoUnit.FOREVER.getDuration()));
    assertEquals("up", patience.await(CompletableFuture.completedFuture("up")));
    patience.pause();
  }

  @Test
  void what_is_to_run_when_it_is_cancelled_runs_then_or_at_once() {
    Patience patience = patience(Timeouts.UNSET);
    AtomicInteger runs = new AtomicInteger();
    patience.onCancel(runs::incrementAndGet);
    assertEquals(0, runs.get());
    patience.cancel();
    patience.cancel();
    assertEquals(1, runs.get());
    patience.onCancel(runs::incrementAndGet);
    assertEquals(2, runs.get());
  }

  private static void spin(Duration length) {
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
