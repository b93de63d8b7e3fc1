package dev.parley.verification.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What holds for every page. */
class RecipePagesTest {
  private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)(?:#[^)]*)?\\)");

  @Test
  void the_index_and_the_tests_know_every_page() throws IOException {
    Set<String> pages = Set.copyOf(names());
    assertEquals(
        Set.of(
            "README.md",
            "batch.md",
            "cron.md",
            "git-hook.md",
            "logs.md",
            "offline.md",
            "proxy.md",
            "tmux.md"),
        pages);
    Set<String> linked =
        links(RecipePage.folder().resolve("README.md")).stream()
            .filter(link -> !link.contains("/"))
            .collect(Collectors.toSet());
    linked.add("README.md");
    assertEquals(pages, linked);
  }

  @TestFactory
  Stream<DynamicTest> a_page_is_short_and_its_links_lead_somewhere() throws IOException {
    return names().stream()
        .map(name -> DynamicTest.dynamicTest(name, () -> look(RecipePage.folder().resolve(name))));
  }

  private static void look(Path page) throws IOException {
    assertTrue(Files.readAllLines(page).size() <= 80, "a page has at most 80 lines");
    List<String> missing = new ArrayList<>(links(page));
    missing.removeIf(link -> Files.exists(page.resolveSibling(link)));
    assertEquals(List.of(), missing);
  }

  private static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(RecipePage.folder())) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static List<String> links(Path page) throws IOException {
    return LINK.matcher(Files.readString(page))
        .results()
        .map((MatchResult link) -> link.group(1))
        .toList();
  }
}
