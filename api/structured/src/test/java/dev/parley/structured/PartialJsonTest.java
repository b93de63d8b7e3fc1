package dev.parley.structured;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartialJsonTest {
  @Provide
  Arbitrary<Class<?>> types() {
    return Arbitraries.of(Family.ALL);
  }

  @Property(tries = 150)
  void what_has_come_only_grows_into_the_whole(@ForAll("types") Class<?> type, @ForAll long seed) {
    String json = text(JsonType.of(type), new RandomValues(seed).value(type));
    Object ended = Map.of();
    Object growing = Map.of();
    for (int i = 0; i <= json.length(); i++) {
      String begun = json.substring(0, i);
      Object nowEnded = PartialJson.of(begun, false);
      Object nowGrowing = PartialJson.of(begun, true);
      assertTrue(grows(ended, nowEnded), begun);
      assertTrue(grows(growing, nowGrowing), begun);
      assertTrue(grows(nowEnded, nowGrowing), begun);
      ended = nowEnded;
      growing = nowGrowing;
    }
    assertEquals(whole(JsonText.parse(json)), ended);
    assertEquals(ended, growing);
  }

  @SuppressWarnings("unchecked") // It was made for that type.
  private static <T> String text(JsonType<T> type, Object value) {
    return type.write((T) value);
  }

  private static boolean grows(Object before, Object after) {
    if (before instanceof Map<?, ?> from && after instanceof Map<?, ?> to) {
      return from.keySet().stream()
          .allMatch(key -> to.containsKey(key) && grows(from.get(key), to.get(key)));
    }
    if (before instanceof List<?> from && after instanceof List<?> to) {
      boolean grown = from.size() <= to.size();
      for (int i = 0; grown && i < from.size(); i++) {
        grown = grows(from.get(i), to.get(i));
      }
      return grown;
    }
    if (before instanceof String from && after instanceof String to) {
      return to.startsWith(from);
    }
    return before == null ? after == null : before.equals(after);
  }

  /** A tree as programs see it: with numbers of the JDK. */
  private static Object whole(Object tree) {
    if (tree instanceof Map<?, ?> fields) {
      Map<Object, Object> whole = new HashMap<>();
      fields.forEach((name, value) -> whole.put(name, whole(value)));
      return whole;
    }
    if (tree instanceof List<?> elements) {
      return Arrays.asList(elements.stream().map(PartialJsonTest::whole).toArray());
    }
    return tree instanceof JsonNumber number ? number.decimal() : tree;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":\"x\\ | x",
        "{\"a\":\"x\\u00e | x",
        "{\"a\":\"x\\u00e9 | xé",
        "{\"a\":\"x\\q | x",
        "{\"a\":\"\\n\\\"\\/\\\\ | `\n\"/\\`",
        "{\"a\":\"x\\ud83d | x",
        "{\"a\":\"x\\ud83d\\ude00 | x😀",
        "{\"a\":\" | ``",
        "{\"a\":\"x\\qy\",\"b\":1} | x",
      })
  void a_text_that_has_not_ended_is_shown_as_far_as_it_is_clear(String json, String text) {
    assertEquals(Map.of("a", text), PartialJson.of(json, true));
    assertEquals(Map.of(), PartialJson.of(json, false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\u0000", "\u001f", "\n\\q", "\\u００４１"})
  void a_text_ends_where_it_is_not_json(String damage) {
    String json = "{\"a\":\"x" + damage + "y\",\"b\":1}";
    assertEquals(Map.of("a", "x"), PartialJson.of(json, true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1,\"b\":tr",
        "{\"a\":1,\"b\":12",
        "{\"a\":1,\"b\":-",
        "{\"a\":1,\"b",
        "{\"a\":1,\"b\":",
        "{\"a\":1,'b':2}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1}, and more",
        "{\"a\":1,\"b\":1e999999999,\"c\":2}",
      })
  void what_has_not_ended_or_is_not_json_is_not_shown(String json) {
    assertEquals(Map.of("a", new BigDecimal(1)), PartialJson.of(json, true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"``", "[1", "[{\"a\":1}]", "7", "\"text", "Sure: {\"a\":1}"})
  void what_is_no_object_has_no_fields(String json) {
    assertEquals(Map.of(), PartialJson.of(json, true));
  }

  /** From 32 KB on, the parser works on another copy of the text, and piece by piece. */
  @ParameterizedTest
  @ValueSource(ints = {32_700, 32_768, 32_769, 36_000, 100_000})
  void a_long_text_is_read_as_a_short_one(int length) {
    String head = "{\"a\":[1,\"é😀" + "x".repeat(length) + "\",{\"b\":true}],\"c\":";
    Map<String, Object> before = PartialJson.of(head, true);
    assertEquals(length + 3, ((String) ((List<?>) before.get("a")).get(1)).length());
    assertEquals(Map.of("b", true), ((List<?>) before.get("a")).get(2));

    assertEquals(before, PartialJson.of(head + "12", true));
    assertEquals(new BigDecimal(12), PartialJson.of(head + "12,", true).get("c"));
    assertEquals("d\n", PartialJson.of(head + "\"d\\n\\", true).get("c"));
    assertEquals("d", PartialJson.of(head + "\"d\ne\",\"f\":1}", true).get("c"));
    assertEquals(before, PartialJson.of(head + "\"d", false));
    String grown = "y".repeat(length);
    assertEquals(grown, PartialJson.of(head + "\"" + grown, true).get("c"));
    assertEquals(Map.of("e", ""), PartialJson.of(head + "{\"e\":\"", true).get("c"));
  }

  @Test
  void what_is_open_is_shown_with_what_has_ended_in_it() {
    assertEquals(
        Map.of("a", List.of(Map.of("b", true), Map.of())),
        PartialJson.of("{\"a\":[{\"b\":true},{\"c\":\"d", false));
  }
}
