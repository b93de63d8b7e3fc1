package dev.parley.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.policies.LimiterState.Allowance;
import dev.parley.policies.LimiterState.Reservation;
import dev.parley.policies.LimiterState.Share;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.LongRange;

/** Two processes on one file beside a list of what was let through at which true time. */
class FileLimiterPropertyTest {
  private static final Duration WHILE = Duration.ofNanos(6_000);

  /**
   * Something that happens.
   *
   * @param gap how much time passes before
   * @param setBack how far the clock is set back before
   * @param process which of the two asks
   * @param amount for how much
   * @param used how much of it turns out to be used; less than nothing: is not told
   */
  record Step(long gap, long setBack, int process, long amount, long used) {}

  private record Let(long at, long amount) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Long> setBack =
        Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.just(0L)),
            Tuple.of(1, Arbitraries.longs().between(1, 200)),
            Tuple.of(1, Arbitraries.longs().between(1, 50_000)));
    return Combinators.combine(
            Arbitraries.longs().between(0, 1_500),
            setBack,
            Arbitraries.integers().between(0, 1),
            Arbitraries.longs().between(1, 6),
            Arbitraries.longs().between(-6, 5))
        .as(Step::new)
        .list()
        .ofMaxSize(60);
  }

  @Property(tries = 150)
  void no_while_lets_more_through_however_often_the_clock_is_set_back(
      @ForAll("steps") List<Step> steps, @ForAll @LongRange(min = 6, max = 20) long most)
      throws IOException {
    Path file = Files.createTempFile("parley-limit", "");
    try {
      Allowance allowance = new Allowance("a", most, WHILE);
      long[] wall = {1_000_000};
      List<FileLimiterState> processes = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        processes.add(FileLimiterState.at(file, () -> Instant.EPOCH.plusNanos(wall[0])));
      }
      long truth = 0;
      List<Let> all = new ArrayList<>();
      for (Step step : steps) {
        truth += step.gap();
        wall[0] += step.gap() - step.setBack();
        Reservation reservation =
            processes.get(step.process()).reserve(List.of(new Share(allowance, step.amount())));
        Duration delay = reservation.delay();
        assertTrue(delay.compareTo(WHILE.plus(WHILE.dividedBy(30))) <= 0, delay::toString);
        if (delay.isZero()) {
          long used = step.used() < 0 ? step.amount() : Math.min(step.used(), step.amount());
          if (step.used() >= 0) {
            reservation.settle(List.of(new Share(allowance, used)));
          }
          all.add(new Let(truth, used));
          long since = truth - WHILE.toNanos();
          long sum = all.stream().filter(l -> l.at() > since).mapToLong(Let::amount).sum();
          assertTrue(sum <= most, "let through " + sum + " of " + most);
        }
      }
    } finally {
      Files.delete(file);
    }
  }

  @Property(tries = 100)
  void counts_like_the_state_of_one_process(
      @ForAll("steps") List<Step> steps, @ForAll @LongRange(min = 6, max = 20) long most)
      throws IOException {
    Path file = Files.createTempFile("parley-limit", "");
    try {
      Allowance allowance = new Allowance("a", most, WHILE);
      long[] wall = {0};
      RecordedTime time = new RecordedTime();
      LimiterState local = new LocalLimiterState(time.clock());
      LimiterState shared = FileLimiterState.at(file, () -> Instant.EPOCH.plusNanos(wall[0]));
      local.reserve(List.of(new Share(allowance, 0))); // Its steps start when it is first asked.
      for (Step step : steps) {
        wall[0] += step.gap() + 1;
        time.advance(Duration.ofNanos(step.gap() + 1));
        List<Share> share = List.of(new Share(allowance, step.amount()));
        assertEquals(local.reserve(share).delay(), shared.reserve(share).delay());
      }
    } finally {
      Files.delete(file);
    }
  }
}
