package dev.parley.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.error.ConfigurationException;
import dev.parley.error.ConfigurationException.Kind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands are those of a Unix shell")
class ReferencesTest {
  @TempDir Path folder;

  /** The setting "stop" of a file in the folder, which holds {@code value}. */
  private Config config(String value) throws IOException {
    Path file = folder.resolve("named.properties");
    Files.writeString(file, "stop=" + value.replace("\\", "\\\\"));
    return Config.standard(Map.of("GREETING", "hello", "EMPTY", ""), folder)
        .userFile(folder.resolve("none"))
        .file(file)
        .build();
  }

  private String resolved(String value) throws IOException {
    return config(value).own().text("stop").orElseThrow();
  }

  private ConfigurationException broken(String value) throws IOException {
    ProviderSettings own = config(value).own();
    ConfigurationException e = assertThrows(ConfigurationException.class, () -> own.text("stop"));
    assertEquals(Kind.BROKEN_REFERENCE, e.kind());
    assertTrue(e.setting().orElseThrow().endsWith("stop"));
    assertTrue(e.getMessage().contains("stop"), e.getMessage());
    return e;
  }

  @Test
  void environment_file_and_command_are_resolved_inside_a_value() throws IOException {
    Files.writeString(folder.resolve("key.txt"), "from file\r\n\n");

    assertEquals("<hello>", resolved("<${env:GREETING}>"));
    assertEquals("<from file>", resolved("<${file:key.txt}>"));
    assertEquals("from file", resolved("${file:" + folder.resolve("key.txt") + "}"));
    assertEquals("a b|hello", resolved("${command:echo 'a b'}|${env:GREETING}"));
  }

  @Test
  void commands_run_in_the_folder_of_the_file() throws IOException {
    Files.writeString(folder.resolve("here.txt"), "found");

    assertEquals("found", resolved("${command:cat here.txt}"));
  }

  @Test
  void command_gets_no_input() throws IOException {
    assertEquals("done", resolved("${command:cat; echo done}"));
  }

  @Test
  void two_dollars_stand_for_a_plain_one() throws IOException {
    assertEquals("${env:GREETING}", resolved("$${env:GREETING}"));
    assertEquals("$5 and 10$ ${", resolved("$5 and 10$ $${"));
  }

  @Test
  void resolved_text_is_not_resolved_again() throws IOException {
    Files.writeString(folder.resolve("key.txt"), "${env:GREETING}");

    assertEquals("${env:GREETING}", resolved("${file:key.txt}"));
  }

  @Test
  void command_runs_when_first_needed_and_once() throws IOException {
    Config config = config("${command:echo x >> runs; cat runs}");
    assertFalse(Files.exists(folder.resolve("runs")), "not before it is needed");

    assertEquals(Optional.of("x"), config.own().text("stop"));
    assertEquals(Optional.of("x"), config.own().text("stop"));
    assertEquals(1, Files.readAllLines(folder.resolve("runs")).size());
  }

  @Test
  void command_of_an_environment_variable_runs_once_too() {
    Path runs = folder.resolve("runs");
    Config config =
        Config.standard(
                Map.of("PARLEY_STOP", "${command:echo x >> '" + runs + "'; cat '" + runs + "'}"),
                folder)
            .userFile(folder.resolve("none"))
            .build();

    assertEquals(Optional.of("x"), config.own().text("stop"));
    assertEquals(Optional.of("x"), config.own().text("stop"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "${env:NOT_SET_ANYWHERE}",
        "${env:EMPTY}",
        "${file:missing.txt}",
        "${file:.}",
        "${file:a\\u0000b}",
        "${vault:x}",
        "${GREETING}",
        "${env:GREETING",
        "${",
        "${command:exit 3}",
        "${command:no-such-command-anywhere}"
      })
  void reference_that_cannot_be_resolved_names_the_setting(String value) throws IOException {
    broken(value.equals("${file:a\\u0000b}") ? "${file:a\0b}" : value);
  }

  @Test
  void failing_command_tells_its_status_and_none_of_its_output() throws IOException {
    ConfigurationException e = broken("${command:echo hush; echo hush >&2; exit 3}");

    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    assertTrue(e.getMessage().contains("3"), e.getMessage());
    assertFalse(trace.toString().contains("hush"), trace.toString());
  }

  @Test
  void command_that_never_stops_talking_is_stopped() throws IOException {
    ConfigurationException e = broken("${command:yes hush}");

    assertTrue(e.getMessage().contains("65536"), e.getMessage());
    assertFalse(e.getMessage().contains("hush"), e.getMessage());
  }

  @Test
  void file_that_is_too_large_is_refused() throws IOException {
    Files.write(folder.resolve("large"), new byte[65_537]);
    Files.writeString(folder.resolve("largest"), "x".repeat(65_536));

    assertTrue(broken("${file:large}").getMessage().contains("65536"));
    assertEquals(65_536, resolved("${file:largest}").length());
  }

  @Test
  void output_larger_than_a_pipe_arrives_whole() throws IOException {
    assertEquals(65_536, resolved("${command:head -c 65536 /dev/zero | tr '\\\\0' x}").length());
  }

  @Test
  void interrupted_command_keeps_the_flag() throws IOException {
    ProviderSettings own = config("${command:cat}").own();

    Thread.currentThread().interrupt();
    try {
      assertThrows(ConfigurationException.class, () -> own.text("stop"));
    } finally {
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void references_in_code_see_the_environment_of_the_process() {
    Map.Entry<String, String> any =
        System.getenv().entrySet().stream()
            .filter(entry -> entry.getKey().matches("\\w+") && !entry.getValue().isBlank())
            .findFirst()
            .orElseThrow();
    Config config = Config.of(Map.of("stop", "${env:" + any.getKey() + "}"));

    assertEquals(Optional.of(any.getValue().strip()), config.own().text("stop"));
  }
}
