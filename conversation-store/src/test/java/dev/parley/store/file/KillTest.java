package dev.parley.store.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.store.ConversationId;
import dev.parley.store.Entry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Writers are killed in the middle of what they do; nothing that was acknowledged is lost. How many
 * are killed while others go on: {@code -Dparley.kills=300}.
 */
class KillTest {
  private static final int WRITERS = 8;
  private static final int KILLS = Integer.getInteger("parley.kills", 3);
  private static final long MOST_SECONDS = 120 + 5L * KILLS;

  private final Random random = new Random();
  private final AtomicInteger killed = new AtomicInteger();

  /** What writers have said, in the order of each. */
  private final ConcurrentLinkedQueue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();

  private record Acknowledged(ConversationId id, String writer, String name, long length) {}

  @Test
  void what_killed_writers_had_acknowledged_is_there_once_and_in_order() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try (TestFolder folder = TestFolder.make()) {
      CompletionService<Void> places = new ExecutorCompletionService<>(threads);
      for (int place = 0; place < WRITERS; place++) {
        int number = place;
        places.submit(() -> keepWriting(folder.path(), number));
      }
      for (int place = 0; place < WRITERS; place++) {
        Future<Void> ended = places.poll(MOST_SECONDS, TimeUnit.SECONDS);
        assertNotNull(ended, () -> "only " + killed + " were killed");
        ended.get();
      }
      check(folder);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Starts a writer, kills it, and replaces it, until enough were killed; the last ones too. */
  private Void keepWriting(Path folder, int place) throws Exception {
    int generation = 0;
    do {
      String name = "w" + place + "." + generation++;
      Path errors = folder.resolve(name + ".errors");
      Process writer = start(folder.resolve("store"), place, name, errors);
      try (BufferedReader out = reader(writer)) {
        int left = listen(out, writer, place, 1 + random.nextInt(8));
        assertEquals(0, left, () -> "a writer ended by itself: " + text(errors));
      } finally {
        writer.destroyForcibly();
      }
      assertTrue(writer.waitFor(30, TimeUnit.SECONDS), "it cannot be killed");
    } while (killed.incrementAndGet() <= KILLS);
    return null;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BufferedReader reader(Process writer) {
    return new BufferedReader(
        new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * Kills it some time after so many appends, or when it writes then, and hears out what it had
   * said before. Returns how many it did not make.
   */
  private int listen(BufferedReader out, Process writer, int place, int appends)
      throws IOException {
    boolean writing = random.nextBoolean();
    int left = appends;
    StringBuilder line = new StringBuilder();
    for (int c = out.read(); c >= 0; c = out.read()) {
      if (c != '\n') {
        line.append((char) c);
        continue;
      }
      boolean wrote = line.toString().equals(KillWriter.WRITING);
      if (!wrote) {
        note(line.toString(), place);
        left--;
      }
      line.setLength(0);
      if (left <= 0 && (wrote || !writing)) {
        spin(random.nextInt(1_000_000));
        writer.toHandle().destroyForcibly(); // Not the process's own: that closes what it said.
      }
    }
    return Math.max(0, left);
  }

  /** The next append is somewhere on its way. */
  private static void spin(long nanos) {
    long until = System.nanoTime() + nanos;
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
  }

  private void note(String line, int place) {
    String[] words = line.split(" ", -1);
    assertEquals(3, words.length, () -> "a writer said: " + line);
    ConversationId id = words[0].equals("true") ? KillWriter.SHARED : KillWriter.own(place);
    String writer = words[1].substring(0, words[1].indexOf('-'));
    acknowledged.add(new Acknowledged(id, writer, words[1], Long.parseLong(words[2])));
  }

  private static Process start(Path folder, int place, String name, Path errors)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            "-Xmx128m",
            "-cp",
            ClassPath.ofThisTest(),
            KillWriter.class.getName(),
            folder.toString(),
            String.valueOf(place),
            name);
    return builder.redirectError(errors.toFile()).start();
  }

  private void check(TestFolder folder) {
    Map<ConversationId, List<String>> kept = new HashMap<>();
    try (FileStore store = FileStore.open(folder.path().resolve("store"))) {
      List<ConversationId> ids = new ArrayList<>(List.of(KillWriter.SHARED));
      for (int place = 0; place < WRITERS; place++) {
        ids.add(KillWriter.own(place));
      }
      for (ConversationId id : ids) {
        kept.put(id, names(store.read(id).entries()));
      }
    }
    assertTrue(killed.get() == KILLS + WRITERS, () -> "only " + killed + " were killed");
    Map<String, Long> last = new HashMap<>();
    for (Acknowledged each : acknowledged) {
      List<String> names = kept.get(each.id());
      assertTrue(each.length() <= names.size(), () -> "lost: " + each);
      assertEquals(each.name(), names.get((int) each.length() - 1), () -> "not there: " + each);
      Long before = last.put(each.id() + " " + each.writer(), each.length());
      assertTrue(before == null || before < each.length(), () -> "not in order: " + each);
    }
    System.out.println(
        "KillTest: "
            + killed
            + " writers killed, "
            + acknowledged.size()
            + " appends acknowledged, "
            + folder.files("").stream().filter(f -> f.toString().contains(Folder.TORN)).count()
            + " torn tails cut");
  }

  /** Each text is as its writer made it, and there is no other. */
  private static List<String> names(List<Entry> entries) {
    List<String> names = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Entry entry : entries) {
      String text = entry.message().text();
      String name = text.substring(0, text.indexOf(':'));
      assertTrue(seen.add(name), () -> "twice: " + name);
      assertEquals(KillWriter.text(name), text, () -> "damaged: " + name);
      names.add(name);
    }
    return names;
  }
}
