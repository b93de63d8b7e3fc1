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
import java.util.function.Consumer;
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

  @Test
  void a_piece_or_a_trigger_that_is_there_already_is_refused() {
    assertRefused(model -> model.answer("GO_B", "one"));
    assertRefused(model -> model.answer("GO_A", "two"));
    assertRefused(model -> model.endless("GO_B", "la ", "la "));
    assertRefused(model -> model.answer("GO_B", "x", "<0xC3>"));
    assertRefused(model -> model.otherwise("one more"));
    assertRefused(model -> model.otherwise("more").otherwise("else"));
  }

  @Test
  void a_piece_that_the_server_cannot_have_is_refused() {
    assertRefused(model -> model.answer("GO_B", ""));
    assertRefused(model -> model.answer("GO_B", "\ud83d"));
    assertRefused(model -> model.answer("GO_B", "<tool_call>\n"));
    assertRefused(model -> model.endless("GO_B"));
  }

  @Test
  void what_would_break_the_template_is_refused() {
    assertRefused(model -> model.answer("it's", "x"));
    assertRefused(model -> model.refuse("GO_B", "it's"));
  }

  private static void assertRefused(Consumer<TinyGguf> script) {
    TinyGguf model = TinyGguf.scripted().answer("GO_A", "one", "<0xC3>", "<0xBC>");
    assertThrows(IllegalArgumentException.class, () -> script.accept(model));
  }
}
