package dev.parley.cli.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.cli.process.Surroundings;
import dev.parley.cli.process.UsageException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyInputTest {
  private static final Surroundings TERMINAL =
      new Surroundings(
          Map.of(),
          Path.of(""),
          Optional.empty(),
          InputStream.nullInputStream(),
          OutputStream.nullOutputStream(),
          OutputStream.nullOutputStream(),
          InstantSource.system(),
          true,
          true,
          false);

  @Test
  void a_person_is_asked_by_the_name_of_the_key() {
    String[] asked = new String[1];
    KeyInput input =
        new KeyInput(
            TERMINAL,
            question -> {
              asked[0] = question;
              return " typed \t".toCharArray();
            });
    assertEquals("typed", input.read("openai.api-key").reveal());
    assertEquals("Key for openai.api-key (it is not shown): ", asked[0]);
  }

  @Test
  void a_person_who_types_nothing_is_told() {
    for (char[] nothing : new char[][] {null, {}, {' '}}) {
      KeyInput input = new KeyInput(TERMINAL, question -> nothing);
      UsageException e = assertThrows(UsageException.class, () -> input.read("openai.api-key"));
      assertTrue(e.getMessage().startsWith("No key came"), e.getMessage());
    }
  }
}
