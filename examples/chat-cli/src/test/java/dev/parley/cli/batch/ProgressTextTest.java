package dev.parley.cli.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTextTest {
  private static final ProgressText HALF =
      new ProgressText(
          50,
          OptionalLong.of(100),
          48,
          12.34,
          12_345,
          Optional.of("0.12 USD"),
          Optional.of(Duration.ofSeconds(83)));

  @Test
  void a_bar_says_all_where_there_is_room() {
    assertEquals(
        "["
            + "#".repeat(20)
            + "-".repeat(20)
            + "] 50/100 rows, 2 failed, 1 min 23 s left, 12.3/s, 12k tokens, 0.12 USD",
        HALF.bar(200));
  }

  @Test
  void what_matters_least_is_left_out_first() {
    assertEquals("50/100 rows, 2 failed, 1 min 23 s left, 12.3/s", HALF.bar(50));
    assertEquals("50/100 rows", HALF.bar(13));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 10, 20, 40, 60, 79, 80, 81, 100, 300})
  void no_bar_is_as_wide_as_the_terminal(int columns) {
    assertTrue(HALF.bar(columns).length() < columns, HALF.bar(columns));
  }

  @Test
  void without_a_total_there_is_no_bar() {
    ProgressText some =
        new ProgressText(3, OptionalLong.empty(), 3, 0.05, 0, Optional.empty(), Optional.empty());
    assertEquals("3 rows, 3.0/min", some.bar(80));
    assertEquals("3 rows, 3.0/min", some.plain());
  }

  @Test
  void an_empty_input_has_no_bar() {
    ProgressText none =
        new ProgressText(0, OptionalLong.of(0), 0, 0, 0, Optional.empty(), Optional.empty());
    assertEquals("0/0 rows", none.bar(80));
  }

  @ParameterizedTest
  @CsvSource({"400,0 s", "59400,59 s", "59600,1 min 00 s", "3725000,1 h 02 min"})
  void times_are_rounded(long millis, String expected) {
    assertEquals(expected, ProgressText.time(Duration.ofMillis(millis)));
  }

  @ParameterizedTest
  @CsvSource({"9999,9999", "10000,10k", "1240000,1.2M"})
  void tokens_are_rounded(long tokens, String expected) {
    assertEquals(expected, ProgressText.tokens(tokens));
  }
}
