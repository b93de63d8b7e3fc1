package dev.parley.verification.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.verification.recipe.RecipeHome.Ran;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A real tmux, with a server of its own. */
@EnabledOnOs(OS.LINUX)
class TmuxRecipeTest {
  private static final String MAKE =
      """
      #!/bin/sh
      echo "shop.c:7: undefined reference to 'greet'" >&2
      exit 2
      """;

  @TempDir Path folder;
  private RecipeHome home;
  private StubModel model;

  @BeforeEach
  void begin() throws Exception {
    Tool.required("tmux");
    model = StubModel.start();
    home = new RecipeHome(folder).prepare(model.settings());
    home.variable("TMUX_TMPDIR", Files.createDirectory(folder.resolve("t")).toString());
    home.variable("TERM", "xterm-256color");
    // The shell of a pane is one of a login, which has its PATH from here.
    home.write(".profile", "PATH=$HOME/.local/bin:$PATH\n");
    home.program("make", MAKE);
  }

  @AfterEach
  void stop() throws Exception {
    home.sh("tmux kill-server || true");
    model.close();
  }

  @Test
  void the_page_works_from_its_beginning_to_its_end() throws Exception {
    RecipePage page = RecipePage.read("tmux");
    model.answers("It was killed.");
    RecipePage.Code session = page.next();
    home.run(session).well();
    awaitPane("chat", "\n>");
    home.run(page.next()).well();
    awaitPane("chat", "It was killed.");
    assertTrue(model.last().text().contains("What is exit code 137?"), model.last()::text);

    // The machine goes down, and comes up again.
    home.sh("tmux kill-server").well();
    home.run(session).well();
    awaitPane("chat", "\n>");
    home.sh("tmux send-keys -t chat 'By whom?' Enter").well();
    RecipeHome.await("the next question", () -> model.last().text().contains("By whom?"));
    assertTrue(model.last().text().contains("It was killed."), model.last()::text);

    model.answers("greet is missing.");
    home.run(page.next()).well();
    home.run(page.next()).well();
    String bound = home.sh("tmux list-keys -T prefix e").well().out();
    assertTrue(bound.contains("run-shell \"explain-pane '#{pane_id}'\""), bound);
    assertEquals("greet is missing.\n", home.run(page.next()).well().out());
    String sent = model.last().text();
    assertTrue(sent.contains("shop.c:7: undefined reference to 'greet'"), sent);
    assertFalse(sent.contains("137"), "it is that pane, and no other");
    page.end();

    int before = model.asked().size();
    home.sh("tmux run-shell -t build \"explain-pane '#{pane_id}'\"").well();
    assertEquals(before + 1, model.asked().size());
    assertTrue(model.last().text().contains("undefined reference"), model.last()::text);
  }

  @Test
  void a_failure_has_the_code_of_parley() throws Exception {
    installExplainPane();
    home.program("broken", "#!/bin/sh\necho error 5\ncat\n");
    home.sh("tmux new-session -d -s build broken").well();
    awaitPane("build", "error 5");
    model.close();
    Ran ran = home.sh("explain-pane build");
    assertEquals(11, ran.code());
    assertEquals("", ran.out());
  }

  @Test
  void a_pane_that_is_not_there_or_shows_nothing_asks_nobody() throws Exception {
    installExplainPane();
    home.sh("tmux new-session -d -s blank 'cat'").well();
    Ran blank = home.sh("explain-pane blank");
    assertEquals(new Ran(2, "", "explain-pane: there is nothing in pane blank\n"), blank);
    Ran missing = home.sh("explain-pane missing");
    assertEquals(2, missing.code());
    assertTrue(missing.err().contains("can't find pane: missing"), missing::err);
    assertEquals(List.of(), model.asked());
  }

  @Test
  void what_is_no_text_in_a_pane_is_no_obstacle() throws Exception {
    installExplainPane();
    home.program("broken", "#!/bin/sh\nprintf 'caf\\351 \\033[31merror\\033[0m 5\\n'\ncat\n");
    home.sh("tmux new-session -d -s odd broken").well();
    awaitPane("odd", "error 5");
    home.sh("explain-pane odd").well();
    assertTrue(model.last().text().contains("error 5"), model.last()::text);
    assertFalse(model.last().text().contains("\u001b"), model.last()::text);
  }

  private void installExplainPane() throws Exception {
    RecipePage page = RecipePage.read("tmux");
    page.next();
    page.next();
    home.run(page.next()).well();
  }

  private void awaitPane(String session, String text) throws Exception {
    RecipeHome.await(
        text,
        () -> ("\n" + home.sh("tmux capture-pane -p -t " + session).well().out()).contains(text));
  }
}
