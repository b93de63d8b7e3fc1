package dev.parley.quickstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The READMEs show code of this module, which is compiled and run, and nothing else. */
class ReadmeTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @ParameterizedTest
  @CsvSource({
    "README.md, 4",
    "api/structured/README.md, 4",
    "api/tck/README.md, 7",
    "provider-openai/README.md, 7",
    "provider-openai/tokens/README.md, 1",
    "conversation-store/README.md, 1"
  })
  void every_java_snippet_is_code_of_this_module(String readme, int snippets) throws IOException {
    List<String> sources = sources();
    Matcher blocks = JAVA_BLOCK.matcher(Files.readString(ROOT.resolve(readme)));
    int seen = 0;
    while (blocks.find()) {
      String snippet = squeezed(blocks.group(1));
      assertTrue(
          sources.stream().anyMatch(source -> source.contains(snippet)),
          "not in src as it stands in " + readme + ":\n" + blocks.group(1));
      seen++;
    }
    assertEquals(snippets, seen, "java snippets in " + readme);
  }

  @ParameterizedTest
  @CsvSource({"README.md", "api/structured/README.md", "api/tck/README.md"})
  void a_readme_stays_short(String readme) throws IOException {
    long lines = Files.readAllLines(ROOT.resolve(readme)).size();
    assertTrue(lines < 150, readme + " has " + lines + " lines");
  }

  private static List<String> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(ReadmeTest::read)
          .map(ReadmeTest::squeezed)
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String squeezed(String code) {
    return code.replaceAll("\\s+", " ").strip();
  }
}
