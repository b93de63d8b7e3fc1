package dev.parley.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.error.ConfigurationException;
import dev.parley.policies.LimiterState.Allowance;
import dev.parley.policies.LimiterState.Share;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever becomes of its bytes, a file never lets more through within a while. */
class FileLimiterDamageTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final List<Share> ONE =
      List.of(new Share(new Allowance("requests-PT1S", 5, SECOND), 1));

  @TempDir private Path folder;
  private Instant now = Instant.parse("2026-03-01T10:00:00Z");
  private Path file = Path.of("");
  private FileLimiterState state;
  private byte[] before = {};
  private byte[] after = {};

  /** Three of five are taken; before is the file when there were two. */
  @BeforeEach
  void take_three() throws IOException {
    file = folder.resolve("limit");
    state = FileLimiterState.at(file, () -> now);
    assertEquals(2, granted(2));
    before = Files.readAllBytes(file);
    assertEquals(1, granted(1));
    after = Files.readAllBytes(file);
  }

  private int granted(int asked) {
    int granted = 0;
    for (int i = 0; i < asked; i++) {
      granted += state.reserve(ONE).delay().isZero() ? 1 : 0;
    }
    return granted;
  }

  /** How many it still lets through now; afterwards it works again. */
  private int letThrough(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    int granted = granted(6);
    now = now.plus(SECOND.multipliedBy(2));
    assertEquals(5, granted(6), "after a while all is as it should be");
    now = now.minus(SECOND.multipliedBy(2));
    return granted;
  }

  /** All bytes of the header and the counts, and some of those that nothing is in. */
  private int[] places() {
    int half = after.length / 2;
    return IntStream.range(0, after.length)
        .filter(at -> at % half < 700 || at % half > half - 40 || at % 64 == 0)
        .toArray();
  }

  @Test
  void a_file_cut_at_any_byte_counts_as_used_up() throws IOException {
    for (int length : places()) {
      if (length > 0) {
        assertEquals(0, letThrough(Arrays.copyOf(after, length)), "cut at " + length);
      }
    }
    assertEquals(2, letThrough(after), "as it was");
  }

  @Test
  void a_longer_file_counts_as_used_up() throws IOException {
    assertEquals(0, letThrough(Arrays.copyOf(after, after.length + 1)));
  }

  @Test
  void no_other_byte_anywhere_lets_more_through() throws IOException {
    int usedUp = 0;
    for (int at : places()) {
      byte[] wrong = after.clone();
      wrong[at] ^= 0x10;
      if (at < LimiterFile.MAGIC.length) {
        Files.write(file, wrong);
        try {
          state.reserve(ONE);
          throw new AssertionError("a file of another kind is used, at " + at);
        } catch (ConfigurationException e) {
          continue;
        }
      }
      int granted = letThrough(wrong);
      assertTrue(granted == 0 || granted == 2, "at " + at + ": " + granted);
      usedUp += granted == 0 ? 1 : 0;
    }
    assertTrue(usedUp > 500, "the counts themselves were not hit: " + usedUp);
  }

  /** What a process has written until it is killed; what it was about to take, it did not get. */
  @Test
  void a_change_that_is_cut_short_at_any_byte_is_not_made() throws IOException {
    int made = 0;
    for (int from : places()) {
      int written = after.length - from;
      // The header comes last, in one piece.
      byte[] torn = before.clone();
      System.arraycopy(after, after.length - written, torn, torn.length - written, written);
      int granted = letThrough(torn);
      assertTrue(granted == 3 || granted == 2 || granted == 0, written + ": " + granted);
      if (written < after.length - LimiterFile.MAGIC.length - 16) {
        assertEquals(3, granted, "not made, and nothing is lost, at " + written);
      }
      made += granted == 2 ? 1 : 0;
    }
    assertTrue(made > 0);
  }
}
