package dev.parley.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long the provider worked, and what follows from it. */
class UsageTimesTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static Usage.Builder tokens() {
    return Usage.reported().input(100).output(30);
  }

  @Test
  void times_are_unknown_unless_told() {
    Usage usage = tokens().build();

    assertEquals(Optional.empty(), usage.inputTime());
    assertEquals(Optional.empty(), usage.outputTime());
    assertEquals(OptionalDouble.empty(), usage.inputTokensPerSecond());
    assertEquals(OptionalDouble.empty(), usage.outputTokensPerSecond());
    assertEquals(OptionalDouble.empty(), Usage.NONE.inputTokensPerSecond());
    assertThrows(NullPointerException.class, () -> tokens().inputTime(null));
    assertThrows(NullPointerException.class, () -> tokens().outputTime(null));
  }

  @Test
  void rates_are_tokens_over_seconds() {
    Usage usage =
        tokens().inputTime(Duration.ofMillis(500)).outputTime(Duration.ofMillis(1500)).build();

    assertEquals(Optional.of(Duration.ofMillis(500)), usage.inputTime());
    assertEquals(Optional.of(Duration.ofMillis(1500)), usage.outputTime());
    assertEquals(200, usage.inputTokensPerSecond().orElseThrow(), 1e-9);
    assertEquals(20, usage.outputTokensPerSecond().orElseThrow(), 1e-9);
  }

  @Test
  void cached_tokens_were_not_read() {
    Usage usage = tokens().cachedInput(99).inputTime(Duration.ofNanos(2_500_000)).build();

    assertEquals(400, usage.inputTokensPerSecond().orElseThrow(), 1e-9);
  }

  @Test
  void everything_cached_is_a_rate_of_nothing() {
    Usage usage = tokens().cachedInput(100).inputTime(SECOND).build();

    assertEquals(OptionalDouble.of(0), usage.inputTokensPerSecond());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void time_that_is_none_gives_no_rate(long nanos) {
    Usage usage =
        tokens().inputTime(Duration.ofNanos(nanos)).outputTime(Duration.ofNanos(nanos)).build();

    assertEquals(OptionalDouble.empty(), usage.inputTokensPerSecond());
    assertEquals(OptionalDouble.empty(), usage.outputTokensPerSecond());
  }

  @Test
  void more_cached_tokens_than_tokens_give_no_rate() {
    Usage usage = tokens().cachedInput(101).inputTime(SECOND).outputTime(SECOND).build();

    assertEquals(OptionalDouble.empty(), usage.inputTokensPerSecond());
    assertEquals(OptionalDouble.of(30), usage.outputTokensPerSecond());
  }

  @Test
  void sum_adds_times_that_both_tell() {
    Usage one = tokens().cachedInput(40).inputTime(SECOND).outputTime(SECOND).build();
    Usage two = tokens().inputTime(SECOND.multipliedBy(3)).outputTime(SECOND).build();

    Usage sum = one.plus(two);

    assertEquals(
        Usage.reported()
            .input(200)
            .output(60)
            .cachedInput(40)
            .inputTime(Duration.ofSeconds(4))
            .outputTime(Duration.ofSeconds(2))
            .build(),
        sum);
    assertEquals(40, sum.inputTokensPerSecond().orElseThrow(), 1e-9);
  }

  @Test
  void time_that_only_one_tells_is_no_time_of_the_sum() {
    Usage one = tokens().inputTime(SECOND).build();
    Usage two = tokens().outputTime(SECOND).build();

    for (Usage sum : new Usage[] {one.plus(two), two.plus(one)}) {
      assertEquals(Optional.empty(), sum.inputTime());
      assertEquals(Optional.empty(), sum.outputTime());
    }
  }

  @Test
  void unknown_usage_takes_no_time_away() {
    Usage usage = tokens().inputTime(SECOND).outputTime(SECOND).build();

    assertEquals(usage, usage.plus(Usage.NONE));
    assertEquals(usage, Usage.NONE.plus(usage));
  }

  @Test
  void times_count_for_equality() {
    Usage usage = tokens().inputTime(SECOND).outputTime(SECOND).build();

    assertEquals(tokens().inputTime(SECOND).outputTime(SECOND).build(), usage);
    assertEquals(
        tokens().inputTime(SECOND).outputTime(SECOND).build().hashCode(), usage.hashCode());
    assertNotEquals(tokens().inputTime(SECOND).build(), usage);
    assertNotEquals(tokens().outputTime(SECOND).build(), usage);
    assertNotEquals(tokens().inputTime(SECOND).outputTime(Duration.ZERO).build(), usage);
  }
}
