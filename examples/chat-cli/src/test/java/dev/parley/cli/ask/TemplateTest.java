package dev.parley.cli.ask;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.cli.process.UsageException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {
  private static String fill(String text, Map<String, String> variables, String input) {
    return Template.of("t", text).fill(variables, input).prompt();
  }

  private static String usage(String text, Map<String, String> variables, String input) {
    return assertThrows(UsageException.class, () -> fill(text, variables, input)).getMessage();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "Say {{word}}.,Say hello.",
        "Say {{ word }}.,Say hello.",
        "{{word}}{{word}},hellohello",
        "{{word|bye}},hello",
        "{{other|bye}},bye",
        "{{other|}}!,!",
        "{{{word}}},{hello}",
        "{{ a.b }} {{word}},{{ a.b }} hello",
        "{{word,{{word",
      })
  void gaps_are_filled_and_other_braces_left(String text, String expected) {
    assertEquals(expected, new Gaps(Map.of("word", "hello")).fill(text));
  }

  @Test
  void what_is_put_in_is_not_looked_at_again() {
    assertEquals("{{b}}", fill("{{a}}", Map.of("a", "{{b}}"), ""));
  }

  @Test
  void the_input_stands_in_its_gap_or_behind() {
    assertEquals("Sum up: text!", fill("Sum up: {{input}}!", Map.of(), "text"));
    assertEquals("Sum up:\n\ntext", fill("Sum up:\n", Map.of(), "text"));
    assertEquals("Sum up: nothing", fill("Sum up: {{input|nothing}}", Map.of(), ""));
    assertEquals("Sum up:\n", fill("Sum up:\n", Map.of(), ""));
  }

  @Test
  void the_head_says_how_to_ask() {
    Template template =
        Template.of(
            "t",
            """
            ---
            # for reviews
            system: You are {{who}}.
              Be brief.
            model: openai:x

            option temperature: 0.2
            option openai.user: me
            schema: name, age int
            ---
            Review this:
            """);
    Template.Filled filled = template.fill(Map.of("who", "strict"), "");
    assertEquals(Optional.of("You are strict.\nBe brief."), filled.system());
    assertEquals("Review this:\n", filled.prompt());
    assertEquals(List.of("temperature=0.2", "openai.user=me"), template.head().options());
    assertEquals(Optional.of("openai:x"), template.head().setting("model"));
    assertEquals(Optional.of("name, age int"), template.head().setting("schema"));
  }

  @Test
  void line_ends_of_windows_are_fine() {
    assertEquals("a\nb", fill("---\r\nmodel: x:y\r\n---\r\na\r\nb", Map.of(), ""));
  }

  @Test
  void missing_variables_are_told_all_at_once() {
    assertEquals(
        "template t needs -v a=… -v b=…", usage("{{a}} {{b}} {{c}}", Map.of("c", "x"), ""));
    assertEquals(
        "template t needs an input: say a prompt behind it, or pipe one in",
        usage("{{input}}", Map.of(), " "));
  }

  @Test
  void a_variable_without_a_gap_is_told_with_the_nearest_name() {
    assertEquals(
        "-v langauge: template t has language, tone only. Did you mean \"language\"?",
        usage("{{language}} {{tone|kind}} {{input|}}", Map.of("langauge", "French"), ""));
    assertEquals("-v x: template t has no variables.", usage("text", Map.of("x", "y"), ""));
  }

  @Test
  void a_wrong_head_is_told_with_its_line() {
    String problem = usage("---\nmodel: x:y\n\nsytem: a\n---\n", Map.of(), "x");
    assertTrue(problem.startsWith("template t, line 4: no line of a head;"), problem);
    assertTrue(problem.endsWith("Did you mean \"system\"?"), problem);
    assertTrue(usage("---\nmodel: x:y\n more\nwords\n---\n", Map.of(), "x").contains("line 4"));
    assertTrue(
        usage("---\nmodel: a:b\nmodel: a:b\n---\n", Map.of(), "").contains("a second model"));
    assertTrue(usage("---\nmodel: a:b\n", Map.of(), "").contains("ends with no line of ---"));
  }
}
