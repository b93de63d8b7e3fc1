package dev.parley.cli.usage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.cli.money.Money;
import dev.parley.cli.usage.UsageRecord.Counts;
import dev.parley.cli.usage.UsageRecord.Tokens;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class UsageLogTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @TempDir Path folder;
  private final List<String> notices = new ArrayList<>();

  private Path file() {
    return folder.resolve("state/usage.csv");
  }

  private UsageLog log() {
    return new UsageLog(file(), notices::add);
  }

  static UsageRecord call(int number, String prompt) {
    return new UsageRecord(
        NOON.plusSeconds(number),
        "openai:gpt-5-mini",
        Tokens.REPORTED,
        new Counts(number, 1, 2, 0),
        Optional.of(new Money(new BigDecimal("0.5"), "USD")),
        1250,
        1,
        "stop",
        "",
        prompt);
  }

  private List<UsageRecord> read(List<Long> broken) throws IOException {
    List<UsageRecord> calls = new ArrayList<>();
    log().read(calls::add, broken::add);
    return calls;
  }

  private List<UsageRecord> read() throws IOException {
    List<Long> broken = new ArrayList<>();
    List<UsageRecord> calls = read(broken);
    assertEquals(List.of(), broken);
    return calls;
  }

  @Test
  void calls_are_lines_below_the_heads_of_the_columns() throws IOException {
    log().append(call(7, ""));
    assertEquals(
        List.of(
            UsageRecord.HEADER,
            "2026-11-22T12:00:07Z,\"openai:gpt-5-mini\",7,1,2,0,0.5,USD,1250,1,stop,,,reported"),
        Files.readAllLines(file()));
    assertEquals(List.of(call(7, "")), read());
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void nobody_else_may_read_them() throws IOException {
    log().append(call(1, ""));
    for (Path each : List.of(file(), log().beside(".lock"))) {
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(each)));
    }
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(file().getParent())));
  }

  @Test
  void prompts_of_any_kind_stay_on_one_line_and_in_one_field() throws IOException {
    List<String> prompts =
        List.of(
            "a,b", "say \"x\"", "\"", ",", "=1+2", "@x", "-5 + 3?", "'=x", "''", "ü😀", "x\"\",\"");
    for (int i = 0; i < prompts.size(); i++) {
      log().append(call(i, prompts.get(i)));
    }
    log().append(call(99, "two\nlines\r\u0000"));
    List<UsageRecord> calls = read();
    for (int i = 0; i < prompts.size(); i++) {
      assertEquals(prompts.get(i), calls.get(i).prompt());
    }
    assertEquals("two\\nlines  ", calls.get(prompts.size()).prompt());
    for (String line : Files.readAllLines(file())) {
      List<String> fields = CsvLine.fields(line).orElseThrow();
      assertTrue(fields.stream().noneMatch(field -> field.matches("(?s)[=+@\t\r-].*")), line);
    }
  }

  @Test
  void wherever_a_crash_cuts_it_whole_calls_stay_and_the_next_one_is_added() throws IOException {
    List<UsageRecord> all =
        List.of(call(1, "One"), call(2, "Two, \"and\" more, \"\" ü"), call(3, ""));
    for (UsageRecord call : all) {
      log().append(call);
    }
    byte[] whole = Files.readAllBytes(file());
    for (int cut = 0; cut < whole.length; cut++) {
      byte[] kept = Arrays.copyOf(whole, cut);
      Files.write(file(), kept);
      notices.clear();
      int lines = (int) new String(kept, UTF_8).lines().count();
      boolean open = cut > 0 && kept[cut - 1] != '\n';

      List<UsageRecord> before = read(new ArrayList<>());
      log().append(call(4, ""));

      List<UsageRecord> expected = new ArrayList<>(before);
      expected.add(call(4, ""));
      assertEquals(expected, read(), "cut at " + cut);
      int complete = Math.max(0, lines - 1 - (open ? 1 : 0));
      boolean lastIsWhole = before.size() == complete + 1 && whole[cut] == '\n';
      assertTrue(before.size() == complete || lastIsWhole, "cut at " + cut);
      assertEquals(all.subList(0, before.size()), before, "cut at " + cut);
      boolean torn = open && !lastIsWhole && cut >= UsageRecord.HEADER.length() + 1;
      assertEquals(torn ? 1 : 0, notices.size(), "cut at " + cut + ": " + notices);
    }
  }

  @Test
  void lines_that_are_none_are_told_by_their_number() throws IOException {
    log().append(call(1, ""));
    Files.writeString(file(), Files.readString(file()) + "what,is,this\n\"open\n");
    log().append(call(2, ""));
    List<Long> broken = new ArrayList<>();
    assertEquals(List.of(call(1, ""), call(2, "")), read(broken));
    assertEquals(List.of(3L, 4L), broken);
  }

  @Test
  void a_file_of_something_else_is_left_as_it_is() throws IOException {
    Files.createDirectories(file().getParent());
    String swapped = UsageRecord.HEADER.replace("time,model", "model,time") + "\n";
    for (String text : List.of("Dear diary,\n", "x", "time,model,cost\n", swapped)) {
      Files.writeString(file(), text);
      IOException e = assertThrows(IOException.class, () -> log().append(call(1, "")));
      assertTrue(e.getMessage().contains("is no usage log, or its columns"), e.getMessage());
      assertEquals(text, Files.readString(file()));
      assertThrows(IOException.class, () -> read(new ArrayList<>()));
      assertThrows(IOException.class, () -> new Spent(file(), "USD").since(NOON));
    }
  }

  @Test
  void what_an_editor_saved_with_a_mark_and_crlf_is_read_summed_up_and_added_to()
      throws IOException {
    log().append(call(1, "One"));
    log().append(call(2, ""));
    Files.writeString(file(), "\uFEFF" + Files.readString(file()).replace("\n", "\r\n"));
    Spent spent = new Spent(file(), "USD");
    assertEquals("1", spent.since(NOON).exact());
    log().append(call(3, ""));
    assertEquals("1.5", spent.since(NOON).exact());
    assertEquals("1.5", new Spent(file(), "USD").since(NOON).exact());
    assertEquals(List.of(call(1, "One"), call(2, ""), call(3, "")), read());
    assertEquals(List.of(), notices);
  }

  @Test
  void a_last_line_that_an_editor_left_without_an_end_counts_once() throws IOException {
    log().append(call(1, ""));
    Spent spent = new Spent(file(), "USD");
    assertEquals("0.5", spent.since(NOON).exact());
    log().append(call(2, ""));
    for (String end : List.of("", "\r")) {
      Files.writeString(file(), Files.readString(file()).stripTrailing() + end);
      assertEquals("1", new Spent(file(), "USD").since(NOON).exact());
      assertEquals("1", spent.since(NOON).exact());
      assertEquals("1", spent.since(NOON).exact());
    }
    log().append(call(3, ""));
    assertEquals("1.5", spent.since(NOON).exact());
    assertEquals("1.5", new Spent(file(), "USD").since(NOON).exact());
  }

  @Test
  void where_a_line_cannot_be_read_nobody_knows_what_was_spent() throws IOException {
    log().append(call(1, ""));
    String sound = Files.readString(file());
    Spent spent = new Spent(file(), "USD");
    assertEquals("0.5", spent.since(NOON).exact());
    Files.writeString(file(), sound + "22.11.2026 12:00;openai:gpt-5\n");
    for (Spent each : List.of(spent, spent, new Spent(file(), "USD"))) {
      IOException e = assertThrows(IOException.class, () -> each.since(NOON));
      assertTrue(e.getMessage().contains("has a line that cannot be read"), e.getMessage());
    }
    Files.writeString(file(), sound + "\n");
    assertEquals("0.5", spent.since(NOON).exact());
  }

  @Test
  void threads_never_mix_their_lines_and_interrupts_lose_none() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Boolean>> ends = new ArrayList<>();
      for (int t = 0; t < 8; t++) {
        int thread = t;
        ends.add(
            threads.submit(
                () -> {
                  UsageLog log = log();
                  for (int i = 0; i < 50; i++) {
                    Thread.currentThread().interrupt();
                    log.append(call(thread * 50 + i, "x".repeat(i * 20)));
                    assertTrue(Thread.interrupted());
                  }
                  return true;
                }));
      }
      for (Future<Boolean> end : ends) {
        assertTrue(end.get(60, TimeUnit.SECONDS));
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(400, read().stream().map(each -> each.counts().input()).distinct().count());
  }

  @Test
  void what_was_spent_since_is_summed_from_the_end_and_then_from_what_is_new() throws IOException {
    StringBuilder lines = new StringBuilder(UsageRecord.HEADER + "\n");
    Instant old = NOON.minusSeconds(400_000);
    UsageRecord one = call(0, "");
    for (int i = 0; i < 3000; i++) { // Several blocks of old calls.
      lines.append(one.line().replace(NOON.toString(), old.plusSeconds(i).toString())).append('\n');
    }
    Files.createDirectories(file().getParent());
    Files.writeString(file(), lines);
    Spent spent = new Spent(file(), "USD");
    assertEquals("0", spent.since(NOON).exact());
    log().append(call(-1, "")); // Began before, ended later.
    log().append(call(1, ""));
    assertEquals("0.5", spent.since(NOON).exact());
    assertEquals("0.5", new Spent(file(), "USD").since(NOON).exact());
    assertEquals("1501", spent.since(old).exact());
    assertEquals("0.5", spent.since(NOON).exact());
    assertEquals("0", new Spent(file(), "EUR").since(old).exact());
    Files.writeString(file(), Files.readString(file()) + "2026-11-22T12:00:09Z,\"openai:");
    assertEquals("0.5", spent.since(NOON).exact());
    log().append(call(2, ""));
    assertEquals("1", spent.since(NOON).exact());
    Files.delete(file());
    assertEquals("0", spent.since(NOON).exact());
    log().append(call(3, ""));
    assertEquals("0.5", spent.since(NOON).exact());
  }
}
