package dev.parley.store.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Connections that wait for the next who needs one. */
class LinksTest {
  private final AtomicLong nanos = new AtomicLong();
  private final List<String> closed = new ArrayList<>();
  private final Links<String> links = new Links<>(2, Duration.ofMillis(1), closed::add, nanos::get);

  @Test
  void the_one_used_last_is_used_next() {
    links.keep("a");
    links.keep("b");
    assertEquals(Optional.of("b"), links.take());
    assertEquals(Optional.of("a"), links.take());
    assertEquals(Optional.empty(), links.take());
    assertEquals(List.of(), closed);
  }

  @Test
  void who_comes_too_many_is_turned_away_until_one_leaves() throws Exception {
    links.enter();
    links.enter();
    assertThrows(TimeoutException.class, links::enter);
    links.leave();
    links.enter();
  }

  @Test
  void one_that_was_idle_for_too_long_is_closed() {
    links.keep("old");
    nanos.addAndGet(Duration.ofSeconds(40).toNanos());
    links.keep("new");
    nanos.addAndGet(Duration.ofSeconds(40).toNanos());
    assertEquals(Optional.of("new"), links.take());
    assertEquals(List.of("old"), closed);
    assertEquals(Optional.empty(), links.take());
  }

  @Test
  void all_that_wait_are_closed_when_one_has_died() {
    links.keep("a");
    links.keep("b");
    links.forget();
    assertEquals(2, closed.size());
    assertEquals(Optional.empty(), links.take());
  }

  @Test
  void after_the_end_nobody_enters_and_what_comes_back_is_closed() throws Exception {
    links.enter();
    links.keep("a");
    links.close();
    links.close();
    assertEquals(List.of("a"), closed);
    IllegalStateException e = assertThrows(IllegalStateException.class, links::enter);
    assertTrue(e.getMessage().contains("closed"), e.getMessage());
    links.keep("b");
    assertEquals(List.of("a", "b"), closed);
  }

  @Test
  void being_turned_away_at_the_end_takes_no_place() throws Exception {
    links.close();
    for (int i = 0; i < 3; i++) {
      assertThrows(IllegalStateException.class, links::enter);
    }
  }
}
