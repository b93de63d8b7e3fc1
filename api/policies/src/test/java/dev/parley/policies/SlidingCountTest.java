package dev.parley.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SlidingCountTest {
  private static final Duration WINDOW = Duration.ofNanos(100);

  private final SlidingCount count = new SlidingCount(WINDOW, 10, 0);

  private record Added(long amount, long at) {}

  @Test
  void counts_for_the_window_and_forgets_a_step_later() {
    count.add(3, 5);
    assertEquals(3, count.sum(105));
    assertEquals(0, count.sum(110));
  }

  @Test
  void forgets_everything_after_a_long_silence() {
    count.add(3, 5);
    assertEquals(0, count.sum(1_000_000));
    count.add(1, 1_000_001);
    assertEquals(1, count.sum(1_000_001));
  }

  @Test
  void tells_when_enough_will_have_been_forgotten() {
    count.add(2, 0);
    count.add(2, 50);
    assertEquals(0, count.untilAtMost(4, 60));
    assertEquals(50, count.untilAtMost(2, 60));
    assertEquals(100, count.untilAtMost(1, 60));
  }

  @Test
  void a_correction_counts_where_the_amount_was_added() {
    long slot = count.add(5, 0);
    count.correct(slot, -3, 50);
    assertEquals(2, count.sum(50));
    assertEquals(0, count.sum(110));
  }

  @Test
  void a_correction_of_what_is_forgotten_changes_nothing() {
    long slot = count.add(5, 0);
    count.correct(slot, 7, 110);
    assertEquals(0, count.sum(110));
  }

  @Test
  void a_window_that_the_steps_do_not_divide_is_not_cut_short() {
    SlidingCount seconds = new SlidingCount(Duration.ofSeconds(1), 60, 0);
    long endOfFirstStep = Duration.ofSeconds(1).toNanos() / 60 - 1;
    seconds.add(1, endOfFirstStep);
    assertEquals(1, seconds.sum(endOfFirstStep + Duration.ofSeconds(1).toNanos() - 1));
  }

  @Property(tries = 300)
  void never_forgets_within_the_window_nor_remembers_beyond_a_step_more(
      @ForAll @LongRange(min = 1, max = 500) long window,
      @ForAll @IntRange(min = 1, max = 12) int slots,
      @ForAll @Size(max = 40) List<@LongRange(min = 0, max = 90) Long> gaps) {
    SlidingCount tested = new SlidingCount(Duration.ofNanos(window), slots, 7);
    long step = (window + slots - 1) / slots;
    List<Added> all = new ArrayList<>();
    long now = 7;
    for (long gap : gaps) {
      now += gap;
      tested.add(gap + 1, now);
      all.add(new Added(gap + 1, now));
      long sum = tested.sum(now);
      assertTrue(sum >= since(all, now - window), "too little");
      assertTrue(sum <= since(all, now - (slots + 1) * step), "too much");
    }
  }

  /** What was added later than {@code start}. */
  private static long since(List<Added> all, long start) {
    return all.stream().filter(a -> a.at() > start).mapToLong(Added::amount).sum();
  }

  @Property(tries = 200)
  void after_the_time_that_it_tells_there_is_room_and_not_before(
      @ForAll @Size(min = 1, max = 20) List<@LongRange(min = 0, max = 30) Long> gaps,
      @ForAll @LongRange(min = 0, max = 20) long most) {
    long now = 0;
    for (long gap : gaps) {
      now += gap;
      count.add(1, now);
    }
    long wait = count.untilAtMost(most, now);
    if (wait > 0) {
      assertTrue(count.sum(now + wait - 1) > most, "there was room before");
    }
    assertTrue(count.sum(now + wait) <= most, "there is no room");
  }

  @Test
  void goes_on_from_what_it_told() {
    count.add(3, 5);
    count.add(4, 57);
    SlidingCount again = new SlidingCount(WINDOW, count.newest(), count.amounts());
    assertEquals(7, again.sum(57));
    assertEquals(count.untilAtMost(3, 60), again.untilAtMost(3, 60));
    assertEquals(4, again.sum(115));
  }

  @Test
  void a_clock_set_back_makes_nothing_older() {
    count.add(3, 1_009);
    count.add(4, 1_050);
    assertTrue(count.rewind(500));
    assertEquals(7, count.sum(500));
    // As if added at 469 and 510, the end of the step after this one.
    assertEquals(7, count.sum(569));
    assertEquals(4, count.sum(590));
    assertEquals(0, count.sum(620));
  }

  @Test
  void a_clock_set_back_by_less_than_a_step_changes_nothing() {
    count.add(3, 1_000);
    assertFalse(count.rewind(999));
    assertEquals(3, count.sum(999));
  }
}
