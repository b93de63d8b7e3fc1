package dev.parley.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.Timeouts;
import dev.parley.chat.Timeouts.Kind;
import dev.parley.testing.Await;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  private static final Timeouts LIMITS =
      Timeouts.UNSET
          .with(Kind.CONNECT, Duration.ofSeconds(10))
          .with(Kind.FIRST_EVENT, Duration.ofSeconds(100))
          .with(Kind.SILENCE, Duration.ofSeconds(30));

  /** Time that passes when told to, running what is due on the way. */
  private static final class VirtualTime {
    private record Task(long due, Runnable work) {}

    // Starts near the end of long: System.nanoTime may do so too.
    private long now = Long.MAX_VALUE - 1_000;
    private final PriorityQueue<Task> tasks =
        new PriorityQueue<>(Comparator.comparingLong(task -> task.due() - Long.MAX_VALUE));

    Watchdog watchdog() {
      return new Watchdog(
          (work, delay) -> {
            Task task = new Task(now + delay, work);
            tasks.add(task);
            return () -> tasks.remove(task);
          },
          () -> now);
    }

    void pass(long seconds) {
      long until = now + Duration.ofSeconds(seconds).toNanos();
      while (!tasks.isEmpty() && tasks.peek().due() - until <= 0) {
        Task next = tasks.remove();
        now = next.due();
        next.work().run();
      }
      now = until;
    }
  }

  private final VirtualTime time = new VirtualTime();
  private final AtomicInteger expiries = new AtomicInteger();

  private Watchdog.Watch watch(Timeouts limits) {
    return time.watchdog().watch(limits, expiries::incrementAndGet);
  }

  @Test
  void watch_starts_in_the_connect_phase() {
    Watchdog.Watch watch = watch(LIMITS);

    time.pass(9);
    assertEquals(Optional.empty(), watch.expired());
    time.pass(1);

    assertEquals(Optional.of(Kind.CONNECT), watch.expired());
    assertEquals(1, expiries.get());
    assertEquals(Duration.ofSeconds(10), watch.limit(Kind.CONNECT));
  }

  @Test
  void each_phase_counts_from_when_it_is_entered() {
    Watchdog.Watch watch = watch(LIMITS);
    time.pass(9);
    watch.enter(Kind.FIRST_EVENT);
    time.pass(99);
    watch.enter(Kind.SILENCE);
    time.pass(29);
    assertEquals(Optional.empty(), watch.expired());

    time.pass(1);

    assertEquals(Optional.of(Kind.SILENCE), watch.expired());
  }

  @Test
  void a_phase_that_ends_later_needs_no_new_timer() {
    Watchdog.Watch watch = watch(LIMITS);
    VirtualTime.Task first = time.tasks.element();
    watch.enter(Kind.FIRST_EVENT);
    watch.enter(Kind.SILENCE);

    assertEquals(1, time.tasks.size());
    assertSame(first, time.tasks.element());

    watch.end();
    assertEquals(0, time.tasks.size());
  }

  @Test
  void a_phase_that_ends_earlier_replaces_the_timer() {
    Watchdog.Watch watch = watch(LIMITS.with(Kind.SILENCE, Duration.ofSeconds(3)));
    watch.enter(Kind.SILENCE);
    assertEquals(1, time.tasks.size());

    time.pass(3);

    assertEquals(Optional.of(Kind.SILENCE), watch.expired());
  }

  @Test
  void first_event_expires() {
    Watchdog.Watch watch = watch(LIMITS);
    watch.enter(Kind.FIRST_EVENT);

    time.pass(100);

    assertEquals(Optional.of(Kind.FIRST_EVENT), watch.expired());
  }

  @Test
  void activity_extends_silence() {
    Watchdog.Watch watch = watch(LIMITS);
    watch.enter(Kind.SILENCE);
    for (int i = 0; i < 10; i++) {
      time.pass(29);
      watch.activity();
    }
    assertEquals(Optional.empty(), watch.expired());

    time.pass(29);
    assertEquals(Optional.empty(), watch.expired());
    time.pass(1);

    assertEquals(Optional.of(Kind.SILENCE), watch.expired());
  }

  @Test
  void silence_does_not_count_while_the_reader_is_busy() {
    Watchdog.Watch watch = watch(LIMITS);
    watch.enter(Kind.SILENCE);
    time.pass(29);
    watch.pause();
    time.pass(1_000);
    assertEquals(Optional.empty(), watch.expired());

    watch.activity();
    time.pass(29);
    assertEquals(Optional.empty(), watch.expired());
    time.pass(1);

    assertEquals(Optional.of(Kind.SILENCE), watch.expired());
  }

  @Test
  void a_new_phase_does_not_end_a_pause() {
    Watchdog.Watch watch = watch(LIMITS);
    watch.enter(Kind.FIRST_EVENT);
    watch.pause();
    watch.enter(Kind.SILENCE);
    time.pass(1_000);

    assertEquals(Optional.empty(), watch.expired());
  }

  @Test
  void pause_does_not_hold_up_the_other_limits() {
    Watchdog.Watch watch = watch(LIMITS.with(Kind.WHOLE, Duration.ofSeconds(60)));
    watch.enter(Kind.FIRST_EVENT);
    watch.pause();

    time.pass(60);

    assertEquals(Optional.of(Kind.WHOLE), watch.expired());
  }

  @Test
  void activity_does_not_extend_the_other_phases() {
    Watchdog.Watch connecting = watch(LIMITS);
    time.pass(9);
    connecting.activity();
    time.pass(1);
    assertEquals(Optional.of(Kind.CONNECT), connecting.expired());

    Watchdog.Watch waiting = watch(LIMITS);
    waiting.enter(Kind.FIRST_EVENT);
    time.pass(99);
    waiting.activity();
    time.pass(1);
    assertEquals(Optional.of(Kind.FIRST_EVENT), waiting.expired());
  }

  @Test
  void whole_expires_in_spite_of_activity_and_phases() {
    Watchdog.Watch watch = watch(LIMITS.with(Kind.WHOLE, Duration.ofSeconds(60)));
    watch.enter(Kind.SILENCE);
    for (int i = 0; i < 3; i++) {
      time.pass(19);
      watch.activity();
    }
    assertEquals(Optional.empty(), watch.expired());

    time.pass(3);

    assertEquals(Optional.of(Kind.WHOLE), watch.expired());
    assertEquals(1, expiries.get());
  }

  @Test
  void zero_and_unset_are_off() {
    Watchdog.Watch off = watch(LIMITS.with(Kind.CONNECT, Duration.ZERO));
    Watchdog.Watch unset = watch(Timeouts.UNSET);

    time.pass(1_000_000);

    assertEquals(Optional.empty(), off.expired());
    assertEquals(Optional.empty(), unset.expired());
    assertTrue(time.tasks.isEmpty());
  }

  @Test
  void phase_that_is_off_still_lets_the_next_one_expire() {
    Watchdog.Watch watch = watch(LIMITS.with(Kind.FIRST_EVENT, Duration.ZERO));
    watch.enter(Kind.FIRST_EVENT);
    time.pass(10_000);

    watch.enter(Kind.SILENCE);
    time.pass(30);

    assertEquals(Optional.of(Kind.SILENCE), watch.expired());
  }

  @Test
  void nothing_expires_after_the_end() {
    Watchdog.Watch watch = watch(LIMITS);
    watch.end();
    watch.end();
    watch.enter(Kind.SILENCE);

    time.pass(1_000);

    assertEquals(Optional.empty(), watch.expired());
    assertEquals(0, expiries.get());
    assertTrue(time.tasks.isEmpty(), "the timer holds nothing");
  }

  @Test
  void entering_a_phase_again_starts_it_anew() {
    Watchdog.Watch watch = watch(LIMITS);
    watch.enter(Kind.FIRST_EVENT);
    time.pass(99);
    watch.enter(Kind.FIRST_EVENT);
    time.pass(99);
    assertEquals(Optional.empty(), watch.expired());

    time.pass(1);

    assertEquals(Optional.of(Kind.FIRST_EVENT), watch.expired());
  }

  @Test
  void expiry_is_told_once_and_the_first_cause_stays() {
    Watchdog.Watch watch = watch(LIMITS.with(Kind.WHOLE, Duration.ofSeconds(11)));
    time.pass(10);

    watch.enter(Kind.SILENCE);
    time.pass(1_000);

    assertEquals(Optional.of(Kind.CONNECT), watch.expired());
    assertEquals(1, expiries.get());
  }

  @Test
  void limit_of_ages_is_no_overflow() {
    Watchdog.Watch watch =
        watch(Timeouts.UNSET.with(Kind.CONNECT, Duration.ofSeconds(Long.MAX_VALUE)));

    time.pass(1_000_000);

    assertEquals(Optional.empty(), watch.expired());
  }

  @Test
  void shared_watchdog_expires_on_a_daemon_thread_of_its_own() {
    CountDownLatch expired = new CountDownLatch(1);
    AtomicReference<Thread> on = new AtomicReference<>();

    Watchdog.shared()
        .watch(
            Timeouts.UNSET.with(Kind.CONNECT, Duration.ofMillis(1)),
            () -> {
              on.set(Thread.currentThread());
              expired.countDown();
            });

    Await.latch(expired);
    assertTrue(on.get().isDaemon());
    assertEquals("parley-watchdog", on.get().getName());
  }
}
