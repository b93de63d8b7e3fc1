package dev.parley.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was ever written can be read. The files are promises: none is ever edited or removed; what
 * is new gets files of its own, and a new version of the form a folder. See their README.
 */
class GoldenTest {
  private static final Path FILES = Path.of("src/test/resources/golden/v1");
  private static final String END = ".json";

  static Stream<String> names() {
    return GoldenV1.VALUES.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("names")
  void a_file_is_read_as_the_value_that_was_written_and_written_as_it_is(String name)
      throws IOException {
    String text = Files.readString(FILES.resolve(name + END)).stripTrailing();
    String kind = name.substring(0, name.indexOf('-')).replace("part", "message");
    Object value = GoldenV1.VALUES.get(name);

    Object read = Form.valueOf(kind.toUpperCase(Locale.ROOT)).read(text);

    assertEquals(Exposed.of(value), Exposed.of(read));
    assertEquals(text, Form.write(read));
  }

  @Test
  void every_file_has_its_value_and_every_value_its_file() throws IOException {
    try (Stream<Path> files = Files.list(FILES)) {
      assertEquals(
          new TreeSet<>(GoldenV1.VALUES.keySet()),
          files
              .map(file -> file.getFileName().toString().replace(END, ""))
              .collect(Collectors.toCollection(TreeSet::new)));
    }
  }
}
