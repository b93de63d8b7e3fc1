package dev.parley.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class UsageDetailsTest {
  private static final Usage TOLD =
      Usage.reported()
          .input(9)
          .output(2)
          .audioInput(3)
          .audioOutput(1)
          .detail("cost", new BigDecimal("0.25"))
          .build();

  @Test
  void details_are_unknown_unless_told() {
    Usage usage = Usage.reported().input(9).output(2).build();
    assertTrue(usage.audioInputTokens().isEmpty());
    assertTrue(usage.audioOutputTokens().isEmpty());
    assertEquals(Map.of(), usage.details());
    assertNotEquals(usage, TOLD);
  }

  @Test
  void a_sum_adds_the_details() {
    Usage other =
        Usage.reported()
            .audioInput(4)
            .detail("cost", new BigDecimal("0.5"))
            .detail("searches", BigDecimal.ONE)
            .build();
    Usage sum = TOLD.plus(other);
    assertEquals(OptionalLong.of(7), sum.audioInputTokens());
    assertEquals(OptionalLong.of(1), sum.audioOutputTokens());
    assertEquals(Map.of("cost", new BigDecimal("0.75"), "searches", BigDecimal.ONE), sum.details());
    assertEquals(Map.of("cost", new BigDecimal("0.25")), TOLD.details());
  }

  @Test
  void details_count_for_equality() {
    Usage same =
        Usage.reported()
            .input(9)
            .output(2)
            .audioInput(3)
            .audioOutput(1)
            .detail("cost", new BigDecimal("0.25"))
            .build();
    assertEquals(TOLD, same);
    assertEquals(TOLD.hashCode(), same.hashCode());
    assertThrows(UnsupportedOperationException.class, () -> same.details().clear());
  }
}
