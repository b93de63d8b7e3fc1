package dev.parley.cli.batch;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.batch.BatchLog;
import dev.parley.batch.BatchOutcome;
import dev.parley.cli.batch.BatchServer.Arrival;
import dev.parley.cli.batch.BatchServer.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Batches as whole processes, with a server that fails and kills that nothing can prevent. */
@DisabledOnOs(OS.WINDOWS)
class BatchKillTest {
  private static final int ROWS = 1_000;
  private static final int OTHER_ROWS = 300;
  private static final int A_SECOND = 250;
  private static final int CONCURRENCY = 8;
  private static final int SIGKILL = 128 + 9;

  @TempDir Path folder;

  /** Every hundredth prompt meets something the first time. */
  private static Reply reply(int prompt, int time) {
    if (time > 1) {
      return Reply.ANSWER;
    }
    return switch (prompt % 100) {
      case 7, 57 -> Reply.CUT;
      case 31 -> prompt < 400 ? Reply.STALL : Reply.ANSWER;
      case 90 -> prompt % 500 == 90 ? Reply.LIMIT : Reply.ANSWER;
      default -> Reply.ANSWER;
    };
  }

  @Test
  void a_thousand_rows_are_answered_once_and_within_the_limit_however_often_it_is_killed()
      throws Exception {
    prompts("in.jsonl", 1, ROWS);
    prompts("other.jsonl", ROWS + 1, ROWS + OTHER_ROWS);
    Map<Integer, Set<Integer>> recorded = new HashMap<>(); // By how many requests came before.
    List<Process> all = new ArrayList<>();
    try (BatchServer server = new BatchServer(BatchKillTest::reply)) {
      Process other = start(all, server, "other.jsonl");
      for (int kill = 1; kill <= 3; kill++) {
        Process batch = start(all, server, "in.jsonl");
        awaitAnswers("in.out.jsonl", kill * ROWS / 6, batch);
        batch.destroyForcibly();
        assertTrue(batch.waitFor(60, SECONDS));
        assertEquals(SIGKILL, batch.exitValue(), "it had ended by itself");
        Set<Integer> answered = answered("in.out.jsonl");
        assertTrue(answered.size() < ROWS, "all was done before kill " + kill);
        recorded.put(server.arrivals().size(), answered);
      }
      Process last = start(all, server, "in.jsonl");
      assertTrue(last.waitFor(60, SECONDS));
      assertTrue(other.waitFor(60, SECONDS));
      assertEquals(0, last.exitValue(), Files.readString(folder.resolve("err")));
      assertEquals(0, other.exitValue(), Files.readString(folder.resolve("err")));
      assertAnsweredOnce("in.out.jsonl", ROWS);
      assertAnsweredOnce("other.out.jsonl", OTHER_ROWS);
      List<Arrival> arrivals = server.arrivals();
      recorded.forEach((from, done) -> assertNotSent(arrivals, from, done));
      assertSameKeys(arrivals);
      assertWithinLimit(arrivals);
    } finally {
      all.forEach(Process::destroyForcibly);
    }
    assertPlainLines();
  }

  private void prompts(String file, int first, int last) throws IOException {
    Files.write(
        folder.resolve(file),
        IntStream.rangeClosed(first, last).mapToObj(i -> "\"prompt " + i + "\"").toList());
  }

  private Process start(List<Process> all, BatchServer server, String file) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.parley.cli.Main",
                "batch",
                file,
                "--concurrency",
                String.valueOf(CONCURRENCY),
                "--rate",
                A_SECOND + "/s",
                "--rate-file",
                "limit",
                "--timeout",
                "3s")
            .directory(folder.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.appendTo(folder.resolve("err").toFile()));
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("XDG_CONFIG_HOME", folder.resolve("config").toString());
    environment.put("PARLEY_MODEL", "openai:m");
    environment.put("OPENAI_API_KEY", "test");
    environment.put("OPENAI_BASE_URL", server.url());
    Process process = builder.start();
    all.add(process);
    process.getOutputStream().close();
    return process;
  }

  private void awaitAnswers(String file, int count, Process process) throws IOException {
    Path out = folder.resolve(file);
    long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!Files.exists(out) || lines(out) < count) {
      assertTrue(System.nanoTime() < deadline && process.isAlive(), "too few answers in time");
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  private static long lines(Path file) throws IOException {
    return Files.readString(file).chars().filter(c -> c == '\n').count();
  }

  /** The prompts that a run would not ask any more. */
  private Set<Integer> answered(String file) throws IOException {
    Set<Integer> answered = new HashSet<>();
    BatchLog.read(
        folder.resolve(file),
        result -> {
          if (result.outcome() == BatchOutcome.OK) {
            answered.add((int) result.line().orElseThrow());
          }
        });
    return answered;
  }

  private void assertAnsweredOnce(String file, int rows) throws IOException {
    List<String> answers = new ArrayList<>();
    BatchLog.read(
        folder.resolve(file),
        result -> {
          if (result.outcome() == BatchOutcome.OK) {
            answers.add(result.text());
          }
        });
    assertEquals(rows, answers.size());
    assertEquals(rows, Set.copyOf(answers).size());
  }

  private static void assertNotSent(List<Arrival> arrivals, int from, Set<Integer> recorded) {
    for (Arrival each : arrivals.subList(from, arrivals.size())) {
      assertTrue(!recorded.contains(each.prompt()), "sent again: " + each.prompt());
    }
  }

  private static void assertSameKeys(List<Arrival> arrivals) {
    Map<Integer, String> keys = new HashMap<>();
    for (Arrival each : arrivals) {
      assertEquals(keys.computeIfAbsent(each.prompt(), prompt -> each.key()), each.key());
    }
    assertEquals(ROWS + OTHER_ROWS, Set.copyOf(keys.values()).size());
  }

  /**
   * What arrives within a second was let through within it, or was on its way when it began; and no
   * more is on its way of each process than runs at once.
   */
  private static void assertWithinLimit(List<Arrival> arrivals) {
    List<Long> times = arrivals.stream().map(Arrival::nanos).sorted().toList();
    Deque<Long> second = new ArrayDeque<>();
    int most = 0;
    for (long time : times) {
      second.addLast(time);
      while (time - second.getFirst() >= Duration.ofSeconds(1).toNanos()) {
        second.removeFirst();
      }
      most = Math.max(most, second.size());
    }
    assertTrue(most <= A_SECOND + 2 * CONCURRENCY, "in a second: " + most);
    assertTrue(most > CONCURRENCY, "too slow to show a limit: " + most);
  }

  private void assertPlainLines() throws IOException {
    String err = Files.readString(folder.resolve("err"));
    assertTrue(err.contains("parley: " + ROWS + " of " + ROWS + " rows answered"), err);
    assertTrue(err.lines().allMatch(line -> line.startsWith("parley: ")), err);
    assertTrue(err.chars().noneMatch(c -> c == '\r' || c == '\u001b'), err);
  }
}
