package dev.parley.verification.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.verification.recipe.RecipeHome.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A summary every morning, by the script and the line of the page, in cron's environment. */
@EnabledOnOs(OS.LINUX)
class CronRecipeTest {
  @TempDir Path folder;
  private RecipeHome home;
  private StubModel model;
  private RecipePage page;
  private String line;

  @BeforeEach
  void follow_the_page() throws Exception {
    model = StubModel.start();
    model.answers("A disk is full.");
    home = new RecipeHome(folder).prepare(model.settings());
    price(1);
    page = RecipePage.read("cron");
    home.run(page.next()).well();
    assertEquals("A disk is full.\n", home.run(page.next()).well().out());
    line = page.next("crontab").text();
  }

  /** Sets what a million tokens of an answer cost. */
  private void price(int dollars) throws IOException {
    home.write(
        ".config/parley/prices.csv",
        "openai:" + StubModel.MODEL + ",0,," + dollars + ",USD,2026-01-31\n");
  }

  @AfterEach
  void stop() {
    model.close();
  }

  @Test
  void the_line_of_the_crontab_writes_the_summary_and_says_nothing() throws Exception {
    clear();
    home.write("app.log", "ERROR: the disk /dev/sdb1 is full\n");
    assertEquals(new Ran(0, "", ""), home.cron(line));
    assertEquals("Bearer " + StubModel.KEY, model.last().authorization());
    assertTrue(model.last().text().contains("the disk /dev/sdb1 is full"), model.last()::text);
    Path summary = summaries().get(0);
    assertEquals("A disk is full.\n", Files.readString(summary));
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(summary)));
    assertEquals("", home.sh("parley log list").well().out(), "what is kept");
  }

  @Test
  void of_a_long_log_the_last_lines_are_sent_whole_and_without_keys() throws Exception {
    // Put together, so that nobody takes it for a key that has leaked.
    String key = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a";
    home.write(
        "app.log",
        "the beginning " + key + "\n" + "a line\n".repeat(498) + "token " + key + "\nthe end\n");
    Ran ran = home.cron(line);
    assertEquals(0, ran.code());
    String sent = model.last().text();
    assertTrue(sent.contains("token [REDACTED:") && sent.contains("the end"), sent);
    assertFalse(sent.contains("the beginning"), sent);
    assertFalse(model.last().body().contains(key), "the key is sent");
    assertTrue(ran.err().contains("guard") && !ran.err().contains(key), ran.err());
  }

  @Test
  void a_log_in_another_encoding_is_no_obstacle() throws Exception {
    Files.write(home.home().resolve("app.log"), new byte[] {'c', 'a', 'f', (byte) 0xe9, '!', '\n'});
    assertEquals(new Ran(0, "", ""), home.cron(line));
    assertTrue(model.last().text().contains("caf!"), model.last()::text);
  }

  @Test
  void a_failure_is_for_the_mail_and_leaves_what_there_was() throws Exception {
    clear();
    Path yesterday = home.write("summaries/2026-08-06.md", "All was well.\n");
    model.close();
    Ran ran = home.cron(line);
    assertEquals(11, ran.code());
    assertEquals("", ran.out());
    assertEquals(2, ran.err().lines().count(), ran.err());
    assertTrue(ran.err().startsWith("parley: openai:gpt-5-mini: "), ran.err());
    assertTrue(ran.err().endsWith("parley ended with 11\n"), ran.err());
    assertEquals(List.of(yesterday), summaries());
    assertEquals("All was well.\n", Files.readString(yesterday));
  }

  @Test
  void a_log_that_is_empty_costs_nothing_and_one_that_is_missing_is_told() throws Exception {
    int before = model.asked().size();
    home.write("app.log", "");
    assertEquals(new Ran(0, "", ""), home.cron(line));
    Files.delete(home.home().resolve("app.log"));
    Ran missing = home.cron(line);
    assertEquals(2, missing.code());
    assertEquals(
        "morning-summary: cannot read " + home.home().resolve("app.log") + "\n", missing.err());
    assertEquals(before, model.asked().size());
  }

  @Test
  void two_jobs_that_begin_in_one_minute_keep_one_limit() throws Exception {
    home.run(page.next().with("60/m", "3/d")).well();
    String second = page.next("crontab").text();
    page.end();
    home.write("prompts.jsonl", "\"one\"\n\"two\"\n");
    int before = model.asked().size();
    Ran done = new Ran(0, "", "");
    assertEquals(List.of(done, done), home.cronAtOnce(line, second));
    assertEquals(before + 3, model.asked().size());
    assertTrue(Files.exists(home.home().resolve(".local/state/parley/rate")));

    assertEquals(10, home.cron(line).code());
    assertEquals(done, home.cron(second), "it has nothing more to ask");
    assertEquals(before + 3, model.asked().size());
  }

  @Test
  void two_jobs_keep_one_budget_and_the_next_run_asks_what_is_left() throws Exception {
    home.run(page.next()).well();
    String second = page.next("crontab").text();
    home.write("prompts.jsonl", "\"one\"\n\"two\"\n");
    price(60);
    model.takes(30_000); // 1.80 USD, and the next call could take 0.48.
    assertEquals(new Ran(0, "", ""), home.cron(line));
    int before = model.asked().size();
    Ran stopped = home.cron(second);
    assertEquals(10, stopped.code());
    assertTrue(stopped.err().contains("budget of 2"), stopped::err);
    assertEquals(before, model.asked().size());

    price(1);
    model.takes(5);
    assertEquals(new Ran(0, "", ""), home.cron(second));
    assertEquals(before + 2, model.asked().size());
    assertEquals(new Ran(0, "", ""), home.cron(second));
    assertEquals(before + 2, model.asked().size());
  }

  private void clear() throws IOException {
    for (Path summary : summaries()) {
      Files.delete(summary);
    }
  }

  private List<Path> summaries() throws IOException {
    try (Stream<Path> files = Files.list(home.home().resolve("summaries"))) {
      return files.toList();
    }
  }
}
