package dev.parley.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.parley.error.UnreadableDataException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTreeTest {
  /** More than the parser's buffer holds, so that values lie across its end. */
  private static final int LONG = 50_000;

  @Test
  void every_value_knows_its_spelling() {
    JsonValue array = JsonTree.parse(" [ 1.0 ,1e2,-0, \"a\\u0041\" ,true,false , null,{ } ,[ ] ] ");

    assertEquals(
        List.of("1.0", "1e2", "-0", "\"a\\u0041\"", "true", "false", "null", "{ }", "[ ]"),
        array.items().stream().map(JsonValue::raw).toList());
    assertEquals("aA", array.items().get(3).text());
    assertEquals(2, array.height());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\\u0041\\/é😀\"", "12.50e+10", "{\"a\" : [ 1.0 ]}", "true"})
  void spellings_are_found_wherever_the_buffer_ends(String value) {
    StringBuilder text = new StringBuilder("[");
    int count = 0;
    while (text.length() < LONG) {
      text.append(value).append(" ".repeat(count++ % 3)).append(',');
    }
    JsonValue array = JsonTree.parse(text + value + "]");

    assertEquals(count + 1, array.items().size());
    for (JsonValue item : array.items()) {
      assertEquals(value, item.raw());
    }
  }

  @Test
  void a_value_that_is_longer_than_the_buffer_is_found_whole() {
    String number = "1".repeat(LONG) + ".0";
    String text = "\"" + "a\\n".repeat(LONG) + "\"";
    JsonValue object =
        JsonTree.parse("{\"" + "n".repeat(LONG) + "\":" + number + ",\"t\":" + text + "}");

    assertEquals(number, object.fields().get("n".repeat(LONG)).raw());
    assertEquals(text, object.fields().get("t").raw());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "1 2", "{} {}", "{\"\\ud83d\":1}", "{\"\ud83d\":1}", "01", "'a'"})
  void what_is_not_one_json_value_is_refused(String text) {
    UnreadableDataException e =
        assertThrows(UnreadableDataException.class, () -> JsonTree.parse(text));

    assertEquals(UnreadableDataException.Kind.MALFORMED, e.kind());
  }
}
