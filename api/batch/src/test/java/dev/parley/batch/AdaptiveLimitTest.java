package dev.parley.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdaptiveLimitTest {
  private static final Duration FAST = Duration.ofMillis(100);

  private static void window(AdaptiveLimit limit, Duration latency) {
    int size = limit.current();
    limit.began(size);
    for (int i = 0; i < size; i++) {
      limit.answered(latency);
    }
  }

  @Test
  void it_doubles_up_to_the_most_while_all_is_well() {
    AdaptiveLimit limit = new AdaptiveLimit(20);
    assertEquals(4, limit.current());
    window(limit, FAST);
    assertEquals(8, limit.current());
    window(limit, FAST);
    window(limit, FAST);
    assertEquals(20, limit.current());
  }

  @Test
  void it_never_has_more_than_the_most() {
    assertEquals(2, new AdaptiveLimit(2).current());
  }

  @Test
  void it_does_not_grow_while_places_are_free() {
    AdaptiveLimit limit = new AdaptiveLimit(20);
    limit.began(3);
    for (int i = 0; i < 4; i++) {
      limit.answered(FAST);
    }
    assertEquals(4, limit.current());
  }

  @Test
  void it_stays_while_calls_take_much_longer_than_they_could() {
    AdaptiveLimit limit = new AdaptiveLimit(64);
    window(limit, FAST);
    window(limit, FAST.multipliedBy(3));
    assertEquals(8, limit.current());
    window(limit, FAST);
    assertEquals(9, limit.current());
  }

  @Test
  void it_is_halved_once_for_all_calls_that_began_before() {
    AdaptiveLimit limit = new AdaptiveLimit(64);
    window(limit, FAST);
    window(limit, FAST);
    int epoch = limit.epoch();
    for (int i = 0; i < 16; i++) {
      limit.overloaded(epoch);
    }
    assertEquals(8, limit.current());
    limit.overloaded(limit.epoch());
    assertEquals(4, limit.current());
    window(limit, FAST);
    assertEquals(5, limit.current());
  }

  @Test
  void one_call_may_always_run() {
    AdaptiveLimit limit = new AdaptiveLimit(1);
    limit.overloaded(limit.epoch());
    assertEquals(1, limit.current());
  }
}
