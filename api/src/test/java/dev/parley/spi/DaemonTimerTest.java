package dev.parley.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DaemonTimerTest {
  private final DaemonTimer timer = new DaemonTimer("timer-under-test");
  private final BlockingQueue<Thread> ranOn = new LinkedBlockingQueue<>();

  private static long nanos(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }

  private void tellWhere() {
    ranOn.add(Thread.currentThread());
  }

  @Test
  void a_task_runs_on_a_daemon_thread_and_not_before_it_is_due() throws Exception {
    long from = System.nanoTime();
    timer.schedule(this::tellWhere, nanos(20));

    Thread on = ranOn.take();
    assertTrue(System.nanoTime() - from >= nanos(20));
    assertTrue(on.isDaemon());
    assertEquals("timer-under-test", on.getName());
  }

  @Test
  void tasks_run_in_the_order_in_which_they_are_due_and_then_as_they_came() throws Exception {
    List<String> order = new CopyOnWriteArrayList<>();
    CountDownLatch all = new CountDownLatch(4);
    CountDownLatch first = new CountDownLatch(1);
    timer.schedule(() -> Await.latch(first), 0);
    for (String name : List.of("b", "c")) {
      timer.schedule(
          () -> {
            order.add(name);
            all.countDown();
          },
          -1); // Due at once, and before what is due now.
    }
    timer.schedule(
        () -> {
          order.add("d");
          all.countDown();
        },
        nanos(30));
    timer.schedule(
        () -> {
          order.add("a");
          all.countDown();
        },
        -nanos(1_000));
    first.countDown();

    Await.latch(all);
    assertEquals(List.of("a", "b", "c", "d"), order);
  }

  @Test
  void a_task_that_is_due_sooner_than_the_thread_wakes_is_not_late() throws Exception {
    timer.schedule(this::tellWhere, TimeUnit.HOURS.toNanos(1));
    long from = System.nanoTime();
    timer.schedule(this::tellWhere, nanos(1));

    assertTrue(ranOn.take().isAlive());
    assertTrue(System.nanoTime() - from < TimeUnit.SECONDS.toNanos(30));
    assertTrue(ranOn.isEmpty());
  }

  @Test
  void what_is_taken_back_does_not_run_though_it_be_due_with_another() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    timer.schedule(() -> Await.latch(held), 0);
    Runnable takeBack = timer.schedule(this::tellWhere, nanos(1));
    CountDownLatch last = new CountDownLatch(1);
    timer.schedule(last::countDown, nanos(2));
    takeBack.run();
    takeBack.run();
    held.countDown();

    Await.latch(last);
    assertTrue(ranOn.isEmpty());
  }

  @Test
  void a_task_that_fails_is_reported_and_does_not_take_the_others_with_it() throws Exception {
    BlockingQueue<Throwable> reported = new LinkedBlockingQueue<>();
    IllegalStateException failure = new IllegalStateException("on purpose");
    timer.schedule(
        () -> {
          Thread.currentThread().setUncaughtExceptionHandler((on, e) -> reported.add(e));
          tellWhere();
          throw failure;
        },
        0);
    timer.schedule(this::tellWhere, nanos(5));

    Thread on = ranOn.take();
    assertSame(failure, reported.take());
    assertSame(on, ranOn.take());
  }

  @Test
  void the_thread_ends_when_there_is_nothing_to_do_and_another_starts() throws Exception {
    timer.schedule(this::tellWhere, 0);
    Runnable takeBack = timer.schedule(this::tellWhere, TimeUnit.HOURS.toNanos(1));
    Thread first = ranOn.take();
    takeBack.run();

    first.join(Duration.ofSeconds(30).toMillis());
    assertFalse(first.isAlive());
    timer.schedule(this::tellWhere, 0);
    assertNotSame(first, ranOn.take());
  }
}
