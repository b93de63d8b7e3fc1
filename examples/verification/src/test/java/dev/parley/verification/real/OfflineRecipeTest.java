package dev.parley.verification.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.verification.recipe.RecipeHome;
import dev.parley.verification.recipe.RecipeHome.Ran;
import dev.parley.verification.recipe.RecipePage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The page about a model on this machine, with a real server; it needs no network either. */
@EnabledOnOs(OS.LINUX)
@Timeout(180)
class OfflineRecipeTest {
  private static final String SENTENCE = "The sea between them is deep.";

  @TempDir Path folder;

  @Test
  void the_page_works_from_its_beginning_to_its_end() throws Exception {
    Path program = LlamaServer.required();
    RecipeHome home = new RecipeHome(folder).install();
    home.variable("LLAMA_SERVER", program.toString());
    home.variable("OPENAI_API_KEY", "one that must not be needed");
    TinyGguf.write(
        Files.createDirectory(home.home().resolve("models")).resolve("model.gguf"), SENTENCE);
    RecipePage page = RecipePage.read("offline");
    Ran checked = home.run(page.next()).well();
    assertTrue(checked.out().lines().noneMatch(line -> line.startsWith("FAIL")), checked::out);
    assertEquals(SENTENCE + "\n", home.run(page.next()).well().out());
    Ran refused = home.run(page.next());
    assertTrue(refused.err().contains("offline"), refused.err());
    assertEquals(SENTENCE + "\n" + SENTENCE + "\n", home.run(page.next()).well().out());
    page.end();
    assertEquals(List.of(), servers(home), "servers that are left");
  }

  /** The processes of this machine that serve a model of this home. */
  private static List<String> servers(RecipeHome home) {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.contains(home.home() + "/models") && line.contains("--host"))
        .toList();
  }
}
