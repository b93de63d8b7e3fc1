package dev.parley.cli.schema;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.parley.chat.ResponseFormat.JsonSchema;
import dev.parley.cli.process.CommandFailedException;
import dev.parley.cli.process.ExitCode;
import dev.parley.cli.process.UsageException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerSchemaTest {
  /** Little, in bytes: so that not much is deep. */
  private static final long STACK = 300_000;

  @TempDir Path folder;

  private AnswerSchema schema(String typed) {
    return AnswerSchema.of(typed, folder);
  }

  private String problem(String typed, String answer) {
    AnswerSchema schema = schema(typed);
    CommandFailedException failure =
        assertThrows(CommandFailedException.class, () -> schema.check(answer));
    assertEquals(ExitCode.INVALID_OUTPUT, failure.code());
    return failure.getMessage();
  }

  private String usage(String typed) {
    return assertThrows(UsageException.class, () -> schema(typed)).getMessage();
  }

  @Test
  void the_short_form_is_an_object_with_exactly_these_fields() {
    JsonSchema format =
        (JsonSchema)
            schema("name, age int, ok bool,size number, tags string[]: the topics").format();
    assertTrue(format.strict());
    assertEquals(
        "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"},"
            + "\"age\":{\"type\":\"integer\"},\"ok\":{\"type\":\"boolean\"},"
            + "\"size\":{\"type\":\"number\"},\"tags\":{\"type\":\"array\",\"items\":"
            + "{\"type\":\"string\"},\"description\":\"the topics\"}},"
            + "\"required\":[\"name\",\"age\",\"ok\",\"size\",\"tags\"],"
            + "\"additionalProperties\":false}",
        format.schemaJson());
  }

  @Test
  void an_answer_of_the_form_is_accepted() {
    schema("name, age int, tags string[]").check("{\"name\":\"x\",\"age\":3,\"tags\":[\"a\"]}\n");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "'{\"name\":\"x\",\"age\":\"3\"}','at /age: Value is [string] but should be [integer]'",
        "'{\"age\":3}','at the top: Object does not have some of the required properties [[name]]'",
        "'{\"name\":\"x\",\"age\":3,\"more\":1}','at /more: the schema has no such field'",
        "'[]','at the top: Value is [array] but should be [object]'",
      })
  void what_does_not_fit_is_told_with_its_place(String answer, String expected) {
    assertEquals(
        "the answer does not fit the schema " + expected, problem("name, age int", answer));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Sure!",
        "{\"name\":\"x\"",
        "{\"name\":\"x\"} and so on",
        "{\"name\":1,\"name\":\"x\"}"
      })
  void what_is_no_json_is_told(String answer) {
    String problem = problem("name", answer);
    assertTrue(problem.startsWith("the answer is not JSON: "), problem);
    assertTrue(problem.lines().count() == 1, problem);
  }

  @Test
  void json_in_a_fence_is_not_json() {
    String problem = problem("name", "```json\n{\"name\":\"x\"}\n```");
    assertTrue(problem.startsWith("the answer is not JSON but Markdown that holds some"), problem);
  }

  @Test
  void a_file_is_taken_as_it_is_and_gives_the_name() throws IOException {
    Files.writeString(
        folder.resolve("my form.json"),
        "{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/x\"},\"$defs\":{\"x\":{\"type\":\"null\"}}}");
    JsonSchema format = (JsonSchema) schema("my form.json").format();
    assertEquals("my_form", format.name());
    schema("my form.json").check("[null]");
    assertEquals(
        "the answer does not fit the schema at /1: Value is [integer] but should be [null]",
        problem("my form.json", "[null,1]"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      delimiter = '|',
      value = {
        "''|--schema is empty; say a file, or a form as \"name, age int\"",
        "none.json|--schema none.json: there is no such file",
        "sub/none|--schema sub/none: there is no such file",
        "name, age itn|--schema: \"age\" has an unknown type \"itn\". Did you mean \"int\"?"
            + " There are string, int, number, bool, and lists of them, as string[]",
        "name, name|--schema: there are two fields \"name\"",
        "name string twice|--schema: after \"name\" comes a type, and then a comma or a colon",
        "{\"type\":\"objekt\"}|--schema is no JSON schema: at /type: Expected any of [[array,"
            + " boolean, integer, null, number, object, string]]",
        "{\"$ref\":\"#/$defs/none\"}|--schema refers to #/$defs/none, which is not in it",
        "{\"$ref\":\"other.json\"}|--schema refers to other.json, which is not in it and is never"
            + " fetched; put it into $defs",
      })
  void a_wrong_schema_is_told(String typed, String expected) {
    assertEquals(expected, usage(typed));
  }

  @Test
  void a_wrong_form_says_what_one_looks_like() {
    assertTrue(usage("name,,age").contains("the short form looks like \"name, age int"));
    assertTrue(usage("{\"type\":").startsWith("--schema is not JSON: line 1, column "));
    assertTrue(usage(".").contains("a folder"), usage("."));
  }

  @Test
  void a_file_that_is_no_schema_is_told() throws IOException {
    Files.writeString(folder.resolve("a.json"), "[1]");
    Files.write(folder.resolve("b.json"), new byte[] {(byte) 0xFF});
    assertEquals("a.json holds no JSON object, so no schema", usage("a.json"));
    Files.write(folder.resolve("c.json"), new byte[(1 << 20) + 1]);
    assertEquals("--schema b.json: not UTF-8 text", usage("b.json"));
    assertEquals("--schema c.json: larger than 1 MiB", usage("c.json"));
  }

  @Test
  void nothing_is_ever_fetched() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "http://127.0.0.1:" + server.getLocalPort() + "/x.json";
      assertTrue(usage("{\"$ref\":\"" + address + "\"}").contains("never fetched"));
      assertTrue(usage("{\"$schema\":\"" + address + "\"}").contains("cannot be used"));
      server.setSoTimeout(1);
      assertThrows(java.net.SocketTimeoutException.class, server::accept);
    }
  }

  @Test
  void a_schema_that_only_refers_to_itself_is_told() {
    assertEquals("--schema refers to itself without an end", usage("{\"$ref\":\"#\"}"));
  }

  @Test
  void a_schema_of_trees_is_fine() {
    schema("{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}").check("[[],[[]]]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://json-schema.org/draft-04/schema#",
        "http://json-schema.org/draft-07/schema#",
        "https://json-schema.org/draft/2019-09/schema",
        "https://json-schema.org/draft/2020-12/schema"
      })
  void the_drafts_are_known(String draft) {
    schema("{\"$schema\":\"" + draft + "\",\"type\":\"object\"}").check("{}");
  }

  @Test
  void what_a_schema_refers_to_or_looks_for_is_checked_when_it_is_read() {
    assertEquals("--schema refers to #/%zz, which is malformed", usage("{\"$ref\":\"#/%zz\"}"));
    assertTrue(
        usage("{\"properties\":{\"a\":{\"pattern\":\"(\"}}}")
            .startsWith("--schema: a regular expression under \"pattern\" is malformed at place "));
    assertTrue(usage("{\"patternProperties\":{\"[\":{}}}").contains("under \"patternProperties\""));
    schema("{\"properties\":{\"pattern\":{\"const\":{\"pattern\":\"(\"}}}}").check("{}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"default", "const", "enum", "examples"})
  void fields_may_be_named_as_words_of_a_schema(String name) {
    String form =
        "{\"properties\":{\"" + name + "\":{\"$ref\":\"#/$defs/%s\"}},\"$defs\":{\"a\":{}}}";
    assertTrue(usage(form.replace("%s", "b")).contains("which is not in it"));
    schema(form.replace("%s", "a")).check("{}");
  }

  @Test
  void an_answer_that_is_too_deep_is_an_invalid_one() {
    AnswerSchema schema = schema("{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}");
    schema.check("[[]]");
    String deep = "[".repeat(900) + "]".repeat(900);
    CommandFailedException[] failed = new CommandFailedException[1];
    Thread small =
        new Thread(
            null,
            () -> failed[0] = assertThrows(CommandFailedException.class, () -> schema.check(deep)),
            "small",
            STACK);
    small.start();
    assertDoesNotThrow(() -> small.join());
    assertEquals(ExitCode.INVALID_OUTPUT, failed[0].code());
    assertTrue(failed[0].getMessage().contains("nested too deeply"), failed[0].getMessage());
  }

  @Test
  void a_mark_before_the_text_of_a_file_is_no_part_of_it() throws IOException {
    Files.writeString(folder.resolve("m.json"), "\uFEFF{\"type\":\"object\"}");
    schema("m.json").check("{}");
  }
}
