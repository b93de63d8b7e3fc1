package dev.parley.verification.real;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TinyGgufTest {
  @TempDir Path folder;

  @Test
  void the_same_sentence_gives_the_same_file_byte_for_byte() throws IOException {
    TinyGguf.write(folder.resolve("a.gguf"), "one two three");
    TinyGguf.write(folder.resolve("b.gguf"), "one two three");
    byte[] first = Files.readAllBytes(folder.resolve("a.gguf"));
    assertArrayEquals(first, Files.readAllBytes(folder.resolve("b.gguf")));
    assertEquals("GGUF", new String(Arrays.copyOf(first, 4), StandardCharsets.US_ASCII));
    assertEquals(3, first[4], "version");
  }

  @Test
  void a_sentence_that_no_chain_of_words_can_say_is_refused_and_nothing_is_written()
      throws IOException {
    for (String sentence : List.of("", " one", "one two two")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> TinyGguf.write(folder.resolve("c.gguf"), sentence),
          sentence);
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }
}
