package dev.parley.cli.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.cli.money.Money;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HoldsTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @TempDir Path folder;

  @Test
  void an_interrupt_hides_nothing_of_what_is_set_aside() throws IOException {
    Holds holds = new Holds(folder.resolve("holds"));
    Thread.currentThread().interrupt();
    try {
      holds.hold(NOON, new Money(new BigDecimal("0.75"), "USD"));
      assertEquals("0.75", holds.since(NOON, NOON, "USD").exact());
    } finally {
      assertTrue(Thread.interrupted(), "the flag is lost");
    }
  }
}
