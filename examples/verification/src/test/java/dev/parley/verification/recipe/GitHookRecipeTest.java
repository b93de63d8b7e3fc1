package dev.parley.verification.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.verification.recipe.RecipeHome.Ran;
import dev.parley.verification.recipe.RecipePage.Code;
import dev.parley.verification.recipe.StubModel.Reply;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The hook of the page, in a repository of its own. */
@EnabledOnOs(OS.LINUX)
class GitHookRecipeTest {
  private static final String DRAFT = "Greet in French\n\nThe shop is in Lyon.";

  /** Keeps what it is given to edit; a person then types a message, or saves what is there. */
  private static final String EDITOR =
      """
      #!/bin/sh
      cp "$1" "$HOME/shown"
      [ -z "$TYPED" ] || printf '%s\\n' "$TYPED" >"$1"
      """;

  @TempDir Path folder;
  private RecipeHome home;
  private StubModel model;
  private Path repository;

  @BeforeEach
  void begin_a_repository() throws Exception {
    Tool.required("git");
    model = StubModel.start();
    model.answers(DRAFT);
    home = new RecipeHome(folder).prepare(model.settings());
    home.write(".gitconfig", "[user]\nname = Ada\nemail = ada@example.com\n");
    home.program("editor", EDITOR);
    home.variable("GIT_CONFIG_NOSYSTEM", "1").variable("GIT_EDITOR", "editor");
    home.variable("TYPED", "");
    repository = home.enter("shop");
    home.sh("git init -q -b main . && git commit -q --allow-empty -m Begin").well();
    Files.writeString(repository.resolve("greeting.txt"), "Bonjour\n");
    RecipePage page = RecipePage.read("git-hook");
    home.run(page.next()).well();
    Ran committed = home.run(page.next()).well();
    assertTrue(committed.out().endsWith(DRAFT + "\n\n"), committed::out);
    page.end();
    assertEquals(1, model.asked().size());
  }

  @AfterEach
  void stop() {
    model.close();
  }

  @Test
  void the_model_sees_what_is_staged_and_nothing_else() throws Exception {
    String sent = model.last().text();
    assertTrue(sent.contains(" greeting.txt | 1 +"), sent);
    assertTrue(sent.contains("+++ b/greeting.txt\n@@ -0,0 +1 @@\n+Bonjour\n"), sent);
    assertEquals("Bearer " + StubModel.KEY, model.last().authorization());

    Files.writeString(repository.resolve("greeting.txt"), "Buongiorno\n");
    Files.writeString(repository.resolve("other.txt"), "staged\n");
    home.sh("git add other.txt && git commit -q").well();
    assertTrue(model.last().text().contains("+staged"), model.last()::text);
    assertFalse(model.last().text().contains("Buongiorno"), "what is not staged");
    assertEquals("", home.sh("parley log list").well().out(), "what is kept");
  }

  @Test
  void the_draft_stands_before_what_git_writes_there() throws Exception {
    String shown = Files.readString(home.home().resolve("shown"));
    assertTrue(shown.startsWith(DRAFT + "\n"), shown);
    assertTrue(shown.contains("# Changes to be committed:"), shown);
  }

  @Test
  void a_key_in_what_is_staged_never_gets_to_the_model() throws Exception {
    // Put together, so that nobody takes them for keys that have leaked.
    String key = "sk-proj-" + "9aQ2xV7bL0kRt5YwZ3cH8mNf".repeat(2);
    String aws = "AKIA" + "Q3EGRTZ7WXKP5LVN";
    String body = "MC4CAQAwBQYDK2VwBCIEIFa7q0Zx3vTnB1LkYw8sJdRp5GhUoC2eMiXf4NtWzE9Q";
    String pem = "-----BEGIN PRIV" + "ATE KEY-----\n" + body + "\n-----END PRIV" + "ATE KEY-----\n";
    String settings = "api_key = \"" + key + "\"\naws = \"" + aws + "\"\n" + pem + "last = 1\n";
    Files.writeString(repository.resolve("settings.py"), settings);
    Ran added = home.sh("git add . && git commit -q").well();
    String sent = assertClean(added, key, aws, body);
    assertTrue(sent.contains("+last = 1"), sent);

    Ran removed = home.sh("git rm -q settings.py && git commit -q").well();
    sent = assertClean(removed, key, aws, body);
    assertTrue(sent.contains("-last = 1"), sent);
    assertEquals(3, model.asked().size());
  }

  /** Fails if a secret was sent or told, or nothing was said; returns what was sent. */
  private String assertClean(Ran committed, String... secrets) {
    String sent = model.last().body();
    for (String secret : secrets) {
      assertFalse(sent.contains(secret), sent);
      assertFalse(committed.err().contains(secret), committed.err());
    }
    assertEquals(secrets.length, sent.split("\\[REDACTED:", -1).length - 1, sent);
    assertEquals(secrets.length, committed.err().lines().count(), committed.err());
    return sent;
  }

  @Test
  void a_long_diff_is_cut_at_a_line() throws Exception {
    Files.writeString(repository.resolve("long.txt"), "äöüß and more\n".repeat(20_000));
    Files.writeString(repository.resolve("zzz.txt"), "the last\n");
    home.sh("git add . && git commit -q").well();
    String sent = model.last().text();
    assertTrue(sent.contains(" long.txt | 20000 +"), sent);
    assertTrue(sent.contains("+äöüß and more\n[cut here]"), "a whole line, and that it is cut");
    assertFalse(sent.contains("the last"), sent);
    int bytes = sent.getBytes(StandardCharsets.UTF_8).length;
    assertTrue(bytes > 17_000 && bytes < 18_600, bytes + " bytes");
  }

  @Test
  void text_in_another_encoding_is_no_obstacle() throws Exception {
    Files.write(repository.resolve("old.txt"), new byte[] {'c', 'a', 'f', (byte) 0xe9, '\n'});
    home.sh("git add . && git commit -q").well();
    assertTrue(model.last().text().contains("+caf\n"), model.last()::text);
  }

  @Test
  void nobody_there_means_no_draft_and_a_commit_all_the_same() throws Exception {
    model.close();
    home.variable("TYPED", "By hand");
    Ran committed = home.sh("echo x >x && git add . && git commit -q").well();
    assertTrue(
        committed
            .err()
            .endsWith(
                "prepare-commit-msg: no draft, for parley ended with 11;"
                    + " write the message yourself\n"),
        committed.err());
    assertTrue(Files.readString(home.home().resolve("shown")).startsWith("\n#"), "no draft");
    assertEquals("By hand\n", home.sh("git log -1 --format=%s").out());
  }

  @Test
  void no_parley_means_no_draft_and_a_commit_all_the_same() throws Exception {
    Files.delete(home.home().resolve(".local/bin/parley"));
    home.variable("TYPED", "By hand");
    Ran committed = home.sh("echo x >x && git add . && git commit -q").well();
    assertTrue(committed.err().contains("parley ended with 127"), committed.err());
    assertEquals("By hand\n", home.sh("git log -1 --format=%s").out());
  }

  @Test
  void nobody_who_answers_holds_the_commit_up_for_longer_than_the_hook_says() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    model.answers(
        asked -> {
          never.await();
          return Reply.of("too late");
        });
    home.variable("TYPED", "By hand");
    home.run(hook().with("--timeout 1m", "--timeout 1s")).well();
    Ran committed = home.sh("echo x >x && git add . && git commit -q").well();
    assertTrue(committed.err().contains("no draft, for parley ended with 13"), committed.err());
    assertEquals("By hand\n", home.sh("git log -1 --format=%s").out());

    home.run(hook().with("-k 5 75", "-k 1 2")).well();
    committed = home.sh("echo y >y && git add . && git commit -q").well();
    assertTrue(committed.err().contains("no draft, for parley ended with 124"), committed.err());
    assertEquals("By hand\n", home.sh("git log -1 --format=%s").out());
  }

  private static Code hook() throws IOException {
    return RecipePage.read("git-hook").next();
  }

  @Test
  void no_model_or_none_that_may_be_asked_means_no_draft() throws Exception {
    home.variable("TYPED", "By hand");
    home.variable("OPENAI_BASE_URL", "https://models.invalid/v1")
        .variable("PARLEY_OFFLINE", "true");
    Ran offline = home.sh("echo x >x && git add . && git commit -q").well();
    assertTrue(offline.err().contains("no draft, for parley ended with 7"), offline.err());

    home.write(".config/parley/parley.properties", "");
    Ran none = home.sh("echo y >y && git add . && git commit -q").well();
    assertTrue(none.err().contains("no draft, for parley ended with 7"), none.err());
    assertEquals("By hand\nBy hand\n", home.sh("git log -2 --format=%s").out());
    assertEquals(1, model.asked().size(), "only the commit of the page");
  }

  @Test
  void nothing_staged_asks_nobody() throws Exception {
    home.variable("TYPED", "By hand");
    home.sh("git commit -q --allow-empty").well();
    assertEquals("By hand\n", home.sh("git log -1 --format=%s").out());
    assertTrue(home.sh("echo x >x && git commit -q").code() != 0, "nothing to commit");
    assertEquals(1, model.asked().size(), "only the commit of the page");
  }

  @Test
  void what_is_in_binary_files_is_not_sent() throws Exception {
    byte[] image = new byte[100_000];
    new Random(1).nextBytes(image);
    image[0] = 0;
    Files.write(repository.resolve("logo.png"), image);
    home.sh("git add . && git commit -q").well();
    String sent = model.last().text();
    assertTrue(sent.contains(" logo.png | Bin 0 -> 100000 bytes"), sent);
    assertTrue(sent.contains("Binary files /dev/null and b/logo.png differ"), sent);
    assertTrue(sent.length() < 1_000, sent);
    home.sh("git mv logo.png 'new \"logo.png' && chmod +x new* && git add . && git commit -q")
        .well();
    assertTrue(model.last().text().contains("rename from logo.png"), model.last()::text);
  }

  @Test
  void a_huge_diff_is_cut_however_it_is_made_up() throws Exception {
    try (Writer file = Files.newBufferedWriter(repository.resolve("minified.js"))) {
      for (int i = 0; i < 1_000_000; i++) {
        file.write("let x=1;");
      }
    }
    home.sh("git add . && git commit -q").well();
    String sent = model.last().text();
    assertTrue(sent.contains(" minified.js | 1 +") && sent.strip().endsWith("[cut here]"), sent);

    for (int i = 0; i < 1_000; i++) {
      Files.writeString(repository.resolve("a file with a long name, number " + i), "x\n");
    }
    home.sh("git add . && git commit -q").well();
    sent = model.last().text();
    assertTrue(
        sent.strip().endsWith("[cut here]") && sent.length() < 19_000, sent.length() + " chars");
  }

  @Test
  void other_ways_to_a_plain_commit_have_a_draft_too() throws Exception {
    home.sh("echo a >>greeting.txt && git commit -q -a").well();
    assertTrue(model.last().text().contains("+a\n"), model.last()::text);
    home.sh("echo b >>greeting.txt && echo c >c && git add c && git commit -q greeting.txt").well();
    assertTrue(model.last().text().contains("+b\n"), model.last()::text);
    assertFalse(model.last().text().contains("+c\n"), "that is staged, and not in this commit");
    home.sh("git commit -q -v").well();
    assertEquals("Greet in French\n", home.sh("git log -1 --format=%s").out());
    home.sh("git worktree add -q ../tree && cd ../tree && echo d >d && git add d && git commit -q")
        .well();
    assertTrue(model.last().text().contains("+d\n"), model.last()::text);
    assertEquals(5, model.asked().size());
  }

  @Test
  void a_first_commit_has_a_draft_too_from_a_folder_of_the_repository() throws Exception {
    home.enter("fresh");
    home.sh("git init -q -b main .").well();
    home.enter("fresh/part");
    home.run(hook()).well();
    home.sh("echo e >e && git add e && git commit -q").well();
    assertTrue(model.last().text().contains("+e\n"), model.last()::text);
    assertEquals("Greet in French\n", home.sh("git log -1 --format=%s").out());
  }

  @Test
  void a_merge_that_was_mended_by_hand_has_its_message_already() throws Exception {
    home.sh("git checkout -q -b side && echo Salut >greeting.txt && git commit -q -a -m Side")
        .well();
    home.sh("git checkout -q main && echo Hello >greeting.txt && git commit -q -a -m Main").well();
    assertEquals(1, home.sh("git merge -q side").code(), "a conflict");
    home.sh("echo Both >greeting.txt && git add . && git commit -q").well();
    assertEquals("Merge branch 'side'\n", home.sh("git log -1 --format=%s").out());
    assertEquals(1, home.sh("git cherry-pick side").code(), "a conflict");
    home.sh("echo Three >greeting.txt && git add . && git commit -q").well();
    assertEquals("Side\n", home.sh("git log -1 --format=%s").out());
    assertEquals(1, model.asked().size(), "only the commit of the page");
  }

  @Test
  void a_message_that_is_there_is_left_alone() throws Exception {
    home.sh("echo a >a && git add . && git commit -q -m 'With -m'").well();
    home.sh("echo b >>a && git add . && git commit -q --amend").well();
    home.sh("echo c >>a && git add . && git commit -q --amend --no-edit").well();
    home.sh("echo d >>a && git commit -q -a -F - <a").well();
    home.sh("git checkout -q -b side HEAD~1 && echo e >e && git add e && git commit -q -m Side")
        .well();
    home.sh("git checkout -q main && git merge -q --no-ff --edit side").well();
    home.sh("git revert --edit HEAD~1").well();
    home.sh("git checkout -q side && git rebase -q main~1").well();
    home.sh("echo f >f && git add f && git commit -q --no-edit --allow-empty-message").well();
    assertEquals(1, model.asked().size(), "only the commit of the page");
  }
}
