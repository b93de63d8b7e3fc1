package dev.parley.cli;

import static dev.parley.cli.Run.STOP;
import static dev.parley.cli.Run.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ModelId;
import dev.parley.message.Message;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptTest {
  @TempDir Path folder;
  private final FakeFactory fake = new FakeFactory("fake", text("Yes"), STOP);
  private final FakeFactory mock = new FakeFactory("mock", text("Echo"), STOP);

  private Run run() {
    return new Run(folder, fake, mock);
  }

  private List<String> texts() {
    return fake.requests.get(0).messages().stream().map(Message::text).toList();
  }

  @Test
  void words_are_joined_by_spaces() {
    run().with("-m", "fake:m", "Why", "is  it", "so?");
    assertEquals(List.of("Why is  it so?"), texts());
  }

  @Test
  void the_system_message_comes_first() {
    run().with("-s", "Be brief.", "-m", "fake:m", "Why?");
    assertEquals(List.of("Be brief.", "Why?"), texts());
  }

  @Test
  void what_is_piped_in_is_the_data_of_the_instruction() {
    run().stdin("line 1\nline 2\n").with("-m", "fake:m", "Sum up:");
    assertEquals(List.of("Sum up:\n\nline 1\nline 2\n"), texts());
  }

  @Test
  void what_is_piped_in_alone_is_the_prompt() {
    run().stdin("\uFEFFWhy?\n").with("-m", "fake:m");
    assertEquals(List.of("Why?\n"), texts());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n"})
  void blank_input_is_none(String blank) {
    run().stdin(blank).with("-m", "fake:m", "Why?");
    assertEquals(List.of("Why?"), texts());
  }

  @Test
  void a_prompt_may_begin_with_an_at_sign_or_after_two_dashes_with_a_dash() {
    run().with("-m", "fake:m", "@home", "--", "-5", "--list");
    assertEquals(List.of("@home -5 --list"), texts());
  }

  @Test
  void input_that_is_no_utf_8_is_a_usage_error() {
    Run run = run().stdin(new byte[] {(byte) 0xFF, 'a'});
    assertEquals(2, run.with("-m", "fake:m", "Why?"));
    assertEquals("parley: stdin is not UTF-8 text\n", run.err());
  }

  @Test
  void too_much_input_is_a_usage_error() {
    Run run = run().stdin(new byte[(16 << 20) + 1]);
    assertEquals(2, run.with("-m", "fake:m", "Why?"));
    assertEquals("parley: stdin holds more than 16 MiB\n", run.err());
  }

  @Test
  void no_prompt_is_a_usage_error() {
    Run terminal = run();
    Run empty = run().stdin("");
    assertEquals(2, terminal.with());
    assertEquals(2, empty.with("-m", "fake:m", " "));
    assertEquals(
        "parley: no prompt; say parley PROMPT, or pipe one in; see parley --help\n",
        terminal.err());
    assertEquals(terminal.err(), empty.err());
  }

  @Test
  void an_unknown_option_is_a_usage_error() {
    Run run = run();
    assertEquals(2, run.with("--modle", "x", "Why?"));
    assertTrue(run.err().startsWith("parley: Unknown option: '--modle'"), run.err());
    assertEquals(1, run.err().lines().count());
  }

  @Test
  void the_model_typed_wins_over_the_configured_one() {
    run().environment("PARLEY_MODEL", "mock:other").with("-m", "fake:m", "Why?");
    assertEquals(List.of(new ModelId("fake", "m")), fake.models);
  }

  @Test
  void the_configured_model_is_asked() {
    run().environment("PARLEY_MODEL", "fake:other").with("Why?");
    assertEquals(List.of(new ModelId("fake", "other")), fake.models);
  }

  @Test
  void a_file_that_is_named_is_trusted() throws Exception {
    Files.writeString(folder.resolve("mine.properties"), "work.provider=fake\nmodel=work:x\n");
    assertEquals(0, run().with("--config", "mine.properties", "Why?"));
    assertEquals(List.of(new ModelId("work", "x")), fake.models);
  }

  @Test
  void nothing_configured_asks_the_mock_and_says_so() {
    Run run = run();
    assertEquals(0, run.with("Why?"));
    assertEquals(List.of(new ModelId("mock", "echo")), mock.models);
    assertEquals("Echo\n", run.out());
    assertTrue(run.err().contains("mock:echo, a mock that only repeats the prompt"), run.err());
    assertTrue(run.err().contains("OPENAI_API_KEY and PARLEY_MODEL=openai:"), run.err());
    assertEquals(2, run.err().lines().count());
  }

  @Test
  void nothing_configured_is_an_error_for_data_that_is_piped_in() {
    Run run = run().stdin("data");
    assertEquals(7, run.with("Sum up:"));
    assertTrue(run.err().startsWith("parley: No model is configured."), run.err());
    assertEquals("", run.out());
  }

  @Test
  void nothing_configured_is_an_error_for_a_file_that_is_named() throws Exception {
    Path file = Files.writeString(folder.resolve("mine.properties"), "seed=1\n");
    assertEquals(7, run().with("--config", "mine.properties", "Why?"));
    assertEquals(7, run().environment("PARLEY_CONFIG", file.toString()).with("Why?"));
  }

  @Test
  void nothing_configured_is_an_error_without_a_mock() {
    assertEquals(7, new Run(folder, fake).with("Why?"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"@file", "${PATH}", "\"a  b\"", "a=b", "", " ", "%n", "'", "\\"})
  void words_without_options_are_the_same_prompt_as_behind_them(String word) {
    Run alone = run().environment("PARLEY_MODEL", "fake:m");
    assertEquals(0, alone.with("Say", word, "now"), alone.err());
    assertEquals(0, alone.with("--plain", "Say", word, "now"), alone.err());
    assertEquals("Say " + word + " now", fake.requests.get(0).messages().get(0).text());
    assertEquals(fake.requests.get(0).messages(), fake.requests.get(1).messages());
  }
}
