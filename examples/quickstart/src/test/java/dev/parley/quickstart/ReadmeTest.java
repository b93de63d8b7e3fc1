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
import org.junit.jupiter.api.Test;

/** The README shows code of this module, which is compiled and run, and nothing else. */
class ReadmeTest {
  private static final Path README = Path.of("..", "..", "README.md");
  private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @Test
  void every_java_snippet_of_the_readme_is_code_of_this_module() throws IOException {
    List<String> sources = sources();
    Matcher blocks = JAVA_BLOCK.matcher(Files.readString(README));
    int seen = 0;
    while (blocks.find()) {
      String snippet = squeezed(blocks.group(1));
      assertTrue(
          sources.stream().anyMatch(source -> source.contains(snippet)),
          "not in src/main/java as it stands in the README:\n" + blocks.group(1));
      seen++;
    }
    assertEquals(3, seen, "java snippets in the README");
  }

  @Test
  void the_readme_stays_short() throws IOException {
    long lines = Files.readAllLines(README).size();
    assertTrue(lines < 150, "README.md has " + lines + " lines");
  }

  private static List<String> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
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
