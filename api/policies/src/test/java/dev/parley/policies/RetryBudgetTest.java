package dev.parley.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
  private final RecordedTime time = new RecordedTime();

  private RetryBudget budget(int atLeast) {
    return RetryBudget.builder().atLeast(atLeast).sleeper(time).build();
  }

  private static void call(RetryBudget budget, int times) {
    for (int i = 0; i < times; i++) {
      budget.called();
    }
  }

  @Test
  void ten_retries_are_free_without_any_calls() {
    RetryBudget budget = RetryBudget.builder().sleeper(time).build();
    for (int i = 0; i < 10; i++) {
      assertTrue(budget.retry());
    }
    assertFalse(budget.retry());
  }

  @Test
  void a_tenth_of_the_calls_may_be_retries() {
    RetryBudget budget = budget(0);
    call(budget, 29);
    assertEquals(2, budget.left());
    call(budget, 1);
    assertEquals(3, budget.left());
    assertTrue(budget.retry());
    assertEquals(2, budget.left());
  }

  @Test
  void calls_and_retries_are_forgotten_after_their_minute() {
    RetryBudget budget = budget(0);
    call(budget, 20);
    assertTrue(budget.retry());
    time.advance(Duration.ofSeconds(60));
    assertEquals(1, budget.left());
    time.advance(Duration.ofSeconds(6));
    assertEquals(0, budget.left());
    call(budget, 10);
    assertEquals(1, budget.left());
  }

  @Test
  void retries_free_again_after_their_minute() {
    RetryBudget budget = budget(1);
    assertTrue(budget.retry());
    time.advance(Duration.ofSeconds(60));
    assertFalse(budget.retry());
    time.advance(Duration.ofSeconds(6));
    assertTrue(budget.retry());
  }

  @Test
  void none_at_all_may_be_set() {
    RetryBudget budget = RetryBudget.builder().atLeast(0).share(0).sleeper(time).build();
    call(budget, 1_000);
    assertFalse(budget.retry());
  }

  @Test
  void more_retries_than_calls_may_be_set() {
    RetryBudget budget = RetryBudget.builder().atLeast(0).share(2).sleeper(time).build();
    call(budget, 1);
    assertEquals(2, budget.left());
  }

  @Test
  void the_window_may_be_set() {
    RetryBudget budget =
        RetryBudget.builder().atLeast(1).window(Duration.ofSeconds(10)).sleeper(time).build();
    assertTrue(budget.retry());
    time.advance(Duration.ofSeconds(11));
    assertTrue(budget.retry());
  }

  @Test
  void settings_that_mean_nothing_are_refused() {
    RetryBudget.Builder builder = RetryBudget.builder();
    assertThrows(IllegalArgumentException.class, () -> builder.share(-0.1));
    assertThrows(IllegalArgumentException.class, () -> builder.share(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> builder.atLeast(-1));
    assertThrows(IllegalArgumentException.class, () -> builder.window(Duration.ZERO));
  }

  @Property(tries = 200)
  void retries_are_never_more_than_a_tenth_of_the_calls_or_the_least(
      @ForAll @Size(max = 200) List<Boolean> retriesAndCalls) {
    RetryBudget budget = RetryBudget.builder().atLeast(2).sleeper(new RecordedTime()).build();
    int calls = 0;
    int retries = 0;
    for (boolean retry : retriesAndCalls) {
      if (!retry) {
        budget.called();
        calls++;
      } else if (budget.retry()) {
        retries++;
      }
      assertTrue(retries <= Math.max(2, calls / 10), retries + " retries of " + calls + " calls");
    }
  }
}
