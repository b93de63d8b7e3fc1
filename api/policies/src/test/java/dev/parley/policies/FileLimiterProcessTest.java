package dev.parley.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.policies.LimiterState.Allowance;
import dev.parley.policies.LimiterState.Share;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes, some of which are killed. */
class FileLimiterProcessTest {
  private static final int MOST = 10;
  private static final Duration WHILE = Duration.ofMillis(200);
  private static final int CALLS = 20;
  private static final int THREADS = 2;
  private static final int PROCESSES = 4;
  private static final int KILLED = 3;

  @TempDir private Path folder;

  @Test
  void processes_keep_one_limit_though_some_are_killed() throws Exception {
    Path file = folder.resolve("limits/shared");
    ExecutorService readers = Executors.newFixedThreadPool(PROCESSES);
    try {
      List<Future<List<Instant>>> heard = new ArrayList<>();
      for (int i = 0; i < PROCESSES; i++) {
        boolean killed = i < KILLED;
        heard.add(readers.submit(() -> callers(file, killed)));
      }
      List<Instant> all = new ArrayList<>();
      for (Future<List<Instant>> each : heard) {
        all.addAll(each.get(180, TimeUnit.SECONDS));
      }
      assertTrue(all.size() >= PROCESSES * THREADS * CALLS, () -> "only " + all.size());
      List<Instant> sorted = all.stream().sorted().toList();
      for (int i = MOST; i < sorted.size(); i++) {
        Duration passed = Duration.between(sorted.get(i - MOST), sorted.get(i));
        int last = i;
        assertTrue(
            passed.compareTo(WHILE) >= 0,
            () -> (MOST + 1) + " within " + passed + " until " + sorted.get(last));
      }
    } finally {
      readers.shutdownNow();
    }
  }

  /** Those of a process that comes to its end, and if so of one before it that does not. */
  private static List<Instant> callers(Path file, boolean killed) throws Exception {
    List<Instant> heard = new ArrayList<>();
    if (killed) {
      heard.addAll(heard(file, 5 + (int) (Math.random() * 10)));
    }
    List<Instant> whole = heard(file, Integer.MAX_VALUE);
    assertEquals(THREADS * CALLS, whole.size());
    heard.addAll(whole);
    return heard;
  }

  private static List<Instant> heard(Path file, int untilKilled) throws Exception {
    Process process =
        TestProcess.start(
            LimitedCaller.class,
            file.toString(),
            String.valueOf(MOST),
            String.valueOf(WHILE.toMillis()),
            String.valueOf(CALLS));
    List<String> lines = new ArrayList<>();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
        if (lines.size() == untilKilled) {
          process.toHandle().destroyForcibly(); // Not the process's own: that closes what it said.
        }
      }
    } finally {
      process.destroyForcibly();
    }
    assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it cannot be killed");
    // The last line of one that was killed may be cut.
    return lines.stream()
        .filter(line -> line.endsWith("Z"))
        .map(Instant::parse)
        .collect(Collectors.toList());
  }

  @Test
  void a_process_that_holds_the_file_lets_nothing_through_until_it_is_killed() throws Exception {
    Path file = folder.resolve("limit");
    FileLimiterState state = FileLimiterState.at(file);
    List<Share> one = List.of(new Share(new Allowance("a", 1, Duration.ofDays(1)), 1));
    Process holder = TestProcess.start(LimitHolder.class, file.toString());
    try {
      assertEquals('h', holder.getInputStream().read(), "it holds the lock");
      Duration delay = state.reserve(one).delay();
      assertFalse(delay.isZero());
      assertTrue(delay.compareTo(Duration.ofSeconds(1)) < 0, "it is asked again soon");
    } finally {
      holder.destroyForcibly();
    }
    assertTrue(holder.waitFor(30, TimeUnit.SECONDS));
    assertTrue(state.reserve(one).delay().isZero(), "nothing had been taken");
    assertFalse(state.reserve(one).delay().isZero());
  }
}
