package dev.parley.cli.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.parley.cli.process.Diagnostics;
import dev.parley.cli.process.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadingNoticeTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Surroundings surroundings(boolean terminal) {
    return new Surroundings(
        Map.of(),
        Path.of("."),
        Optional.empty(),
        new ByteArrayInputStream(new byte[0]),
        OutputStream.nullOutputStream(),
        err,
        InstantSource.system(),
        true,
        terminal,
        false);
  }

  private String told(Surroundings surroundings, Diagnostics diagnostics) {
    new LoadingNotice(surroundings, diagnostics).loading(Path.of("models", "tiny.gguf"));
    return err.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({"true, 'parley: loading tiny.gguf …\n'", "false, ''"})
  void a_person_is_told_and_a_script_is_not(boolean terminal, String text) {
    Surroundings surroundings = surroundings(terminal);
    assertEquals(text, told(surroundings, new Diagnostics(surroundings)));
  }

  @Test
  void quiet_is_quiet() {
    Surroundings surroundings = surroundings(true);
    Diagnostics diagnostics = new Diagnostics(surroundings);
    diagnostics.quiet();
    assertEquals("", told(surroundings, diagnostics));
  }
}
