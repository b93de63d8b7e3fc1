package dev.parley.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A batch is killed three times in the middle of its work, and loses and doubles nothing. */
@Timeout(300)
@DisabledOnOs(OS.WINDOWS)
class BatchKillTest {
  private static final int ROWS = 1_000;
  private static final int KILLS = 3;
  private static final int SIGKILL = 128 + 9;

  @TempDir Path folder;

  @Test
  void killed_three_times_every_row_is_answered_once() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Path in = folder.resolve("in.jsonl");
    Path out = folder.resolve("out.jsonl");
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      lines.add(Lines.json("{'id':'id-" + i + "','prompt':'row-" + i + "'}"));
    }
    Files.write(in, lines);
    List<Set<String>> recorded = new ArrayList<>();
    try (FaultyServer server = new FaultyServer(seed)) {
      for (int generation = 0; generation < KILLS; generation++) {
        Process process = start(server.url(generation), in, out);
        server.awaitHeld(20 + random.nextInt(ROWS / (KILLS + 1)), process);
        process.toHandle().destroyForcibly();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it cannot be killed");
        assertEquals(SIGKILL, process.exitValue(), "it had ended by itself");
        server.letGo();
        recorded.add(answeredRows(out));
        assertRowsInFlight(server, generation, recorded.get(generation));
      }
      Process last = start(server.url(KILLS), in, out);
      assertTrue(last.waitFor(200, TimeUnit.SECONDS), "it does not end");
      assertEquals(0, last.exitValue(), () -> errors() + " (seed " + seed + ")");
      check(server, out, recorded);
    }
  }

  /** What was sent and is not in the log: the kill hit a run in the middle of its work. */
  private static void assertRowsInFlight(
      FaultyServer server, int generation, Set<String> answered) {
    assertTrue(
        server.seen().stream()
            .anyMatch(seen -> seen.generation() == generation && !answered.contains(seen.row())),
        () -> "nothing was under way at kill " + generation);
    assertTrue(answered.size() < ROWS, () -> "all was done before kill " + generation);
  }

  private void check(FaultyServer server, Path out, List<Set<String>> recorded) throws IOException {
    Map<String, String> texts = new HashMap<>();
    for (BatchResult result : Lines.read(out)) {
      if (result.outcome() == BatchOutcome.OK) {
        assertNull(texts.put(result.id(), result.text()), () -> "twice: " + result);
        assertEquals("answer to " + result.id().replace("id-", "row-"), result.text());
      }
    }
    assertEquals(ROWS, texts.size());
    Map<String, String> keys = new HashMap<>();
    for (FaultyServer.Seen seen : server.seen()) {
      String before = keys.putIfAbsent(seen.row(), seen.key());
      assertTrue(before == null || before.equals(seen.key()), () -> "another key: " + seen);
      for (int killed = 0; killed < seen.generation(); killed++) {
        assertFalse(recorded.get(killed).contains(seen.row()), () -> "sent again: " + seen);
      }
    }
    assertEquals(ROWS, new HashSet<>(keys.values()).size());
    System.out.println(
        "BatchKillTest: recorded at the kills "
            + recorded.stream().map(Set::size).toList()
            + " of "
            + ROWS
            + ", requests "
            + server.seen().size()
            + ", answers sent "
            + server.answered());
  }

  /** The rows whose answers are in the log as the killed process left it. */
  private static Set<String> answeredRows(Path out) throws IOException {
    Set<String> rows = new HashSet<>();
    BatchLog.read(
        out,
        result -> {
          if (result.outcome() == BatchOutcome.OK) {
            rows.add(result.id().replace("id-", "row-"));
          }
        });
    return rows;
  }

  private Process start(String url, Path in, Path out) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "-cp",
            ClassPath.ofThisTest(),
            KilledBatch.class.getName(),
            url,
            in.toString(),
            out.toString());
    builder
        .environment()
        .keySet()
        .removeIf(
            name ->
                name.toUpperCase(Locale.ROOT).endsWith("_PROXY")
                    || name.startsWith("PARLEY_")
                    || name.startsWith("OPENAI_"));
    Path errors = folder.resolve("errors.txt");
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(errors.toFile()))
        .start();
  }

  private String errors() {
    try {
      return Files.readString(folder.resolve("errors.txt"));
    } catch (IOException e) {
      return "no output: " + e;
    }
  }
}
