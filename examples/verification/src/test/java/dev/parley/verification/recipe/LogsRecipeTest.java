package dev.parley.verification.recipe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.verification.recipe.RecipeHome.Ran;
import dev.parley.verification.recipe.StubModel.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Asking about logs, by the pipes of the page. */
@EnabledOnOs(OS.LINUX)
class LogsRecipeTest {
  private static final String LOG =
      """
      03:11:07 INFO  all is well
      03:12:44 ERROR disk /dev/sdb1 is full
      03:12:45 ERROR cannot write
      """;

  @TempDir Path folder;
  private RecipePage page;
  private RecipeHome home;
  private StubModel model;

  @BeforeEach
  void begin_the_page() throws Exception {
    page = RecipePage.read("logs");
    model = StubModel.start();
    home = new RecipeHome(folder).prepare(model.settings());
    home.write("app.log", LOG);
  }

  @AfterEach
  void stop() {
    model.close();
  }

  @Test
  void the_page_works_from_its_beginning_to_its_end() throws Exception {
    model.answers("03:12:44 ERROR disk /dev/sdb1 is full");
    Ran first = home.run(page.next()).well();
    assertEquals("03:12:44 ERROR disk /dev/sdb1 is full\n", first.out());
    assertTrue(model.last().text().contains(LOG), model.last()::text);

    String json = "{\"cause\":\"disk full\",\"count\":2,\"example\":\"cannot write\"}";
    model.answers(json);
    assertEquals(json + "\n", home.run(page.next()).well().out());
    assertTrue(model.last().body().contains("json_schema"), model.last()::body);
    assertFalse(model.last().text().contains("all is well"), model.last()::text);

    model.answers("Call the person for disks.");
    follow(page.next());

    int before = model.asked().size();
    String key = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a";
    home.write("app.log", LOG + "token " + key + "\n");
    Ran dry = home.run(page.next()).well();
    assertTrue(dry.out().contains("/dev/sdb1") && dry.out().contains("[REDACTED:"), dry::out);
    assertFalse((dry.out() + dry.err()).contains(key), dry::out);
    assertEquals(before, model.asked().size(), "a dry run asks nobody");
    page.end();
  }

  /** The lines run until they are ended; when {@code tail} begins to look cannot be seen. */
  private void follow(RecipePage.Code endless) throws Exception {
    Process process = home.start(endless.text());
    try {
      RecipeHome.await(
          "a line that is passed on", () -> appended(process).contains("FATAL disk lost"));
      assertFalse(model.last().text().contains("another"), "only what grep lets through");
      assertEquals("Call the person for disks.", line(process.getInputStream()));
    } finally {
      RecipeHome.kill(process);
    }
  }

  private static String line(InputStream from) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = from.read(); next != '\n'; next = from.read()) {
      assertTrue(next >= 0, () -> "it ended after " + line);
      line.append((char) next);
    }
    return line.toString();
  }

  /** Adds to the log; {@return what was asked last, if anything was} */
  private String appended(Process process) throws IOException {
    assertTrue(process.isAlive(), "it runs");
    Files.writeString(
        home.home().resolve("app.log"),
        "03:13:00 INFO  another\n03:13:01 FATAL disk lost \u00e9\n",
        ISO_8859_1,
        StandardOpenOption.APPEND);
    return model.asked().isEmpty() ? "" : model.last().text();
  }

  @Test
  void nothing_found_asks_nobody_and_a_wrong_form_is_an_error() throws Exception {
    page.next();
    RecipePage.Code json = page.next();
    model.answers("{\"cause\":\"disk full\"}");
    assertEquals(15, home.run(json).code());
    assertEquals(1, model.asked().size());

    home.write("app.log", "03:11:07 INFO  all is well\n");
    home.write("cause.json", "what there was\n");
    assertEquals("what there was\n", home.run(json).out());
    assertEquals(1, model.asked().size());
  }

  @Test
  void a_log_that_is_missing_or_empty_asks_nobody() throws Exception {
    RecipePage.Code first = page.next();
    home.write("app.log", "");
    assertEquals(new Ran(1, "", ""), home.run(first));
    Files.delete(home.home().resolve("app.log"));
    assertEquals(1, home.run(first).code());
    assertEquals(List.of(), model.asked());
  }

  @Test
  void bytes_that_are_no_text_are_left_out_and_the_lines_around_them_are_not() throws Exception {
    home.write("app.log", "");
    Files.writeString(
        home.home().resolve("app.log"),
        LOG + "03:12:46 ERROR caf\u00e9 \0\1 is closed\n",
        ISO_8859_1);
    home.run(page.next()).well();
    String sent = model.last().text();
    assertTrue(sent.contains(LOG) && sent.contains("ERROR caf "), sent);
    model.answers("{\"cause\":\"disk full\",\"count\":3,\"example\":\"cannot write\"}");
    home.run(page.next()).well();
    sent = model.last().text();
    assertTrue(sent.contains("cannot write\n") && sent.contains(" is closed"), sent);
    assertFalse(sent.contains("matches"), sent);
  }

  @Test
  void a_call_that_fails_is_told_and_the_next_line_is_asked() throws Exception {
    page.next();
    page.next();
    AtomicInteger calls = new AtomicInteger();
    model.answers(
        asked ->
            calls.getAndIncrement() == 0
                ? new Reply(400, "Not this.")
                : Reply.of("Call somebody."));
    Process process = home.start(page.next().text());
    try {
      RecipeHome.await("a line that is passed on", () -> !appended(process).isEmpty());
      appended(process);
      assertEquals("Call somebody.", line(process.getInputStream()));
      assertTrue(line(process.getErrorStream()).startsWith("parley: "));
      assertEquals("no answer: code 9", line(process.getErrorStream()));
    } finally {
      RecipeHome.kill(process);
    }
  }
}
