package dev.parley.openai.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void reads_every_kind_of_value_in_its_order() {
    String text =
        " {\"b\" : [true,false , null, -1.5e+3,0], \"a\":{}, \"\" : \"x\\n\\u00e9\\\"\" } ";
    Object json = Json.read(text).orElseThrow();
    assertEquals("{b=[true, false, null, -1.5e+3, 0], a={}, =x\né\"}", json.toString());
    assertEquals(List.of("b", "a", ""), List.copyOf(((Map<?, ?>) json).keySet()).stream().toList());
    assertEquals(Optional.of("x"), Json.read("\"x\""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "[",
        "{]",
        "[1",
        "[1,]",
        "[,]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\":1 \"b\":2}",
        "\"a",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12G4\"",
        "\"\\",
        "tru",
        "nul",
        "01",
        "1.",
        ".5",
        "+1",
        "1 2",
        "\"a\nb\"",
        "[1}",
        "{\"a\":1]",
        "'a'"
      })
  void what_is_no_json_is_not_read(String text) {
    assertTrue(Json.read(text).isEmpty(), text);
  }

  @Test
  void what_is_too_deep_is_not_read() {
    assertTrue(Json.read("[".repeat(100) + "]".repeat(100)).isPresent());
    assertTrue(Json.read("[".repeat(1_000_000)).isEmpty());
    assertTrue(Json.read("{\"a\":".repeat(1_000_000)).isEmpty());
  }
}
