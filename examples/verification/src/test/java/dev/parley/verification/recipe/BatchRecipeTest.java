package dev.parley.verification.recipe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.verification.recipe.RecipeHome.Ran;
import dev.parley.verification.recipe.RecipePage.Code;
import dev.parley.verification.recipe.StubModel.Asked;
import dev.parley.verification.recipe.StubModel.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Many prompts from a file that nobody has cleaned, by the lines of the page. */
@EnabledOnOs(OS.LINUX)
class BatchRecipeTest {
  // Put together, so that nobody takes it for a key that has leaked.
  private static final String KEY = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a";

  /** Quotes, a tab, blank lines, a byte that is no UTF-8, a key, and no line end at the end. */
  private static final String REVIEWS =
      """
      Works as it should.
      He said "no\\way",\tand left.

       \r
      Caf\u00e9 broken.
      My token is %s
      Nobody may say this.
      And the last"""
          .formatted(KEY);

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private RecipePage page;
  private RecipeHome home;
  private StubModel model;

  @BeforeEach
  void begin_the_page() throws Exception {
    Tool.required("jq");
    page = RecipePage.read("batch");
    model = StubModel.start();
    home = new RecipeHome(folder).prepare(model.settings());
    home.write(
        ".config/parley/prices.csv",
        "openai:gpt-5-mini,0,,2,USD,2026-01-31\nopenai:gpt-5,0,,10,USD,2026-01-31\n");
    Files.write(home.home().resolve("reviews.txt"), REVIEWS.getBytes(ISO_8859_1));
  }

  @AfterEach
  void stop() {
    model.close();
  }

  @Test
  void the_page_works_from_its_beginning_to_its_end() throws Exception {
    home.run(page.next()).well();
    assertEquals(
        List.of("review-1", "review-2", "review-5", "review-6", "review-7", "review-8"),
        strings("reviews.jsonl", "id"));
    assertEquals("He said \"no\\way\",\tand left.", strings("reviews.jsonl", "prompt").get(1));

    Ran dry = home.run(page.next()).well();
    assertTrue(dry.out().contains("rows: 6, of which 6 to ask, 0 done before"), dry::out);
    assertEquals(List.of(), model.asked());

    interrupted_and_gone_on(page.next());
    Ran table = home.run(page.next()).well();
    assertTrue(
        table
            .out()
            .startsWith(
                "review-1\tgood\nreview-2\tgood\nreview-5\tbad\nreview-6\tgood\nreview-8\tgood\n"
                    + "review-7\trefused\t"),
        table::out);
    assertEquals(6, table.out().lines().count(), table::out);

    model.answers("bad");
    int earlier = model.asked().size();
    home.run(page.next()).well();
    assertTrue(model.last().body().contains("\"model\":\"gpt-5\""), model.last()::body);
    assertEquals(earlier + 1, model.asked().size());
    assertEquals(7, strings("reviews.out.jsonl", "id").size());
    assertEquals("review-7", strings("reviews.out.jsonl", "id").get(6));
    assertEquals("bad", strings("reviews.out.jsonl", "text").get(6));

    home.run(page.next()).well();
    int before = model.asked().size();
    home.run(page.next()).well();
    assertEquals(before + 6, model.asked().size());
    assertEquals("bad", strings("lines.out.jsonl", "text").get(5));

    model.answers(asked -> Reply.of(asked.text().contains("Make one") ? "All." : "A part."));
    home.write("book.txt", "The sea between them is deep. ".repeat(2_000));
    Ran summed = home.run(page.next()).well();
    assertEquals("All.\n", Files.readString(home.home().resolve("summary.txt")));
    assertTrue(model.last().text().contains("A part.\n\nA part."), model.last()::text);
    assertTrue(
        summed.out().startsWith("day") && summed.out().contains("openai:gpt-5-mini"), summed::out);
    page.end();
    assertTrue(model.asked().stream().noneMatch(asked -> asked.body().contains(KEY)), "the key");
  }

  /** Kills it when one row has its answer and the others have been sent. */
  private void interrupted_and_gone_on(Code all) throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    model.answers(
        asked -> {
          if (!asked.text().contains("Works")) {
            assertTrue(goOn.await(120, TimeUnit.SECONDS));
          }
          return reply(asked);
        });
    Process process = home.start(all.text());
    try {
      RecipeHome.await("the first answer", () -> !strings("reviews.out.jsonl", "id").isEmpty());
    } finally {
      RecipeHome.kill(process);
    }
    assertEquals(List.of("review-1"), strings("reviews.out.jsonl", "id"));
    goOn.countDown();

    assertEquals(12, home.run(all).code());
    assertEquals(1, model.asked().stream().filter(a -> a.text().contains("Works")).count());
    int before = model.asked().size();
    assertEquals(12, home.run(all).code());
    assertEquals(before, model.asked().size(), "each has what it can have");
    assertEquals(6, strings("reviews.out.jsonl", "id").size());
  }

  private static Reply reply(Asked asked) {
    if (asked.text().contains("Nobody may say this")) {
      return new Reply(400, "I will not.");
    }
    return Reply.of(asked.text().contains("broken") ? "bad" : "good");
  }

  @Test
  void the_first_rows_are_tried_by_the_line_of_the_rehearsal_and_count() throws Exception {
    model.answers(BatchRecipeTest::reply);
    home.run(page.next()).well();
    Ran tried = home.run(page.next().with("--dry-run", "--limit 2"));
    assertEquals(12, tried.code(), tried::err);
    assertEquals(List.of("ok", "ok"), strings("reviews.out.jsonl", "outcome"));
    assertEquals(12, home.run(page.next()).code());
    assertEquals(6, model.asked().size());
    assertFalse(strings("reviews.out.jsonl", "outcome").contains("invalid"));
  }

  @Test
  void what_time_mends_is_tried_again_and_nothing_else() throws Exception {
    for (int i = 0; i < 5; i++) {
      page.next();
    }
    home.run(page.next().with("0 300 3600", "0 0 0")).well();
    home.write("two.jsonl", "\"one\"\n\"two\"\n");
    AtomicInteger failures = new AtomicInteger(1);
    model.answers(
        asked ->
            asked.text().contains("two") && failures.getAndDecrement() > 0
                ? new Reply(503, "Busy.")
                : Reply.of("good"));
    home.sh("ask-all two.jsonl --attempts 1").well();
    assertEquals(3, model.asked().size());

    failures.set(Integer.MAX_VALUE);
    home.write("never.jsonl", "\"two\"\n");
    Ran never = home.sh("ask-all never.jsonl --attempts 1");
    assertTrue(never.code() == 11 || never.code() == 12, never::err);
    assertEquals(6, model.asked().size(), "three times and no more");

    model.answers(BatchRecipeTest::reply);
    home.write("refused.jsonl", "\"one\"\n\"Nobody may say this\"\n");
    Ran refused = home.sh("ask-all refused.jsonl");
    assertEquals(12, refused.code(), refused::err);
    assertEquals(1, times("refused ones need a mended prompt", refused.err()), refused::err);
    home.write("more.jsonl", "\"three\"\n\"four\"\n");
    Ran limited = home.sh("ask-all more.jsonl --limit 1");
    assertEquals(12, limited.code(), limited::err);
    assertEquals(9, model.asked().size(), "neither is mended by time");

    model.answers(asked -> new Reply(401, "Who are you?"));
    home.write("third.jsonl", "\"three\"\n");
    assertEquals(8, home.sh("ask-all third.jsonl").code());
    assertEquals(10, model.asked().size(), "a wrong key stays wrong");
  }

  @Test
  void input_that_is_not_there_ends_it_before_anything_is_asked() throws Exception {
    Files.delete(home.home().resolve("reviews.txt"));
    Ran made = home.run(page.next());
    assertTrue(made.code() != 0 && made.err().contains("reviews.txt"), made::err);
    Files.delete(home.home().resolve("reviews.jsonl"));
    page.next();
    Ran asked = home.run(page.next());
    assertEquals(2, asked.code());
    assertTrue(asked.err().contains("reviews.jsonl"), asked::err);
    assertFalse(Files.exists(home.home().resolve("reviews.out.jsonl")));
    assertEquals(List.of(), model.asked());
  }

  private static int times(String words, String text) {
    return text.split(words, -1).length - 1;
  }

  /** What the lines of a file have in that field; nothing if there is no file yet. */
  private List<String> strings(String file, String field) throws IOException {
    Path path = home.home().resolve(file);
    List<String> found = new ArrayList<>();
    if (Files.exists(path)) {
      for (String line : Files.readAllLines(path)) {
        JsonNode row = JSON.readTree(line);
        found.add(row.path(field).asText());
      }
    }
    return found;
  }
}
