package dev.parley.tool;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whose interruption it is. All on the thread of the test. */
class InterruptionTest {
  private final Interruption work = new Interruption();

  @AfterEach
  void no_flag_is_left_to_other_tests() {
    Thread.interrupted();
  }

  @Test
  void what_others_send_after_the_work_has_thrown_stays() {
    work.enter();
    work.send();
    assertTrue(Thread.interrupted(), "taken away by what throws InterruptedException");
    assertFalse(work.isOthers());
    Thread.currentThread().interrupt();
    work.leave();

    assertTrue(Thread.currentThread().isInterrupted());
  }

  @Test
  void what_is_sent_after_the_work_has_thrown_goes_with_it() {
    work.enter();
    work.send();
    assertTrue(Thread.interrupted(), "taken away by what throws InterruptedException");
    assertFalse(work.isOthers());
    work.send();
    work.leave();

    assertFalse(Thread.currentThread().isInterrupted());
  }
}
